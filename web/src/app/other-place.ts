interface PlaceText {
  readonly title: string;
  readonly body: string;
}

/** What a `session.continued` event says, for the user. */
export function otherPlaceText(data: string): PlaceText {
  const { browser, country } = readPlace(data);
  const place = country === undefined ? undefined : countryName(country);
  return {
    title: `Your session is also used in another ${place === undefined ? 'browser' : 'country'}`,
    body: `${browser ?? 'Another browser'}${place === undefined ? '' : ` in ${place}`} sent requests with it. If that wasn’t you, sign out.`,
  };
}

function readPlace(data: string): { browser?: string; country?: string } {
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

/** A proxy may name what is no country, e.g. `T1` for Tor. */
function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(undefined, { type: 'region' }).of(code) ?? code;
  } catch {
    return 'an unknown country';
  }
}
