import { type Answer } from '../answer.js';

const HTML =
  '<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>Captive portal</body></html>';
const hugeBytes = 12 * 1024 * 1024;

const jsonType = 'application/json; charset=utf-8';

const BROKEN: Readonly<Record<string, () => { readonly body: string; readonly type: string }>> = {
  html: () => ({ body: HTML, type: 'text/html; charset=utf-8' }),
  truncated: () => ({ body: '{"token_endpoint":"https://login.example/tok', type: jsonType }),
  null: () => ({ body: 'null', type: jsonType }),
  empty_object: () => ({ body: '{}', type: jsonType }),
  empty_body: () => ({ body: '', type: jsonType }),
  array: () => ({ body: '[]', type: jsonType }),
  huge: () => ({ body: `{"padding":"${'x'.repeat(hugeBytes)}"}`, type: jsonType }),
};

/** Responses of the discovery and keys endpoints that are not metadata at all. */
export function brokenMetadata(defects: ReadonlySet<string>): Answer | undefined {
  for (const name of defects) {
    const broken = BROKEN[name]?.();
    if (broken !== undefined) {
      return { status: 200, headers: { 'content-type': broken.type }, body: broken.body };
    }
  }
  return undefined;
}

type Document = Readonly<Record<string, unknown>>;

function toHttp(url: unknown): string {
  return String(url).replace('https:', 'http:');
}

const MEMBERS: Readonly<Record<string, (document: Document) => Document>> = {
  other_issuer: () => ({ issuer: 'https://login.attacker.example/common/v2.0' }),
  http_jwks_uri: (document) => ({ jwks_uri: toHttp(document['jwks_uri']) }),
  foreign_jwks_uri: () => ({ jwks_uri: 'https://login.attacker.example/keys' }),
  bad_jwks_uri: () => ({ jwks_uri: 'not a url' }),
  http_token_endpoint: (document) => ({ token_endpoint: toHttp(document['token_endpoint']) }),
  hs256_listed: () => ({ id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'] }),
  no_token_endpoint: () => ({ token_endpoint: undefined }),
  no_issuer: () => ({ issuer: undefined }),
};

/** Changes single members of an otherwise correct document. */
export function withMetadataDefects(document: Document, defects: ReadonlySet<string>): Document {
  return [...defects].reduce((given, name) => ({ ...given, ...MEMBERS[name]?.(document) }), document);
}

export const metadataDefects: readonly string[] = [...Object.keys(BROKEN), ...Object.keys(MEMBERS)];
export const keysDefects: readonly string[] = [...Object.keys(BROKEN), 'no_keys', 'no_issuer'];
