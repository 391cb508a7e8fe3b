import { randomInt } from 'node:crypto';
import type { Lifetimes, PermissionCatalog, RequestedScopes } from '../directory/index.js';
import { clientInfo, type ClientProof, idTokenClaims } from '../tokens/index.js';
import { signedIdToken, withResponseDefects } from './token-defects.js';
import type { Entitlement } from './token-grants.js';
import { issuerOf, type EntraContext } from './entra-context.js';

/** Clients should refresh a long-lived token after half of its lifetime. */
const longLivedSeconds = 2 * 3600;

/** Entra: 60 to 90 minutes at random; 24 to 28 hours for clients that handle claims challenges. */
export function accessTokenLifetime({ accessTokenSeconds: set }: Lifetimes, handlesClaimsChallenges: boolean): number {
  if (set !== undefined) {
    return set;
  }
  return handlesClaimsChallenges ? randomInt(24 * 3600, 28 * 3600) : randomInt(3600, 5400);
}

/**
 * All granted scopes of the resource, the requested ones first and in their requested spelling, and `.default` itself:
 * by it clients find the token in their cache. Then the OpenID scopes.
 */
export function scopeEcho(
  catalog: PermissionCatalog,
  requested: RequestedScopes,
  resource: string,
  granted: ReadonlySet<string>,
): string {
  const grantedToo = [...granted].filter((name) => isOfResource(catalog, name, resource));
  const ofResource = [...new Set([...requested.permissions, ...grantedToo])].map(
    (name) => `${requested.prefix}${name}`,
  );
  const openId = ['profile', 'openid', 'email'].filter((name) => granted.has(name));
  const asDefault = requested.defaultScope === undefined ? [] : [requested.defaultScope];
  return [...ofResource, ...asDefault, ...openId].join(' ');
}

/** Whether it is a permission of the resource and not an OpenID scope. */
function isOfResource(catalog: PermissionCatalog, name: string, resource: string): boolean {
  const permission = catalog.find(name);
  return permission?.isOpenId === false && permission.resource === resource;
}

/** Tokens contain the short names of scopes. Only Graph's own tokens contain the OpenID scopes too. */
function scopesOfToken(catalog: PermissionCatalog, granted: ReadonlySet<string>, resource: string): string[] {
  return [...granted]
    .filter((name) => name !== 'offline_access' && catalog.find(name)?.resource === resource)
    .map((name) => name.slice(name.lastIndexOf('/') + 1))
    .sort();
}

export async function tokenResponse(
  entra: EntraContext,
  entitlement: Entitlement & { readonly clientProof: ClientProof },
  wantsClientInfo: boolean,
  defects: ReadonlySet<string>,
): Promise<Record<string, unknown>> {
  const { registration, member, authentication, scopes, resource, granted, claims } = entitlement;
  const lifetimes = entra.policies.lifetimesOf(registration);
  const lifetimeSeconds = accessTokenLifetime(lifetimes, claims.handlesClaimsChallenges);
  const response: Record<string, unknown> = {
    token_type: 'Bearer',
    scope: scopeEcho(entra.permissions, scopes, resource, granted),
    expires_in: lifetimeSeconds,
    ext_expires_in: lifetimeSeconds,
    ...(lifetimeSeconds > longLivedSeconds ? { refresh_in: Math.floor(lifetimeSeconds / 2) } : {}),
    access_token: entra.accessTokens.issue({
      registration,
      subject: {
        kind: 'user',
        member,
        authentication,
        scopes: scopesOfToken(entra.permissions, granted, resource),
        groups: entra.directory.groupsOf(member),
      },
      resource,
      clientProof: entitlement.clientProof,
      handlesClaimsChallenges: claims.handlesClaimsChallenges,
      lifetimeSeconds,
    }),
  };
  if (scopes.openId.includes('offline_access')) {
    response['refresh_token'] = entra.refreshTokens.issue(
      { clientId: registration.clientId, platform: entitlement.platform, member, authentication },
      entitlement.platform === 'spa' ? lifetimes.spaRefreshTokenSeconds : lifetimes.refreshTokenSeconds,
      entitlement.earlier,
    );
  }
  if (scopes.openId.includes('openid')) {
    const claimsOfToken = idTokenClaims(
      {
        registration,
        member,
        authentication,
        nonce: entitlement.nonce,
        scopes: granted,
        requestedClaims: claims.idTokenClaims,
        groups: entra.directory.groupsOf(member),
        travelsIn: 'token',
      },
      issuerOf(entra, member.tenant.tid),
      { nowSeconds: entra.clock.seconds(), lifetimeSeconds: lifetimes.idTokenSeconds },
    );
    response['id_token'] = await signedIdToken(entra, member, claimsOfToken, defects);
  }
  if (wantsClientInfo) {
    response['client_info'] = clientInfo(member);
  }
  return withResponseDefects(entra, response, defects);
}
