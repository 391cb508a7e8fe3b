import { hash } from 'node:crypto';

import type { DeviceBinding } from './device-binding/device-binding.js';

/** The signed-in user, as the validated ID token and MSAL's account tell. */
export interface SessionUser {
  /** MSAL's `homeAccountId`: the signed-in user id, never recomputed from claims. */
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly tenantId: string;
  readonly accountType: 'work' | 'personal';
}

/** Times are milliseconds since the epoch. */
export interface Session {
  /** Public handle, kept when the cookie's id changes after consent; it is not the cookie's value and opens nothing. */
  readonly id: string;
  readonly user: SessionUser;
  /** Of the user in the tenant of the session, where a guest has another one than at home; for the audit log. */
  readonly objectId?: string | undefined;
  readonly createdAt: number;
  /** When the user last proved who they are, at Entra; absent in records of earlier versions. */
  readonly authenticatedAt?: number | undefined;
  /** Absolute end, whatever happens. */
  readonly expiresAt: number;
  readonly userAgent: string;
  /** Entra's session id (`sid` claim), for front-channel sign-out. */
  readonly entraSessionId: string | undefined;
  /** The `login_hint` claim, sent back as `logout_hint`. */
  readonly logoutHint: string | undefined;
  /** The round trip to Entra that the session came from: fingerprint of its state, and where it led to. */
  readonly origin: { readonly transactionId: string; readonly returnTo: string };
  readonly device: DeviceBinding;
  /** Claims of the ID token that the operator wants the page to know (`SESSION_CLAIMS`). */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** Where a session lives: all keys of a user share their tag, the fingerprint is that of the cookie's secret. */
export interface SessionReference {
  readonly userTag: string;
  readonly fingerprint: string;
}

/** A session that was just read, with what came in the same round trip. */
export interface LiveSession extends Session {
  readonly reference: SessionReference;
  readonly lastSeenAt: number;
  readonly idleExpiresAt: number;
  /** Changes with every write of the user's token partition. */
  readonly tokensVersion: string;
}

/** Tells the user's keys apart without naming them: 128 bits of a hash over user and client. */
export function userTagOf(userId: string, clientId: string): string {
  return hash('sha256', `${clientId}|${userId}`, 'base64url').slice(0, 22);
}

export interface SessionLimits {
  readonly idleTimeoutSeconds: number;
  readonly absoluteTimeoutSeconds: number;
}

/** The end that comes first: of idleness or of the session's whole life. */
export function idleExpiryOf(session: Session, lastSeenAt: number, limits: SessionLimits): number {
  return Math.min(lastSeenAt + limits.idleTimeoutSeconds * 1000, session.expiresAt);
}

/** Use is recorded at most this often, so that it costs next to nothing per request. */
export function isTouchDue(lastSeenAt: number, now: number, limits: SessionLimits): boolean {
  return now - lastSeenAt > Math.min(60_000, (limits.idleTimeoutSeconds * 1000) / 10);
}
