import type { Transaction } from './transaction.js';

/** Why a round trip to Entra did not end as wished (docs/errors.md); the only thing the browser learns. */
export const authErrorCodes = [
  'access_denied',
  'invalid_state',
  'login_required',
  'interaction_required',
  'interaction_expired',
  'admin_consent_required',
  'admin_consent_denied',
  'account_mismatch',
  'account_not_allowed',
  'tenant_not_allowed',
  'user_not_assigned',
  'identity_provider_unavailable',
  'configuration_error',
  'sign_in_failed',
] as const;

export type AuthErrorCode = (typeof authErrorCodes)[number];

/** Facts for the log: numbers and ids, never Entra's text. */
export interface EntraErrorFacts {
  readonly error?: string | undefined;
  readonly errorNumbers?: readonly number[];
  readonly correlationId?: string | undefined;
}

export class SignInFailure extends Error {
  /** The round trip that failed, once it is known. */
  transaction: Transaction | undefined;

  constructor(
    readonly code: AuthErrorCode,
    /** What happened, for the log. */
    readonly reason: string,
    readonly facts: EntraErrorFacts = {},
    cause?: unknown,
  ) {
    super(code, { cause });
    this.name = 'SignInFailure';
  }
}

/**
 * The code for an error of Entra, at the authorize endpoint or in a token response. By `error` where the standard has
 * one; by number only where Entra says no more (admin consent, assignment, configuration).
 */
export function authErrorCodeOf({ error, errorNumbers = [] }: EntraErrorFacts): AuthErrorCode {
  const byNumber = errorNumbers.map((number) => codeByNumber.get(number)).find((code) => code !== undefined);
  return byNumber ?? codeByError.get(error ?? '') ?? 'sign_in_failed';
}

const codeByNumber = new Map<number, AuthErrorCode>([
  [90094, 'admin_consent_required'],
  [90095, 'admin_consent_required'],
  [65004, 'access_denied'],
  [50105, 'user_not_assigned'],
  [50020, 'account_not_allowed'],
  [500208, 'account_not_allowed'],
  [50194, 'configuration_error'],
  [50011, 'configuration_error'],
  [7000215, 'configuration_error'],
  [7000222, 'configuration_error'],
  [7000218, 'configuration_error'],
]);

const codeByError = new Map<string, AuthErrorCode>([
  ['access_denied', 'access_denied'],
  ['login_required', 'login_required'],
  ['interaction_required', 'interaction_required'],
  ['consent_required', 'interaction_required'],
  ['server_error', 'identity_provider_unavailable'],
  ['temporarily_unavailable', 'identity_provider_unavailable'],
  ['invalid_client', 'configuration_error'],
  ['unauthorized_client', 'configuration_error'],
  ['invalid_request', 'configuration_error'],
  ['unsupported_response_type', 'configuration_error'],
  ['invalid_resource', 'configuration_error'],
  ['invalid_scope', 'configuration_error'],
]);

const numberInDescription = /\bAADSTS(\d{5,9})\b/g;

/** The AADSTS numbers of an `error_description`, at most five; the text itself goes nowhere. */
export function errorNumbersIn(description: string | undefined): number[] {
  const matches = (description ?? '').slice(0, 4096).matchAll(numberInDescription);
  return [...new Set([...matches].map((match) => Number(match[1])))].slice(0, 5);
}
