import { EntraError } from './entra-error.js';

/** What the `claims` parameter requires of this sign-in (OpenID Connect 5.5, and Entra's claims challenges). */
export interface ClaimsRequest {
  readonly idTokenClaims: ReadonlySet<string>;
  /** The client declared the capability cp1: it handles claims challenges. */
  readonly handlesClaimsChallenges: boolean;
  /** The user has to have entered the password after this second. */
  readonly notBeforeSeconds: number | undefined;
  readonly requiresMfa: boolean;
}

function malformed(): EntraError {
  return new EntraError('invalid_request', 9002313, 'Invalid request. Request is malformed or invalid.');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function parse(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isRecord(parsed) && !Array.isArray(parsed)) {
      return parsed;
    }
  } catch {
    // Falls through to the refusal, which has no cause to show.
  }
  throw malformed();
}

function member(value: unknown, name: string): Record<string, unknown> | undefined {
  const found = isRecord(value) ? value[name] : undefined;
  return isRecord(found) ? found : undefined;
}

export function readClaims(text: string | undefined): ClaimsRequest {
  const claims = text === undefined ? {} : parse(text);
  const accessToken = member(claims, 'access_token');
  const capabilities = member(accessToken, 'xms_cc')?.['values'];
  const notBefore = Number(member(accessToken, 'nbf')?.['value']);
  return {
    idTokenClaims: new Set(Object.keys(member(claims, 'id_token') ?? {})),
    handlesClaimsChallenges:
      Array.isArray(capabilities) &&
      capabilities.some((value) => typeof value === 'string' && value.toLowerCase() === 'cp1'),
    notBeforeSeconds: Number.isFinite(notBefore) ? notBefore : undefined,
    requiresMfa: member(accessToken, 'capolids') !== undefined || member(accessToken, 'acrs') !== undefined,
  };
}
