/** The relevant headers of a received message; names in any case, the first of a name first. */
export interface MessageHeader {
  readonly name: string;
  readonly value: string;
}

export interface Unsubscribe {
  /** https. */
  readonly url?: string;
  /** A `mailto:` address, perhaps with a subject. */
  readonly mailto?: string;
  /** Whether a POST to `url` is enough (RFC 8058). */
  readonly oneClick: boolean;
}

export type Authentication = 'pass' | 'fail' | 'none';

/** Longer than any list of addresses that is meant seriously. */
const longestValue = 8_192;

/** RFC 2369 §3.2 with RFC 8058; null when the sender offers no supported method. */
export function unsubscribeOf(headers: readonly MessageHeader[]): Unsubscribe | null {
  const value = valueOf(headers, 'list-unsubscribe') ?? '';
  const addresses = [...value.matchAll(/<([^<>]{1,2048})>/g)]
    .map(([, address = '']) => address.replace(/\s+/g, ''))
    .filter((address) => URL.canParse(address))
    .map((address) => new URL(address));
  const url = addresses.find(({ protocol, username, password }) => protocol === 'https:' && username + password === '');
  const mailto = addresses.find(({ protocol, pathname }) => protocol === 'mailto:' && pathname.includes('@'));
  if (url === undefined && mailto === undefined) {
    return null;
  }
  const post = valueOf(headers, 'list-unsubscribe-post') ?? '';
  return {
    ...(url === undefined ? {} : { url: url.href }),
    ...(mailto === undefined ? {} : { mailto: mailto.href }),
    oneClick:
      url !== undefined && /^\s*List-Unsubscribe\s*=\s*One-Click\s*$/i.test(post) && isCoveredBySignature(headers),
  };
}

/**
 * RFC 8058 §4: one click only where a valid DKIM signature covers both headers. Our own mail service states that a
 * signature is valid (RFC 8601), for all mail from outside. Mail without any result comes from inside, where nobody
 * signs, and the headers alone count (ADR 86). The signature of that domain lists the headers that it covers; where the
 * message no longer has it, the statement alone counts.
 */
function isCoveredBySignature(headers: readonly MessageHeader[]): boolean {
  const results = valueOf(headers, 'authentication-results') ?? '';
  if (results !== '' && resultsOf(results).get('dkim') !== 'pass') {
    return false;
  }
  const valid = new Set(
    results
      .split(';')
      .filter((result) => /\bdkim\s*=\s*pass\b/i.test(result))
      .flatMap((result) => /\bheader\.d\s*=\s*([\w.-]+)/i.exec(result)?.[1]?.toLowerCase() ?? []),
  );
  const signatures = headers
    .filter(({ name }) => name.toLowerCase() === 'dkim-signature')
    .map(({ value }) => tagsOf(value.slice(0, longestValue)))
    .filter((tags) => valid.size === 0 || valid.has((tags.get('d') ?? '').toLowerCase()));
  return signatures.length === 0 || signatures.some(coversUnsubscribe);
}

function coversUnsubscribe(tags: ReadonlyMap<string, string>): boolean {
  const covered = (tags.get('h') ?? '').toLowerCase().split(':');
  return covered.includes('list-unsubscribe') && covered.includes('list-unsubscribe-post');
}

/** RFC 6376 §3.2: tags of a signature, without the space from folding. */
function tagsOf(value: string): ReadonlyMap<string, string> {
  const pairs = value.split(';').map((pair) => {
    const [name = '', ...rest] = pair.split('=');
    return [name.trim().toLowerCase(), rest.join('=').replace(/\s+/g, '')] as const;
  });
  return new Map(pairs);
}

/**
 * The sender's authentication by our own mail service, by RFC 8601. The first header of the name counts: each server
 * puts its own on top, so that a forged one comes later. DMARC decides where it was evaluated, as it compares with the
 * address that is shown; otherwise SPF and DKIM.
 */
export function authenticationOf(headers: readonly MessageHeader[]): Authentication | null {
  const value = valueOf(headers, 'authentication-results');
  if (value === undefined) {
    return null;
  }
  const results = resultsOf(value);
  const dmarc = results.get('dmarc');
  const compauth = results.get('compauth');
  if (dmarc === 'pass' || dmarc === 'bestguesspass') {
    return 'pass';
  }
  if (dmarc !== undefined && dmarc !== 'none' && !isUndecided(dmarc)) {
    return 'fail';
  }
  if (compauth === 'pass' || compauth === 'fail') {
    return compauth;
  }
  const others = [results.get('spf'), results.get('dkim')].filter((result) => result !== undefined);
  if (others.includes('pass')) {
    return 'pass';
  }
  return others.some((result) => /^(?:fail|hardfail|softfail|permerror|policy)$/.test(result)) ? 'fail' : 'none';
}

/**
 * Whether a message came from outside of the user's organisation: by the headers of Exchange, otherwise by the domain
 * of the sender. Null when neither decides; a personal account belongs to no organisation.
 */
export function isExternalMessage(
  headers: readonly MessageHeader[],
  sender: string | undefined,
  user: { readonly accountType: 'work' | 'personal'; readonly username: string },
): boolean | null {
  if (user.accountType === 'personal') {
    return null;
  }
  const origin = valueOf(headers, 'x-ms-exchange-organization-authas')?.trim().toLowerCase();
  if (origin === 'internal' || origin === 'anonymous') {
    return origin === 'anonymous';
  }
  const own = domainOf(user.username);
  const other = domainOf(sender ?? '');
  return own === undefined || other === undefined ? null : own !== other;
}

function valueOf(headers: readonly MessageHeader[], wanted: string): string | undefined {
  return headers.find(({ name }) => name.toLowerCase() === wanted)?.value.slice(0, longestValue);
}

/** The first result of each method. Comments contain free text, and so do quoted properties. */
function resultsOf(value: string): ReadonlyMap<string, string> {
  const bare = value.replace(/\([^()]*\)/g, ' ').replace(/"[^"]*"/g, ' ');
  const results = new Map<string, string>();
  for (const [, method = '', result = ''] of bare.matchAll(/(?:^|[;\s])(spf|dkim|dmarc|compauth)\s*=\s*(\w+)/gi)) {
    const name = method.toLowerCase();
    // One valid signature among several is enough.
    if (!results.has(name) || (name === 'dkim' && result.toLowerCase() === 'pass')) {
      results.set(name, result.toLowerCase());
    }
  }
  return results;
}

function isUndecided(result: string): boolean {
  return result === 'temperror' || result === 'permerror';
}

function domainOf(address: string): string | undefined {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return address.includes('@') && domain !== '' ? domain : undefined;
}
