import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

import { Agent } from 'undici';

import { publicLookup } from '../../common/index.js';

const connectMs = 4_000;
const silenceMs = 8_000;

/** The lookup of names, and the trusted authorities; tests have their own authority. */
export interface PublicConnect {
  readonly lookup: LookupFunction;
  readonly ca?: string;
}

/**
 * For addresses of untrusted origin. It resolves names itself, so that the connected address is the checked one, and is
 * public; time and response heads are bounded.
 */
export function publicAgent(
  connectionsPerHost: number,
  connect: PublicConnect = { lookup: publicLookup(lookup) },
): Agent {
  return new Agent({
    connect: { ...connect, timeout: connectMs },
    connections: connectionsPerHost,
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
    maxHeaderSize: 16_384,
  });
}
