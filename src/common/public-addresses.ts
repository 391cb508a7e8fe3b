import type { LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Addresses that are not of the public internet (IANA special-purpose registries), by family. */
const reserved = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  reserved.addSubnet(address, prefix, 'ipv4');
}
/** Global unicast, without what carries an IPv4 address inside or is set apart. */
const unicast = new BlockList();
unicast.addSubnet('2000::', 3, 'ipv6');
const reservedUnicast = new BlockList();
for (const [address, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  reservedUnicast.addSubnet(address, prefix, 'ipv6');
}

/**
 * Whether an IP address belongs to the public internet, and not to a router, a neighbour, a metadata service or this
 * machine.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !reserved.check(address, 'ipv4');
    case 6:
      return !address.includes('%') && unicast.check(address, 'ipv6') && !reservedUnicast.check(address, 'ipv6');
    default:
      return false;
  }
}

/**
 * Whether the host of a URL may be on the public internet: a public address, or a name that is not of this machine. The
 * addresses of a name are checked when it is resolved (`publicLookup`).
 */
export function mayBePublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return isIP(host) === 0 ? !/(?:^|\.)localhost$/i.test(host) : isPublicAddress(host);
}

/** A lookup that returns public addresses only: a name with any other address is refused as a whole. */
export function publicLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses: readonly LookupAddress[] = Array.isArray(found) ? found : [];
      const [first] = addresses;
      if (error !== null || first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        done(error ?? Object.assign(new RangeError('not a public address'), { code: 'ERR_NOT_PUBLIC' }), '', 0);
      } else if (options.all === true) {
        done(null, [...addresses]);
      } else {
        done(null, first.address, first.family);
      }
    });
  };
}

/** https on its default port, by a name or a public address, without user name and password. */
export function mayBeAskedByHttps({ protocol, hostname, port, username, password }: URL): boolean {
  const literal = hostname.replace(/^\[|\]$/g, '');
  const isPublic = isIP(literal) === 0 ? literal.includes('.') : isPublicAddress(literal);
  return protocol === 'https:' && port === '' && username === '' && password === '' && isPublic;
}
