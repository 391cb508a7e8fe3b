import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';

import { isPublicAddress, publicLookup } from '../common/index.js';

/**
 * Where Exchange accepts the ranges of an upload session, in the global cloud and in the national ones.
 * `docs/operations.md` lists them for operators of firewalls.
 */
const uploadHosts: ReadonlySet<string> = new Set([
  'outlook.office.com',
  'outlook.office365.com',
  'outlook.live.com',
  'outlook.office365.us',
  'outlook-dod.office365.us',
  'outlook.apps.mil',
  'webmail.apps.mil',
  'partner.outlook.cn',
]);
const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Loopback, private, link-local and other addresses that are not on the internet; IPv4 in IPv6 is unwrapped. */
export function isInward(address: string): boolean {
  return !isPublicAddress(address);
}

/**
 * Whether bytes may be sent there: to a known host of Exchange, or to Graph's own host. A loopback address accepts them
 * only when Graph itself is on one, as the sandbox is. So no response can direct the service to its neighbours.
 */
export function isUploadAddress(url: URL, graphOrigin: string): boolean {
  const graph = new URL(graphOrigin);
  if (url.username !== '' || url.password !== '') {
    return false;
  }
  if (loopbackNames.has(url.hostname)) {
    return loopbackNames.has(graph.hostname) && ['https:', 'http:'].includes(url.protocol);
  }
  const isKnown = uploadHosts.has(url.hostname) && url.port === '';
  return url.protocol === 'https:' && (isKnown || url.hostname === graph.hostname);
}

const lookupOutward = publicLookup(resolve);

/** Resolves names for connections; a known host that resolves to an internal address is refused. */
export const outwardLookup: LookupFunction = (hostname, options, callback) => {
  const lookup: LookupFunction = uploadHosts.has(hostname) ? lookupOutward : resolve;
  lookup(hostname, options, callback);
};
