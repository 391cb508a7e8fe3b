import { createHmac } from 'node:crypto';
import { badRequest } from '../graph-error.js';

/** Protects against hand-made links, not against attackers. A client must not depend on the content of a token. */
const KEY = 'sandbox';

function seal(text: string): string {
  return createHmac('sha256', KEY).update(text).digest('base64url').slice(0, 22);
}

/** A token with that state, of at least `leastLength` characters: real ones may have thousands. */
export function sealState(state: Readonly<Record<string, unknown>>, leastLength: number): string {
  const body = Buffer.from(JSON.stringify(state), 'utf8').toString('base64url');
  const token = `${body}.${seal(body)}`;
  return token.length < leastLength ? `${token}.`.padEnd(leastLength, 'x') : token;
}

export function openState(token: string): Readonly<Record<string, unknown>> | undefined {
  const [body = '', signature = ''] = token.split('.');
  if (seal(body) !== signature) {
    return undefined;
  }
  const state: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  return typeof state === 'object' && state !== null ? { ...state } : undefined;
}

export interface PageLink {
  readonly mailbox: string;
  readonly path: string;
  readonly raw: string;
  /** The least length of a token, in characters. */
  readonly leastLength: number;
}

/** Normalises the spelling of a query, because a client's URL parser may encode it again. */
function withoutToken(raw: string): string {
  return [...new URLSearchParams(raw)]
    .filter(([name]) => !/^\$?skiptoken$/i.test(name))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** Where a page begins. The token is valid for one mailbox, path and query, so a client can't change the rest of a link. */
export function pageStart(token: string | undefined, link: PageLink): number {
  if (token === undefined) {
    return 0;
  }
  const state = openState(token);
  const offset = state?.['offset'];
  if (
    typeof offset !== 'number' ||
    state?.['mailbox'] !== link.mailbox ||
    state['path'] !== link.path.toLowerCase() ||
    state['query'] !== withoutToken(link.raw)
  ) {
    throw badRequest("The skip token in '$skiptoken' is invalid for this request.");
  }
  return offset;
}

export function nextLink(root: string, link: PageLink, offset: number): string {
  const query = withoutToken(link.raw);
  const state = { mailbox: link.mailbox, path: link.path.toLowerCase(), query, offset };
  const token = sealState(state, link.leastLength);
  return `${root}${link.path}?${query === '' ? '' : `${query}&`}$skiptoken=${token}`;
}
