import { z } from 'zod';

import { cloudOfAuthority } from '../config/index.js';

/** The checked metadata of the authority (OpenID Connect Discovery 1.0 §3). */
export interface AuthorityMetadata {
  /** With `{tenantid}` in place of the tenant for `common` and `organizations`. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUri: string;
  readonly endSessionEndpoint: string;
}

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

const backChannelUrl = z.string().refine((value) => URL.canParse(value) && new URL(value).protocol === 'https:');

/** The browser's side of a local authority may be plain http on loopback (RFC 8252 §7.3 allows no more). */
const frontChannelUrl = z.string().refine((value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && loopbackHosts.has(url.hostname));
});

const schema = z.object({
  issuer: backChannelUrl,
  authorization_endpoint: frontChannelUrl,
  token_endpoint: backChannelUrl,
  jwks_uri: backChannelUrl,
  end_session_endpoint: frontChannelUrl,
});

const guid = String.raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`;

/**
 * Undefined when the document is not that of `tenant` at `authorityHost`. The issuer must be the requested one (OpenID
 * Connect Discovery 1.0 §4.3), and only the configured authority gets our credential, names keys and sees our users.
 */
export function parseMetadata(document: unknown, authorityHost: string, tenant: string): AuthorityMetadata | undefined {
  const { data } = schema.safeParse(document);
  if (data === undefined || !isIssuerOf(data.issuer, authorityHost, tenant)) {
    return undefined;
  }
  if (![data.token_endpoint, data.jwks_uri].every((url) => new URL(url).origin === authorityHost)) {
    return undefined;
  }
  // The browser carries the user's password there. A local authority may have its pages on another port.
  const isTheirs = (url: string) => new URL(url).origin === authorityHost || isLoopback(new URL(url));
  if (![data.authorization_endpoint, data.end_session_endpoint].every(isTheirs)) {
    return undefined;
  }
  return {
    issuer: data.issuer,
    authorizationEndpoint: data.authorization_endpoint,
    tokenEndpoint: data.token_endpoint,
    jwksUri: data.jwks_uri,
    endSessionEndpoint: data.end_session_endpoint,
  };
}

/**
 * Why a document is refused, for the log and for `doctor`: it shows an authority of another name, or of another cloud.
 */
export function refusalOfMetadata(document: unknown, authorityHost: string): string {
  const { data } = z.object({ issuer: backChannelUrl }).safeParse(document);
  const found = data && new URL(data.issuer).origin;
  if (found === undefined || found === authorityHost) {
    return 'the document is not that of the configured authority';
  }
  const [cloud, own] = [cloudOfAuthority(found), cloudOfAuthority(authorityHost)];
  if (cloud === undefined) {
    return 'the document is not that of the configured authority: its issuer is elsewhere';
  }
  return cloud === own
    ? `the document is not that of the configured authority: ${new URL(authorityHost).host} is an alias; set ENTRA_AUTHORITY_HOST to ${found}`
    : `the document is not that of the configured authority: its issuer is in ${cloud.name}; set ENTRA_AUTHORITY_HOST to ${found}`;
}

function isLoopback({ hostname }: URL): boolean {
  return loopbackHosts.has(hostname);
}

function isIssuerOf(issuer: string, authorityHost: string, tenant: string): boolean {
  const isTemplate = tenant === 'common' || tenant === 'organizations';
  const isGuid = new RegExp(`^${guid}$`).test(tenant);
  const segment = isTemplate ? String.raw`\{tenantid\}` : isGuid ? tenant : guid;
  return new RegExp(`^${escapeRegExp(authorityHost)}/${segment}/v2\\.0$`).test(issuer);
}

function escapeRegExp(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
