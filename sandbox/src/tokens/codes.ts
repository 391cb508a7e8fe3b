import { createHash, randomBytes } from 'node:crypto';
import type { AdjustableClock } from '../clock.js';
import type { Membership, Platform } from '../directory/index.js';

/** What the user proved, and when. */
export interface Authentication {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly methods: readonly string[];
  readonly sid: string;
}

export interface IssuedCode {
  readonly clientId: string;
  readonly member: Membership;
  readonly authentication: Authentication;
  /** The tenant segment of the authorize request: redemption has to use the same. */
  readonly tenantSegment: string;
  readonly redirectUri: string;
  readonly platform: Platform;
  readonly scope: string;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly codeChallengeMethod: string | undefined;
  readonly claims: string | undefined;
  readonly expiresAt: number;
}

export type CodeLookup =
  { readonly kind: 'found' | 'redeemed' | 'expired'; readonly code: IssuedCode } | { readonly kind: 'unknown' };

interface Entry {
  readonly code: IssuedCode;
  isRedeemed: boolean;
}

export class AuthorizationCodes {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly clock: AdjustableClock) {}

  issue(code: IssuedCode): string {
    // The layout of real codes: a version, an opaque middle part, a long opaque rest.
    const value = `1.${randomBytes(30).toString('base64url')}.${randomBytes(240).toString('base64url')}`;
    this.#entries.set(value, { code, isRedeemed: false });
    return value;
  }

  find(value: string): CodeLookup {
    const entry = this.#entries.get(value);
    if (entry === undefined) {
      return { kind: 'unknown' };
    }
    if (entry.isRedeemed) {
      return { kind: 'redeemed', code: entry.code };
    }
    if (entry.code.expiresAt <= this.clock.now()) {
      return { kind: 'expired', code: entry.code };
    }
    return { kind: 'found', code: entry.code };
  }

  /** A code that its client has presented is spent, even if the rest of the request was invalid. */
  spend(value: string): void {
    const entry = this.#entries.get(value);
    if (entry !== undefined) {
      entry.isRedeemed = true;
    }
  }

  reset(): void {
    this.#entries.clear();
  }
}

export function matchesChallenge(code: IssuedCode, verifier: string | undefined): boolean {
  if (code.codeChallenge === undefined) {
    return verifier === undefined;
  }
  if (verifier === undefined) {
    return false;
  }
  if (code.codeChallengeMethod !== 'S256') {
    return verifier === code.codeChallenge;
  }
  return createHash('sha256').update(verifier).digest('base64url') === code.codeChallenge;
}
