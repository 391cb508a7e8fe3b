import type { AppRegistration, Platform } from '../directory/index.js';
import { EntraError } from './entra-error.js';
import type { Parameters } from './parameters.js';
import type { EntraContext } from './entra-context.js';

export const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** The grant type. msal-node abbreviates one of them to `device_code`. */
export function grantTypeOf(form: Parameters): string | undefined {
  return form['grant_type'] === 'device_code' ? deviceCodeGrant : form['grant_type'];
}

/** The platform that the presented code or token was issued for; undefined if the code or token is unknown. */
export function platformOfGrant(
  entra: EntraContext,
  registration: AppRegistration,
  form: Parameters,
): Platform | undefined {
  switch (grantTypeOf(form)) {
    case 'authorization_code': {
      const found = entra.codes.find(form['code'] ?? '');
      return found.kind === 'unknown' ? undefined : found.code.platform;
    }
    case 'refresh_token': {
      const found = entra.refreshTokens.find(form['refresh_token'] ?? '');
      return found.kind === 'unknown' ? undefined : found.grant.platform;
    }
    case deviceCodeGrant:
      return registration.allowsPublicClientFlows ? 'public' : 'web';
    default:
      return 'web';
  }
}

/** Whether the client needs no credentials. Without a platform, an app that has no credentials is public. */
export function isPublicClient(platform: Platform | undefined, registration: AppRegistration): boolean {
  const { secrets, certificates, federatedCredentials } = registration;
  return platform === undefined
    ? secrets.length + certificates.length + federatedCredentials.length === 0
    : platform !== 'web';
}

/** Only a browser sends `Origin`. Codes and tokens of a single-page app are redeemed with it, all others without it. */
export function checkOrigin(
  entra: EntraContext,
  platform: Platform | undefined,
  origin: string | undefined,
  form: Parameters,
): void {
  if (platform === undefined) {
    return;
  }
  if (origin !== undefined && platform !== 'spa' && grantTypeOf(form) !== deviceCodeGrant) {
    throw new EntraError(
      'invalid_request',
      9002326,
      `Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '${origin}'.`,
    );
  }
  if (platform !== 'spa') {
    return;
  }
  if (origin === undefined) {
    throw new EntraError(
      'invalid_request',
      9002327,
      "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
    );
  }
  const found = entra.codes.find(form['code'] ?? '');
  if (found.kind === 'found' && found.code.codeChallenge === undefined) {
    throw new EntraError(
      'invalid_request',
      9002325,
      'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
    );
  }
}
