import { percentDecoded } from '../../platform/percent-decoded.js';
import { t } from '../../texts/t.js';
import { decodedHost } from './punycode.js';

const INVISIBLE = /\u034f|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g;
const BACKWARDS = /[\u202a-\u202e\u2066-\u2069]/;
/** A text that is an address, or begins with one. */
const hostPattern =
  /^[^\p{L}\p{N}]{0,3}(?:https?:\/\/)?(?:[^\s/@]*@)?((?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,24})(?=$|[\s/:?#,;)>\]])/iu;
const fileNames = /\.(?:pdf|docx?|xlsx?|pptx?|zip|png|jpe?g|gif|txt|csv|html?|js|ts|md|eml|ics|exe|apk)$/i;
const secondLevels = new Set(['ac', 'co', 'com', 'edu', 'gov', 'gob', 'gouv', 'ne', 'net', 'nhs', 'or', 'org', 'sch']);

/** A warning about a link; undefined when it leads where its text says. */
export function deceptionOf(href: string, text: string): string | undefined {
  if (!/^https?:/i.test(href) || !URL.canParse(href)) {
    return undefined;
  }
  const url = new URL(href);
  const host = wrappedTarget(url).hostname;
  if (BACKWARDS.test(text)) {
    return t('Written backwards, leads to {host}', { host });
  }
  if (url.username !== '' || url.password !== '') {
    return t('Leads to {host}, not to {name}', { host, name: percentDecoded(url.username) });
  }
  const shown = decodedHost(host);
  if (shown !== host && mixesScripts(shown)) {
    return t('Leads to {host}: letters of another script in “{shown}”', { host, shown });
  }
  const named = namedHost(text);
  return named === undefined || domainOf(named) === domainOf(host) ? undefined : t('Leads to {host}', { host });
}

/** Some mail servers replace every link by one to their own scanner. */
function wrappedTarget(url: URL): URL {
  const target = url.hostname.endsWith('.safelinks.protection.outlook.com') ? url.searchParams.get('url') : null;
  return target !== null && URL.canParse(target) ? new URL(target) : url;
}

/** The host that the text of a link names, in the form that browsers use. */
function namedHost(text: string): string | undefined {
  const named = hostPattern.exec(text.replace(INVISIBLE, '').trim())?.[1];
  if (named === undefined || fileNames.test(named)) {
    return undefined;
  }
  return URL.canParse(`https://${named}`) ? new URL(`https://${named}`).hostname : undefined;
}

/** Approximately the registrable domain: the last two labels, or three below a country's second level. */
function domainOf(host: string): string {
  const names = host.replace(/\.$/, '').split('.');
  const isBelowSecondLevel =
    names.length > 2 && secondLevels.has(names.at(-2) ?? '') && (names.at(-1) ?? '').length === 2;
  return names.slice(isBelowSecondLevel ? -3 : -2).join('.');
}

const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];
/** Letters of other scripts that look like Latin letters: a name that consists of them alone is a disguise. */
const LOOKALIKES = /^[асԁеһіјӏорԛѕԝхуъЬνοαρτυκιωɡ0-9-]+$/iu;

function mixesScripts(host: string): boolean {
  return host.split('.').some((label) => {
    const isForeign = /[^\u0000-\u007f]/.test(label);
    return isForeign && (SCRIPTS.filter((script) => script.test(label)).length > 1 || LOOKALIKES.test(label));
  });
}
