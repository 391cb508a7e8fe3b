import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIPv6, type LookupFunction } from 'node:net';

/**
 * Where Exchange takes the ranges of an upload session, in the global cloud and in the national ones. `docs/operations.md`
 * lists them for whoever keeps a firewall.
 */
const uploadHosts: ReadonlySet<string> = new Set([
  'outlook.office.com',
  'outlook.office365.com',
  'outlook.live.com',
  'outlook.office365.us',
  'outlook-dod.office365.us',
  'outlook.apps.mil',
  'partner.outlook.cn',
]);
const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

const inward = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inward.addSubnet(network, prefix, 'ipv4');
}
inward.addAddress('::', 'ipv6');
inward.addAddress('::1', 'ipv6');
for (const [network, prefix] of [
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['64:ff9b::', 96],
] as const) {
  inward.addSubnet(network, prefix, 'ipv6');
}

/** Loopback, private, link-local and other addresses that are not on the internet; IPv4 in IPv6 is looked through. */
export function isInward(address: string): boolean {
  return inward.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/**
 * Whether bytes may go there: to a known host of Exchange, or to Graph's own host. A loopback address takes them only when
 * Graph itself is on one, as the sandbox is, so that no answer can turn the service against its neighbours.
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

/** Resolves names for connections; a known host that leads inward is not connected to. */
export const outwardLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const found: readonly LookupAddress[] = error === null ? addresses : [];
    const [first] = found;
    if (first === undefined) {
      callback(error ?? notOutward(hostname), '', 0);
    } else if (uploadHosts.has(hostname) && found.some(({ address }) => isInward(address))) {
      callback(notOutward(hostname), '', 0);
    } else if (options.all === true) {
      callback(null, [...found]);
    } else {
      callback(null, first.address, first.family);
    }
  });
};

function notOutward(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${hostname} leads to no address on the internet`), { code: 'ENOTFOUND' });
}
