import { locale, t } from '../texts/t.js';

interface OtherBrowserText {
  readonly title: string;
  readonly body: string;
}

/** The text for a `session.continued` event. */
export function otherBrowserText(data: string): OtherBrowserText {
  const { browser, country } = parseEventData(data);
  const place = country === undefined ? undefined : countryName(country);
  return {
    title:
      place === undefined
        ? t('Your session is also used in another browser')
        : t('Your session is also used in another country'),
    body: [bodyText(browser ?? t('Another browser'), place), t('If that wasn’t you, sign out.')].join(' '),
  };
}

function bodyText(browser: string, place: string | undefined): string {
  return place === undefined
    ? t('{browser} sent requests with it.', { browser })
    : t('{browser} in {place} sent requests with it.', { browser, place });
}

function parseEventData(data: string): { browser?: string; country?: string } {
  try {
    const { browser, country } = JSON.parse(data) as { browser?: unknown; country?: unknown };
    return {
      ...(typeof browser === 'string' && browser !== '' ? { browser } : {}),
      ...(typeof country === 'string' && /^[A-Z][A-Z\d]$/.test(country) ? { country } : {}),
    };
  } catch {
    return {};
  }
}

/** A proxy may send a code that is no country, e.g. `T1` for Tor. */
function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(locale(), { type: 'region' }).of(code) ?? code;
  } catch {
    return t('an unknown country');
  }
}
