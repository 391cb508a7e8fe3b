import { randomBytes, randomUUID } from 'node:crypto';
import type { AdjustableClock } from '../clock.js';
import type { Membership, Platform } from '../directory/index.js';
import type { SandboxUser } from '../model.js';
import type { Authentication } from './codes.js';

/** Bound to a user and a client, not to scopes ("Refresh tokens in the Microsoft identity platform"). */
export interface RefreshGrant {
  readonly clientId: string;
  /** The platform of the redirect URI of its sign-in. */
  readonly platform: Platform;
  readonly member: Membership;
  readonly authentication: Authentication;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Identifies the tokens of one sign-in, which reuse detection revokes together. */
  readonly family: string;
}

export type RefreshLookup =
  | { readonly kind: 'found'; readonly grant: RefreshGrant }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired'; readonly grant: RefreshGrant }
  | { readonly kind: 'revoked'; readonly grant: RefreshGrant; readonly revokedAt: number };

interface Entry {
  readonly grant: RefreshGrant;
  isUsed: boolean;
}

export class RefreshTokens {
  readonly #entries = new Map<string, Entry>();
  readonly #revokedUsers = new Map<string, number>();
  readonly #revokedFamilies = new Map<string, number>();

  constructor(private readonly clock: AdjustableClock) {}

  issue(
    given: Pick<RefreshGrant, 'clientId' | 'platform' | 'member' | 'authentication'>,
    lifetimeSeconds: number,
    earlier?: Pick<RefreshGrant, 'family' | 'expiresAt'>,
  ): string {
    const issuedAt = this.clock.now();
    const fresh = issuedAt + lifetimeSeconds * 1000;
    // The sign-in fixes the expiry for a single-page app. For others, each refresh extends it.
    const expiresAt = given.platform === 'spa' && earlier !== undefined ? earlier.expiresAt : fresh;
    const prefix = given.member.user.accountType === 'personal' ? 'M.C5xx_BAY.' : '1.AX';
    const value = `${prefix}${randomBytes(600).toString('base64url')}`;
    this.#entries.set(value, {
      grant: { ...given, issuedAt, expiresAt, family: earlier?.family ?? randomUUID() },
      isUsed: false,
    });
    return value;
  }

  find(value: string): RefreshLookup {
    const entry = this.#entries.get(value);
    if (entry === undefined) {
      return { kind: 'unknown' };
    }
    const { grant } = entry;
    const revokedAt = this.#revokedUsers.get(grant.member.user.oid);
    if (revokedAt !== undefined && grant.authentication.at <= revokedAt) {
      return { kind: 'revoked', grant, revokedAt };
    }
    const familyRevokedAt = this.#revokedFamilies.get(grant.family);
    if (familyRevokedAt !== undefined) {
      return { kind: 'revoked', grant, revokedAt: familyRevokedAt };
    }
    if (grant.expiresAt <= this.clock.now()) {
      return { kind: 'expired', grant };
    }
    return { kind: 'found', grant };
  }

  /** With rotation on, the first use succeeds, and the second one revokes the whole family. */
  useOnce(value: string): 'first' | 'reused' {
    const entry = this.#entries.get(value);
    if (entry === undefined) {
      return 'reused';
    }
    if (!entry.isUsed) {
      entry.isUsed = true;
      return 'first';
    }
    this.#revokedFamilies.set(entry.grant.family, this.clock.now());
    return 'reused';
  }

  /** Revokes every token of sign-ins up to now. A new sign-in gets a valid one. */
  revokeAllOf(user: SandboxUser): void {
    this.#revokedUsers.set(user.oid, this.clock.now());
  }

  reset(): void {
    this.#entries.clear();
    this.#revokedUsers.clear();
    this.#revokedFamilies.clear();
  }
}
