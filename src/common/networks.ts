import { isIPv6 } from 'node:net';

/**
 * The width of a network: one customer's address, what a provider gives to one site, and a provider's or a tenant's
 * block.
 */
export type NetworkWidth = 'address' | 'site' | 'block';

export interface Network {
  readonly width: NetworkWidth;
  /** E.g. `203.0.113.0/24` or `2001:db8:1:2::/64`. */
  readonly name: string;
}

/** Prefixes of IPv6 in 16-bit groups and bits: a /64 is what one customer has, a /56 or /48 what one can easily get. */
const ipv6Widths = [
  ['address', 64],
  ['site', 56],
  ['block', 48],
] as const;

/** The networks of an address, the narrowest first: /32 and /24 of IPv4, /64, /56 and /48 of IPv6. */
export function networksOf(address: string): readonly Network[] {
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1] ?? address;
  if (!isIPv6(mapped)) {
    const site = `${mapped.split('.').slice(0, 3).join('.')}.0/24`;
    return [
      { width: 'address', name: `${mapped}/32` },
      { width: 'site', name: site },
    ];
  }
  const groups = groupsOf(mapped);
  return ipv6Widths.map(([width, bits]) => ({ width, name: `${prefixOf(groups, bits)}::/${bits}` }));
}

function prefixOf(groups: readonly number[], bits: number): string {
  return groups
    .slice(0, Math.ceil(bits / 16))
    .map((group, index) => group & (0xff_ff << Math.max(0, 16 * (index + 1) - bits)) & 0xff_ff)
    .map((group) => group.toString(16))
    .join(':');
}

function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = address.split('::', 2);
  const left = head.split(':').filter((group) => group !== '');
  const right = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}
