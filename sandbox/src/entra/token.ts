import type { FastifyRequest } from 'fastify';
import type { AppRegistration } from '../directory/index.js';
import { type Answer, jsonAnswer, withHeaders } from '../answer.js';
import { audienceName } from './authorize-request.js';
import { authenticateClient, clientIdOf } from './client-authentication.js';
import { clientCredentialsResponse } from './client-credentials.js';
import { checkOrigin, deviceCodeGrant, grantTypeOf, platformOfGrant } from './client-platform.js';
import { readableByOrigin } from './cross-origin.js';
import { redeemDeviceCode } from './device-code.js';
import {
  clientNotFound,
  EntraError,
  errorEnvelope,
  missingParameter,
  newTrace,
  tenantNotFound,
} from './entra-error.js';
import type { Endpoint, Strike } from './fault-point.js';
import { formOf, lenientFormOf, lenientQueryOf, type Parameters, queryOf, segmentOf } from './parameters.js';
import { onBehalfOfGrant, redeemOnBehalfOf } from './on-behalf-of.js';
import { brokenTokenAnswer } from './token-defects.js';
import { type Entitlement, redeemCode, redeemRefreshToken } from './token-grants.js';
import { tokenResponse } from './token-response.js';
import type { EntraWorld } from './world.js';

const HEADERS = { 'cache-control': 'no-store, no-cache', pragma: 'no-cache', 'x-content-type-options': 'nosniff' };

export function tokenEndpoint(world: EntraWorld): Endpoint {
  return {
    point: 'token',
    facts: (request) => ({ tenant: segmentOf(request), ...userFacts(world, request) }),
    refuse: (error, request) => {
      const trace = newTrace(world.clock.now(), correlationIdOf(request));
      const envelope = errorEnvelope(error, trace, world.authorityOrigin());
      return readableByOrigin(request, jsonAnswer(error.status, envelope, HEADERS));
    },
    answer: async (request, strike) =>
      readableByOrigin(request, withHeaders(await answer(world, request, strike), HEADERS)),
  };
}

/** Who the request is about, so that a fault can be for one user. */
function userFacts(world: EntraWorld, request: FastifyRequest): Parameters {
  const form = lenientFormOf(request) ?? {};
  const code = world.codes.find(form['code'] ?? '');
  const refresh = world.refreshTokens.find(form['refresh_token'] ?? '');
  const member =
    code.kind !== 'unknown' ? code.code.member : refresh.kind === 'unknown' ? undefined : refresh.grant.member;
  return member === undefined ? {} : { user: member.user.username, oid: member.user.oid };
}

/** The client's own id, when it sent one, is echoed. */
function correlationIdOf(request: FastifyRequest): string | undefined {
  const { headers } = request;
  const sent = lenientQueryOf(request)['client-request-id'] ?? headers['client-request-id'];
  return typeof sent === 'string' && /^[0-9a-f-]{36}$/i.test(sent) ? sent : undefined;
}

async function answer(world: EntraWorld, request: FastifyRequest, { defects, refusal }: Strike): Promise<Answer> {
  if (refusal !== undefined) {
    throw refusal;
  }
  const tenantSegment = segmentOf(request).toLowerCase();
  const audience = world.directory.findAudience(tenantSegment);
  if (audience === undefined) {
    throw tenantNotFound(tenantSegment);
  }
  const form = { ...queryOf(request), ...formOf(request) };
  const clientId = clientIdOf(request, form);
  if (clientId === undefined) {
    throw missingParameter('client_id');
  }
  const registration = world.registrations.find(clientId);
  if (registration === undefined) {
    throw clientNotFound(clientId, audienceName(audience));
  }
  if (form['grant_type'] === undefined) {
    throw missingParameter('grant_type');
  }
  const platform = platformOfGrant(world, registration, form);
  checkOrigin(world, platform, request.headers.origin, form);
  const clientProof = await authenticateClient(
    world,
    registration,
    platform,
    request,
    form,
    `${world.authorityOrigin()}/${tenantSegment}/oauth2/v2.0/token`,
  );
  if (form['grant_type'] === 'client_credentials') {
    return (
      brokenTokenAnswer(defects) ??
      jsonAnswer(200, clientCredentialsResponse(world, registration, audience, form, clientProof))
    );
  }
  const entitlement = strangersOf(world, defects, redeem(world, registration, tenantSegment, form));
  return (
    brokenTokenAnswer(defects) ??
    jsonAnswer(200, await tokenResponse(world, { ...entitlement, clientProof }, form['client_info'] === '1', defects))
  );
}

/** With the defect `tokens_of_other_user`: all of the answer is somebody else's, who has granted the same. */
function strangersOf(world: EntraWorld, defects: ReadonlySet<string>, entitlement: Entitlement): Entitlement {
  if (!defects.has('tokens_of_other_user')) {
    return entitlement;
  }
  const { user, tenant } = entitlement.member;
  const other = world.directory.users.find(
    ({ oid, tid, accountType }) => oid !== user.oid && tid === tenant.tid && accountType === user.accountType,
  );
  const member = other === undefined ? undefined : world.directory.findMembershipIn(other, tenant);
  return member === undefined ? entitlement : { ...entitlement, member };
}

function redeem(
  world: EntraWorld,
  registration: AppRegistration,
  tenantSegment: string,
  form: Parameters,
): Entitlement {
  const grantType = grantTypeOf(form) ?? '';
  switch (grantType) {
    case 'authorization_code':
      return redeemCode(world, registration, tenantSegment, form);
    case 'refresh_token':
      return redeemRefreshToken(world, registration, form);
    case onBehalfOfGrant:
      return redeemOnBehalfOf(world, registration, form);
    case deviceCodeGrant:
      return redeemDeviceCode(world, registration, form);
    default:
      throw new EntraError(
        'unsupported_grant_type',
        70003,
        `The app requested an unsupported grant type '${grantType}'.`,
      );
  }
}
