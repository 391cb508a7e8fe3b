import { cloudOfAuthority } from '../config/index.js';

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Whether `issuer` names the authority that this service signs its users in at, in any of the ways in which Entra writes it:
 * `https://<host>/<tenant id>/v2.0`, an alias of the host, or the issuer of v1.0 (`https://sts.windows.net/<tenant id>/`).
 * `ownIssuer` is the authority's own, with `{tenantid}` where it stands for all tenants.
 */
export function isOwnIssuer(issuer: string, ownIssuer: string): boolean {
  if (issuer === ownIssuer) {
    return true;
  }
  const [given, own] = [parsed(issuer), parsed(ownIssuer)];
  if (given === undefined || own === undefined || !guid.test(given.tenant)) {
    return false;
  }
  const isTenant = own.tenant === '{tenantid}' || own.tenant === given.tenant;
  return isTenant && (given.origin === own.origin || isSameCloud(given.origin, own.origin));
}

function isSameCloud(one: string, other: string): boolean {
  const cloud = cloudOfAuthority(one);
  return cloud !== undefined && cloud === cloudOfAuthority(other);
}

function parsed(issuer: string): { readonly origin: string; readonly tenant: string } | undefined {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.search !== '' || url.hash !== '') {
    return undefined;
  }
  // A template is percent-encoded by the parser.
  const path = url.pathname.replace(/^\/%7B(tenantid)%7D\//i, '/{$1}/').toLowerCase();
  const [, tenant] = /^\/([^/]+)(?:\/v2\.0)?\/?$/.exec(path) ?? [];
  return tenant === undefined ? undefined : { origin: url.origin, tenant };
}
