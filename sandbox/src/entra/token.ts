import type { FastifyRequest } from 'fastify';
import type { AppRegistration, Audience } from '../directory/index.js';
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
import type { Endpoint, ScriptedEffects } from './fault-point.js';
import { formOf, lenientFormOf, lenientQueryOf, type Parameters, queryOf, segmentOf } from './parameters.js';
import { onBehalfOfGrant, redeemOnBehalfOf } from './on-behalf-of.js';
import { brokenTokenAnswer } from './token-defects.js';
import { type Entitlement, redeemCode, redeemRefreshToken } from './token-grants.js';
import { tokenResponse } from './token-response.js';
import type { EntraContext } from './entra-context.js';

const HEADERS = { 'cache-control': 'no-store, no-cache', pragma: 'no-cache', 'x-content-type-options': 'nosniff' };

export function tokenEndpoint(entra: EntraContext): Endpoint {
  return {
    point: 'token',
    facts: (request) => ({ tenant: segmentOf(request), ...userFacts(entra, request) }),
    refuse: (error, request) => {
      const trace = newTrace(entra.clock.now(), correlationIdOf(request));
      const envelope = errorEnvelope(error, trace, entra.authorityOrigin());
      return readableByOrigin(request, jsonAnswer(error.status, envelope, HEADERS));
    },
    answer: async (request, effects) =>
      readableByOrigin(request, withHeaders(await answer(entra, request, effects), HEADERS)),
  };
}

/** The user that the request is about, so that a fault can be limited to one user. */
function userFacts(entra: EntraContext, request: FastifyRequest): Parameters {
  const form = lenientFormOf(request) ?? {};
  const code = entra.codes.find(form['code'] ?? '');
  const refresh = entra.refreshTokens.find(form['refresh_token'] ?? '');
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

async function answer(
  entra: EntraContext,
  request: FastifyRequest,
  { defects, refusal }: ScriptedEffects,
): Promise<Answer> {
  if (refusal !== undefined) {
    throw refusal;
  }
  const tenantSegment = segmentOf(request).toLowerCase();
  const audience = entra.directory.findAudience(tenantSegment);
  if (audience === undefined) {
    throw tenantNotFound(tenantSegment);
  }
  const form = { ...queryOf(request), ...formOf(request) };
  const clientId = clientIdOf(request, form);
  if (clientId === undefined) {
    throw missingParameter('client_id');
  }
  const registration = entra.registrations.find(clientId);
  if (registration === undefined) {
    throw clientNotFound(clientId, audienceName(audience));
  }
  if (form['grant_type'] === undefined) {
    throw missingParameter('grant_type');
  }
  const platform = platformOfGrant(entra, registration, form);
  checkOrigin(entra, platform, request.headers.origin, form);
  const clientProof = await authenticateClient(
    entra,
    registration,
    platform,
    request,
    form,
    `${entra.authorityOrigin()}/${tenantSegment}/oauth2/v2.0/token`,
  );
  if (form['grant_type'] === 'client_credentials') {
    return (
      brokenTokenAnswer(defects) ??
      jsonAnswer(200, clientCredentialsResponse(entra, registration, audience, form, clientProof))
    );
  }
  const entitlement = otherUsersEntitlement(
    entra,
    defects,
    redeem(entra, registration, { tenantSegment, audience }, form),
  );
  return (
    brokenTokenAnswer(defects) ??
    jsonAnswer(200, await tokenResponse(entra, { ...entitlement, clientProof }, form['client_info'] === '1', defects))
  );
}

/** For the defect `tokens_of_other_user`: the whole response belongs to another user, who has granted the same scopes. */
function otherUsersEntitlement(
  entra: EntraContext,
  defects: ReadonlySet<string>,
  entitlement: Entitlement,
): Entitlement {
  if (!defects.has('tokens_of_other_user')) {
    return entitlement;
  }
  const { user, tenant } = entitlement.member;
  const other = entra.directory.users.find(
    ({ oid, tid, accountType }) => oid !== user.oid && tid === tenant.tid && accountType === user.accountType,
  );
  const member = other === undefined ? undefined : entra.directory.findMembershipIn(other, tenant);
  return member === undefined ? entitlement : { ...entitlement, member };
}

function redeem(
  entra: EntraContext,
  registration: AppRegistration,
  { tenantSegment, audience }: { readonly tenantSegment: string; readonly audience: Audience },
  form: Parameters,
): Entitlement {
  const grantType = grantTypeOf(form) ?? '';
  switch (grantType) {
    case 'authorization_code':
      return redeemCode(entra, registration, tenantSegment, form);
    case 'refresh_token':
      return redeemRefreshToken(entra, registration, form);
    case onBehalfOfGrant:
      return redeemOnBehalfOf(entra, registration, audience, form);
    case deviceCodeGrant:
      return redeemDeviceCode(entra, registration, form);
    default:
      throw new EntraError(
        'unsupported_grant_type',
        70003,
        `The app requested an unsupported grant type '${grantType}'.`,
      );
  }
}
