import type { AppRegistration, Platform } from '../directory/index.js';
import { EntraError } from './entra-error.js';
import type { Parameters } from './parameters.js';
import type { EntraContext } from './entra-context.js';

export const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** The name of a grant: msal-node says `device_code` for short. */
export function grantTypeOf(form: Parameters): string | undefined {
  return form['grant_type'] === 'device_code' ? deviceCodeGrant : form['grant_type'];
}

/** The platform of the client by what it presents; undefined: that is unknown, and so is the platform. */
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

/** Public clients need no credentials; without a platform those are public that have none. */
export function isPublicClient(platform: Platform | undefined, registration: AppRegistration): boolean {
  const { secrets, certificates, federatedCredentials } = registration;
  return platform === undefined
    ? secrets.length + certificates.length + federatedCredentials.length === 0
    : platform !== 'web';
}

/** Only a browser sends `Origin`: what a single-page app was issued is redeemed with it, everything else without. */
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
