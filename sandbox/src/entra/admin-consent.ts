import type { FastifyRequest } from 'fastify';
import { errorPage } from '../pages/index.js';
import type { Answer } from '../answer.js';
import { returnError } from './authorize-answer.js';
import { readClient, type ReturnAddress } from './authorize-request.js';
import { readClaims } from './claims-request.js';
import { EntraError, newTrace, tenantNotFound } from './entra-error.js';
import type { Endpoint, ScriptedEffects } from './fault-point.js';
import { formOf, lenientQueryOf, type Parameters, queryOf, segmentOf } from './parameters.js';
import { requireScopes } from './scope-refusals.js';
import { begin, continueSignIn } from './sign-in-flow.js';
import type { EntraContext } from './entra-context.js';

/** An administrator consents for the whole tenant. */
export function adminConsentEndpoint(entra: EntraContext): Endpoint {
  return {
    point: 'adminconsent',
    facts: (request) => ({ tenant: segmentOf(request), ...lenientQueryOf(request) }),
    refuse: (error) => errorPage(error, newTrace(entra.clock.now())),
    answer: (request, effects) =>
      request.method === 'POST'
        ? continueSignIn(entra, request, formOf(request))
        : start(entra, request, queryOf(request), effects),
  };
}

async function start(
  entra: EntraContext,
  request: FastifyRequest,
  given: Parameters,
  effects: ScriptedEffects,
): Promise<Answer> {
  const tenantSegment = segmentOf(request).toLowerCase();
  const audience = entra.directory.findAudience(tenantSegment);
  if (audience === undefined) {
    throw tenantNotFound(tenantSegment);
  }
  if (audience.kind === 'common' || audience.kind === 'consumers') {
    throw new EntraError(
      'invalid_request',
      9001023,
      'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
    );
  }
  const { registration, platform } = readClient(entra, audience, given);
  const returnAddress: ReturnAddress = {
    redirectUri: given['redirect_uri'] ?? '',
    responseMode: 'query',
    state: given['state'],
  };
  if (effects.refusal !== undefined) {
    return returnError(entra, returnAddress, effects.refusal, 'admin_consent');
  }
  const scope = given['scope'] ?? 'https://graph.microsoft.com/.default';
  const scopeReading = entra.permissions.read(scope, registration);
  const scopes = requireScopes(scopeReading, {
    permissions: entra.permissions,
    registration,
    accountType: 'work',
    at: 'authorize',
    parameter: scope,
  });
  return begin(
    entra,
    request,
    {
      tenantSegment,
      audience,
      registration,
      platform,
      returnAddress,
      wantsIdToken: false,
      wantsCode: false,
      scope,
      scopes,
      scopeReading,
      nonce: undefined,
      prompt: new Set(),
      loginHint: given['login_hint'],
      domainHint: given['domain_hint'],
      codeChallenge: undefined,
      codeChallengeMethod: undefined,
      claims: readClaims(undefined),
      claimsText: undefined,
      wantsClientInfo: false,
    },
    'admin_consent',
  );
}
