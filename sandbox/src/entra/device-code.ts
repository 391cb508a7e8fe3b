import type { FastifyRequest } from 'fastify';
import type { AppRegistration, Audience } from '../directory/index.js';
import { deviceCodePage, errorPage } from '../pages/index.js';
import type { DeviceRequest } from '../tokens/index.js';
import { type Answer, jsonAnswer } from '../answer.js';
import { audienceName, type AuthorizeRequest } from './authorize-request.js';
import { readClaims } from './claims-request.js';
import { clientNotFound, EntraError, invalidGrant, missingParameter, newTrace, tenantNotFound } from './entra-error.js';
import type { Endpoint } from './fault-point.js';
import { jsonRefusal } from './json-refusal.js';
import { formOf, type Parameters, segmentOf } from './parameters.js';
import { accountTypeAt, requireScopes, scopesOf } from './scope-refusals.js';
import { begin } from './sign-in-flow.js';
import { entitle, type Entitlement } from './token-grants.js';
import type { EntraContext } from './entra-context.js';

/** Where the user types the code; the real one is https://microsoft.com/devicelogin. */
export const deviceLoginPath = '/common/oauth2/deviceauth';

/** A device without a browser requests a code that its user types elsewhere (RFC 8628 §3.1). */
export function deviceCodeEndpoint(entra: EntraContext): Endpoint {
  return {
    point: 'devicecode',
    facts: (request) => ({ tenant: segmentOf(request) }),
    refuse: (error) => jsonRefusal(entra, error),
    answer: (request, { refusal }): Answer => {
      if (refusal !== undefined) {
        throw refusal;
      }
      return start(entra, segmentOf(request).toLowerCase(), formOf(request));
    },
  };
}

function start(entra: EntraContext, tenantSegment: string, form: Parameters): Answer {
  const audience = entra.directory.findAudience(tenantSegment);
  if (audience === undefined) {
    throw tenantNotFound(tenantSegment);
  }
  const { client_id: clientId, scope } = form;
  if (clientId === undefined) {
    throw missingParameter('client_id');
  }
  const registration = entra.registrations.find(clientId);
  if (registration === undefined) {
    throw clientNotFound(clientId, audienceName(audience));
  }
  if (scope === undefined) {
    throw missingParameter('scope');
  }
  requireKnownScopes(entra, registration, audience, scope);
  const { deviceCodeSeconds, deviceIntervalSeconds } = entra.policies.lifetimesOf(registration);
  const asked = { clientId: registration.clientId, tenantSegment, scope, claims: form['claims'] };
  const { userCode, deviceCode } = entra.deviceCodes.issue(asked, {
    lifetimeSeconds: deviceCodeSeconds,
    intervalSeconds: deviceIntervalSeconds,
  });
  const uri = `${entra.pagesOrigin()}${deviceLoginPath}`;
  return jsonAnswer(200, {
    user_code: userCode,
    device_code: deviceCode,
    verification_uri: uri,
    expires_in: deviceCodeSeconds,
    interval: deviceIntervalSeconds,
    message: `To sign in, use a web browser to open the page ${uri} and enter the code ${userCode} to authenticate.`,
  });
}

/** At `common`, the check has to wait until the account is known. */
function requireKnownScopes(entra: EntraContext, app: AppRegistration, audience: Audience, parameter: string): void {
  const { permissions } = entra;
  const accountType = accountTypeAt(audience, undefined) ?? 'work';
  requireScopes(permissions.read(parameter, app), {
    permissions,
    registration: app,
    accountType,
    at: 'token',
    parameter,
  });
}

/** Shows the page for the code, and begins the sign-in. */
export function deviceLoginEndpoint(entra: EntraContext): Endpoint {
  return {
    point: 'devicelogin',
    refuse: (error) => errorPage(error, newTrace(entra.clock.now())),
    answer: (request) => (request.method === 'GET' ? deviceCodePage(deviceLoginPath) : enterUserCode(entra, request)),
  };
}

function enterUserCode(entra: EntraContext, request: FastifyRequest): Answer | Promise<Answer> {
  const typed = formOf(request)['otc'] ?? '';
  const found = entra.deviceCodes.findByUserCode(typed);
  const asked = found === undefined ? undefined : signInFor(entra, found);
  return found === undefined || asked === undefined
    ? deviceCodePage(deviceLoginPath, { typed, text: "That code didn't work. Check the code and try again." })
    : begin(entra, request, asked, 'device_code', found.deviceCode);
}

/** The sign-in that a device requested; undefined when the app or its scopes no longer exist. */
function signInFor(entra: EntraContext, device: DeviceRequest): AuthorizeRequest | undefined {
  const registration = entra.registrations.find(device.clientId);
  const audience = entra.directory.findAudience(device.tenantSegment);
  if (registration === undefined || audience === undefined) {
    return undefined;
  }
  const scopeReading = entra.permissions.read(device.scope, registration);
  return {
    tenantSegment: device.tenantSegment,
    audience,
    registration,
    platform: 'public',
    returnAddress: { redirectUri: '', responseMode: 'query', state: undefined },
    wantsIdToken: false,
    wantsCode: false,
    scope: device.scope,
    scopes: scopesOf(scopeReading),
    scopeReading,
    nonce: undefined,
    prompt: new Set(),
    loginHint: undefined,
    domainHint: undefined,
    codeChallenge: undefined,
    codeChallengeMethod: undefined,
    claims: readClaims(device.claims),
    claimsText: device.claims,
    wantsClientInfo: false,
  };
}

/** The response to each poll of the device (RFC 8628 §3.5). */
export function redeemDeviceCode(entra: EntraContext, registration: AppRegistration, form: Parameters): Entitlement {
  const value = form['device_code'] ?? form['code'];
  if (value === undefined) {
    throw missingParameter('device_code');
  }
  const device = entra.deviceCodes.find(value);
  const poll =
    device?.clientId === registration.clientId ? entra.deviceCodes.poll(value) : ({ kind: 'unknown' } as const);
  switch (poll.kind) {
    case 'pending':
      throw new EntraError(
        'authorization_pending',
        70016,
        'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
      );
    case 'slow_down':
      throw new EntraError('slow_down', undefined, 'The device polls more often than the interval allows.');
    case 'expired':
      throw new EntraError(
        'expired_token',
        70020,
        "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
      );
    case 'declined':
      throw new EntraError('authorization_declined', undefined, 'The end user denied the authorization request.');
    case 'unknown':
      throw new EntraError(
        'bad_verification_code',
        70018,
        "The provided value for the input parameter 'device_code' is not valid.",
      );
    case 'redeemed':
      throw invalidGrant(54005, 'The device code was already redeemed.');
    case 'approved':
  }
  return entitle(entra, registration, form, {
    member: poll.member,
    authentication: poll.authentication,
    platform: 'public',
    scope: form['scope'] ?? device?.scope,
    nonce: undefined,
    claims: readClaims(form['claims'] ?? device?.claims),
    earlier: undefined,
  });
}
