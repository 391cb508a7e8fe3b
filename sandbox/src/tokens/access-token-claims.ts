import { randomBytes, randomUUID } from 'node:crypto';
import {
  type AppRegistration,
  graphResourceId,
  groupClaims,
  type Membership,
  resourceName,
  rolesOfUser,
} from '../directory/index.js';
import type { SandboxTenant } from '../model.js';
import type { Authentication } from './codes.js';
import { pairwiseSubject, servicePrincipalId } from './subject.js';

/** Entra backdates a token by five minutes, for clients whose clock is behind. */
const backdatedSeconds = 300;

/** The subject of the token: a signed-in user, or the app itself. */
export type TokenSubject =
  | {
      readonly kind: 'user';
      readonly member: Membership;
      readonly authentication: Authentication;
      /** Short names. */
      readonly scopes: readonly string[];
      /** Object ids of the groups that the user is a member of. */
      readonly groups: readonly string[];
    }
  | { readonly kind: 'app'; readonly tenant: SandboxTenant; readonly roles: readonly string[] };

/** How a client authenticated (`appidacr`): 0 not at all, 1 by a secret, 2 by a certificate or a federated token. */
export type ClientProof = '0' | '1' | '2';

export interface AccessTokenGrant {
  readonly registration: AppRegistration;
  readonly subject: TokenSubject;
  /** Application id of the API that the token is for. */
  readonly resource: string;
  readonly clientProof: ClientProof;
  readonly handlesClaimsChallenges: boolean;
  readonly lifetimeSeconds: number;
}

export interface TokenFacts {
  readonly id: string;
  readonly nowSeconds: number;
  readonly authorityOrigin: string;
  /** The API's own registration; undefined: Microsoft Graph. */
  readonly api: AppRegistration | undefined;
}

/** Graph still gets tokens of version 1.0, and so does an API whose registration does not request another version. */
export function accessTokenClaims(grant: AccessTokenGrant, facts: TokenFacts): Record<string, unknown> {
  const { subject, registration } = grant;
  const tid = tenantOf(subject).tid;
  const isVersion2 = facts.api?.accessTokenVersion === 2;
  return {
    aud: audienceOf(facts.api),
    iss: isVersion2 ? `${facts.authorityOrigin}/${tid}/v2.0` : `https://sts.windows.net/${tid}/`,
    iat: facts.nowSeconds - backdatedSeconds,
    nbf: facts.nowSeconds - backdatedSeconds,
    exp: facts.nowSeconds + grant.lifetimeSeconds,
    aio: randomBytes(48).toString('base64url'),
    ...(isVersion2
      ? { azp: registration.clientId, azpacr: grant.clientProof }
      : { app_displayname: registration.displayName, appid: registration.clientId, appidacr: grant.clientProof }),
    ...(subject.kind === 'user'
      ? userClaims(subject, grant, facts, isVersion2)
      : appClaims(subject, registration, isVersion2)),
    tid,
    uti: facts.id,
    ver: isVersion2 ? '2.0' : '1.0',
    ...(grant.handlesClaimsChallenges ? { xms_cc: ['CP1'] } : {}),
    xms_ftd: randomUUID(),
  };
}

export function tenantOf(subject: TokenSubject): SandboxTenant {
  return subject.kind === 'user' ? subject.member.tenant : subject.tenant;
}

/** A token of version 2.0 names the API by its client id, one of version 1.0 by its URI (Entra: by what the client called it). */
function audienceOf(api: AppRegistration | undefined): string {
  if (api === undefined) {
    return graphResourceId;
  }
  return api.accessTokenVersion === 2 ? api.clientId : resourceName(api);
}

function userClaims(
  { member, authentication, scopes, groups }: Extract<TokenSubject, { kind: 'user' }>,
  { resource }: AccessTokenGrant,
  { api }: TokenFacts,
  isVersion2: boolean,
): Record<string, unknown> {
  const { user } = member;
  const roles = api === undefined ? [] : rolesOfUser(api, user, groups);
  return {
    ...(isVersion2
      ? { preferred_username: user.username }
      : {
          acct: member.oid === user.oid ? 0 : 1,
          acr: '1',
          amr: authentication.methods,
          idtyp: 'user',
          unique_name: user.username,
          upn: user.username,
          wids: user.isAdmin ? ['62e90394-69f5-4237-9190-012177145e10'] : [],
        }),
    name: user.displayName,
    oid: member.oid,
    scp: scopes.join(' '),
    sid: authentication.sid,
    sub: pairwiseSubject(resource, member),
    ...(roles.length > 0 ? { roles } : {}),
    ...(api === undefined ? {} : groupClaims(api, member, groups, 'token')),
  };
}

function appClaims(
  { tenant, roles }: Extract<TokenSubject, { kind: 'app' }>,
  registration: AppRegistration,
  isVersion2: boolean,
): Record<string, unknown> {
  const oid = servicePrincipalId(tenant.tid, registration.clientId);
  return {
    ...(isVersion2 ? {} : { idp: `https://sts.windows.net/${tenant.tid}/`, idtyp: 'app' }),
    oid,
    sub: oid,
    ...(roles.length > 0 ? { roles } : {}),
  };
}
