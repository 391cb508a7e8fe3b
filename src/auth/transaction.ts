import type { AccountType, Permission } from '../config/index.js';

/** What a round trip is for. */
export type TransactionPurpose = 'sign_in' | 'consent' | 'step_up' | 'admin_consent';

/** A session by its public handle, which outlives the change of the cookie's id. */
export interface SessionHandle {
  readonly userTag: string;
  readonly id: string;
}

/** One pending round trip to Entra: stored by the server, bound to one browser, used once. */
export interface Transaction {
  readonly purpose: TransactionPurpose;
  /** Where it began; nothing without `FRONTENDS_FILE`. */
  readonly frontend?: string | undefined;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** A local path. */
  readonly returnTo: string;
  /** Requested in addition to signing in. */
  readonly permissions: readonly Permission[];
  /** The browser's session when the round trip began; the new one replaces it. */
  readonly session: SessionHandle | undefined;
  /** The browser that began it (`session/browser-cookie.ts`). */
  readonly browser?: string | undefined;
  /** The expected user; undefined for a plain sign-in. */
  readonly expectedUserId: string | undefined;
  readonly accountType?: AccountType | undefined;
  /** JSON of a claims challenge. */
  readonly claims: string | undefined;
  /** The prompt that Entra was asked to show whatever session it has. */
  readonly prompt?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}
