import { LRUCache } from 'lru-cache';

import { Secret } from '../common/index.js';
import { shortScope } from '../config/index.js';
import type { AccessToken } from './access-tokens.js';

export interface HeldToken extends AccessToken {
  /** Version of the partition of its origin; another version makes it stale. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** From here on a new one is requested in the background. */
  readonly refreshAt: number;
}

const maxTokens = 20_000;

/** A token must outlive the request that carries it. */
const shortestUseMs = 60_000;
/** This long before its end a new one is requested, while the old one is still used: no request waits for it. */
const earlyMs = 600_000;

export function isUsable({ expiresAt }: { readonly expiresAt: number }, now: number): boolean {
  return now + shortestUseMs < expiresAt;
}

/**
 * The cache of access tokens in this process, so that a request costs no MSAL, no decryption and no parsing. Each is
 * valid for one version of the partition only, and the version is read with the session of the request.
 */
export class AccessTokenMemo {
  readonly #tokens = new LRUCache<string, HeldToken>({ max: maxTokens });

  find(key: string, version: string, now: number): HeldToken | undefined {
    const held = this.#tokens.get(key);
    return held?.version === version && isUsable(held, now) ? held : undefined;
  }

  hold(key: string, token: HeldToken): void {
    this.#tokens.set(key, token);
  }

  forget(key: string): void {
    this.#tokens.delete(key);
  }

  get size(): number {
    return this.#tokens.size;
  }
}

export function heldToken(
  result: { accessToken: string; scopes: readonly string[]; expiresOn: Date | null; refreshOn?: Date | undefined },
  version: string,
  now: number,
): HeldToken {
  const expiresAt = result.expiresOn?.getTime() ?? now;
  return {
    token: new Secret(result.accessToken),
    scopes: scopeSetOf(result.scopes),
    version,
    expiresAt,
    refreshAt: result.refreshOn?.getTime() ?? expiresAt - earlyMs,
  };
}

const scopeSets = new LRUCache<string, ReadonlySet<string>>({ max: 100 });

/** One set for all users who have granted the same. */
function scopeSetOf(scopes: readonly string[]): ReadonlySet<string> {
  const key = scopes.join(' ');
  const known = scopeSets.get(key) ?? new Set(scopes.map(shortScope));
  scopeSets.set(key, known);
  return known;
}
