import { type Membership, personalTenantId } from '../directory/index.js';
import type { RefreshGrant } from '../tokens/index.js';
import { accountDisabled, type EntraError, invalidGrant } from './entra-error.js';

/**
 * The refusals of grants that are no longer valid. For work accounts, each reason has its own number. For personal accounts,
 * every reason has the number 70000, and so has missing consent; only the text and the suberror differ.
 */

const badToken = 'bad_token';
const expiredForPersonal = 'The user could not be authenticated as the grant is expired. The user must sign in again.';

export function isPersonal({ tenant }: Membership): boolean {
  return tenant.tid === personalTenantId;
}

export function revokedGrant(member: Membership, issuedAt: number, revokedAt: number): EntraError {
  return isPersonal(member)
    ? invalidGrant(70000, expiredForPersonal, badToken)
    : invalidGrant(
        50173,
        `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '${isoTime(issuedAt)}' and the TokensValidFrom date (before which tokens are not valid) for this user is '${isoTime(revokedAt)}'.`,
        badToken,
      );
}

/** An expired refresh token: by age for a single-page app, by inactivity for others. */
export function inactiveGrant({ member, issuedAt, platform }: RefreshGrant): EntraError {
  if (platform === 'spa') {
    return invalidGrant(
      700084,
      `The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which can't be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on ${isoTime(issuedAt)}.`,
    );
  }
  return isPersonal(member)
    ? invalidGrant(70000, expiredForPersonal, badToken)
    : invalidGrant(
        700082,
        `The refresh token has expired due to inactivity. The token was issued on ${isoTime(issuedAt)} and was inactive for 90.00:00:00.`,
        badToken,
      );
}

export function disabledAccount(member: Membership): EntraError {
  return isPersonal(member)
    ? invalidGrant(
        70000,
        'The user could not be authenticated or user interaction is required. The user must sign in again and if needed grant the client application access to the requested scope.',
      )
    : accountDisabled();
}

export function expiredCode(member: Membership): EntraError {
  return isPersonal(member)
    ? invalidGrant(70000, "The provided value for the 'code' parameter is not valid. The code has expired.")
    : invalidGrant(
        70008,
        'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
      );
}

/** A refresh token that was never issued. One of a personal account is recognised by its prefix. */
export function unknownRefreshToken(value: string): EntraError {
  return value.startsWith('M.')
    ? invalidGrant(70000, "The provided value for the input parameter 'refresh_token' or 'assertion' is not valid.")
    : invalidGrant(9002313, 'Invalid request. Request is malformed or invalid.');
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
