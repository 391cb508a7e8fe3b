import { LRUCache } from 'lru-cache';

import { Secret } from '../common/index.js';
import type { AccessToken } from './access-tokens.js';

export interface HeldToken extends AccessToken {
  /** Version of the partition that it came from; another version makes it worthless. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** From here on a new one is fetched in the background. */
  readonly refreshAt: number;
}

const maxTokens = 20_000;

/** A token is not used in its last minutes: it must outlive the request that carries it. */
export const expiryMarginMs = 300_000;
const shortestUseMs = 30_000;

/**
 * Access tokens that this process has seen, so that a request costs no MSAL, no decryption and no parsing. Each is
 * good for one version of the partition only, and the version comes with the session that was read for the request.
 */
export class AccessTokenMemo {
  readonly #tokens = new LRUCache<string, HeldToken>({ max: maxTokens });

  find(key: string, version: string, now: number): HeldToken | undefined {
    return this.#find(key, version, now + expiryMarginMs);
  }

  /** A token in its last minutes: better than none while no new one can be had. */
  findAgeing(key: string, version: string, now: number): HeldToken | undefined {
    return this.#find(key, version, now + shortestUseMs);
  }

  #find(key: string, version: string, livesAt: number): HeldToken | undefined {
    const held = this.#tokens.get(key);
    return held?.version === version && livesAt < held.expiresAt ? held : undefined;
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
    scopes: new Set(result.scopes.map(shortScope)),
    version,
    expiresAt,
    refreshAt: result.refreshOn?.getTime() ?? expiresAt - 2 * expiryMarginMs,
  };
}

/** Entra writes Graph's scopes with or without the resource in front, as they were asked for. */
function shortScope(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1);
}
