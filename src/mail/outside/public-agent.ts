import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

import { Agent } from 'undici';

import { publicLookup } from '../../common/index.js';

const connectMs = 4_000;
const silenceMs = 8_000;

/** How names are looked up, and whose certificates count; tests have an authority of their own. */
export interface PublicConnect {
  readonly lookup: LookupFunction;
  readonly ca?: string;
}

/**
 * For addresses that a stranger has chosen: it looks names up itself, so that what is connected to is what was looked at, and is public;
 * patience and heads of answers are bounded.
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
