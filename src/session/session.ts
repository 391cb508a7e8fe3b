import type { DeviceBinding } from './device-binding/device-binding.js';

/** The signed-in user, by the validated ID token and MSAL's account. */
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
  /** The frontend at which it is valid, by its name; nothing without `FRONTENDS_FILE`. */
  readonly frontend?: string | undefined;
  readonly user: SessionUser;
  /** Of the user in the tenant of the session, where a guest has another one than at home; for the audit log. */
  readonly objectId?: string | undefined;
  readonly createdAt: number;
  /** When the user last proved who they are, at Entra; absent in records of earlier versions. */
  readonly authenticatedAt?: number | undefined;
  /** Absolute end. */
  readonly expiresAt: number;
  readonly userAgent: string;
  /** Where it began, when a trusted proxy names countries (`COUNTRY_HEADER`). */
  readonly country?: string | undefined;
  /** Entra's session id (`sid` claim), for front-channel sign-out. */
  readonly entraSessionId: string | undefined;
  /** The `login_hint` claim, sent back as `logout_hint`. */
  readonly logoutHint: string | undefined;
  /** The round trip to Entra that the session came from: fingerprint of its state, and its return address. */
  readonly origin: { readonly transactionId: string; readonly returnTo: string };
  readonly device: DeviceBinding;
  /** Claims of the ID token for the page (`SESSION_CLAIMS`). */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** The location of a session: all keys of a user share their tag, the fingerprint is that of the cookie's secret. */
export interface SessionReference {
  readonly userTag: string;
  readonly fingerprint: string;
}

/** A session that was just read, with the other values of the same round trip. */
export interface LiveSession extends Session {
  readonly reference: SessionReference;
  readonly lastSeenAt: number;
  readonly idleExpiresAt: number;
  /** Changes with every write of the user's token partition. */
  readonly tokensVersion: string;
}

export interface SessionLimits {
  readonly idleTimeoutSeconds: number;
  readonly absoluteTimeoutSeconds: number;
}

/** The earlier end: of idleness or of the session's whole life. */
export function idleExpiryOf(
  { expiresAt }: Pick<Session, 'expiresAt'>,
  lastSeenAt: number,
  limits: SessionLimits,
): number {
  return Math.min(lastSeenAt + limits.idleTimeoutSeconds * 1000, expiresAt);
}

/**
 * Use is recorded when a twentieth of the idle limit has passed: a session ends at most so much early, and never late.
 */
export function isTouchDue(lastSeenAt: number, now: number, { idleTimeoutSeconds }: SessionLimits): boolean {
  return now - lastSeenAt > (idleTimeoutSeconds * 1000) / 20;
}

/**
 * How long the store keeps the record of a session that was last used at `lastSeenAt`, and the user's tokens: to the
 * end of the quarter of the idle limit in which that was, and the idle limit from there. So their time to live is
 * renewed four times per idle limit and not with each use; the session itself ends at `idleExpiryOf`, whatever is still
 * stored.
 */
export function keptUntil(
  { expiresAt }: Pick<Session, 'expiresAt'>,
  lastSeenAt: number,
  limits: SessionLimits,
): number {
  const idleMs = limits.idleTimeoutSeconds * 1000;
  const quarterMs = idleMs / 4;
  return Math.min((Math.floor(lastSeenAt / quarterMs) + 1) * quarterMs + idleMs, expiresAt);
}
