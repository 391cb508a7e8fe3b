import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';

/** An address with a port, in brackets or in quotes (RFC 7239 §6), as balancers write them into X-Forwarded-For. */
const decorated = /^"?(?:\[(?<bracketed>[^\]]+)\]|(?<plain>\d+(?:\.\d+){3}))(?::\d{1,5})?"?$/;

/** The bare address: no port, bracket, quote or zone, and IPv4 as IPv4; undefined when the text is not an address. */
export function bareAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const { bracketed, plain } = decorated.exec(trimmed)?.groups ?? {};
  const [address = ''] = (bracketed ?? plain ?? trimmed).split('%', 1);
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1] ?? address;
  return isIP(mapped) === 0 ? undefined : mapped.toLowerCase();
}

/** A few proxies forward for everybody; entries that clients add to a chain must not evict more than that. */
const rememberedAddresses = 1_000;

/** For Fastify's `trustProxy`: whether an address of the chain is one of ours, in any notation. */
export function isTrustedProxy(networks: readonly string[]): (address: string) => boolean {
  if (networks.length === 0) {
    return () => false;
  }
  const isListed = isIn(networks);
  const known = new LRUCache<string, boolean>({ max: rememberedAddresses });
  return (text) => {
    let isTrusted = known.get(text);
    if (isTrusted === undefined) {
      isTrusted = isListed(text);
      known.set(text, isTrusted);
    }
    return isTrusted;
  };
}

function isIn(networks: readonly string[]): (text: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/', 2);
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return (text) => {
    const address = bareAddress(text);
    return address !== undefined && list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  };
}

/**
 * The client, by the headers of the trusted proxies. When their value is not an address, the address is the proxy's:
 * invented texts must not be keys. Undefined when the connection is closed.
 */
export function clientAddress(request: FastifyRequest): string | undefined {
  const { remoteAddress } = request.socket;
  return remoteAddress === undefined ? undefined : (bareAddress(request.ip) ?? bareAddress(remoteAddress));
}

const loopback = /^(?:127\.|::1$)/;

/** A proxy that TRUSTED_PROXIES does not name, or a developer: clients can't be distinguished. */
export function isLoopback(address: string | undefined): boolean {
  return loopback.test(address ?? '');
}
