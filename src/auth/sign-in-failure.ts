import type { AuditUser } from '../common/index.js';
import { loggedRefusal, signInAnswerOf, unknownNumbersOf, type EntraRefusal } from '../entra/index.js';
import type { Transaction } from './transaction.js';

/** Why a round trip to Entra failed (docs/errors.md). The browser learns nothing else. */
export const authErrorCodes = [
  'access_denied',
  'invalid_state',
  'login_required',
  'interaction_required',
  'interaction_expired',
  'admin_consent_required',
  'admin_consent_denied',
  'access_blocked_by_policy',
  'account_mismatch',
  'account_not_allowed',
  'tenant_not_allowed',
  'user_not_assigned',
  'identity_provider_unavailable',
  'configuration_error',
  'sign_in_failed',
] as const;

export type AuthErrorCode = (typeof authErrorCodes)[number];

export class SignInFailure extends Error {
  /** The failed round trip, once it is known. */
  transaction: Transaction | undefined;
  /** The user of the ID token, once it is validated; for the audit log. */
  user: AuditUser | undefined;

  constructor(
    readonly code: AuthErrorCode,
    /** What happened, for the log. */
    readonly reason: string,
    /** More for the log: Entra's response, without its text. */
    readonly facts: Readonly<Record<string, unknown>> = {},
    cause?: unknown,
  ) {
    super(code, { cause });
    this.name = 'SignInFailure';
  }
}

/** The failure for a refusal of Entra, with the code from the table of its numbers. */
export function refusedSignIn(refusal: EntraRefusal, reason: string): SignInFailure {
  const unknownNumbers = unknownNumbersOf(refusal);
  return new SignInFailure(signInAnswerOf(refusal), reason, {
    ...loggedRefusal(refusal),
    ...(unknownNumbers.length > 0 ? { unknownNumbers } : {}),
  });
}
