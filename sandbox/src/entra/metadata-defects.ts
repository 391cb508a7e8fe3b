import { type Answer } from './answer.js';

const HTML =
  '<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>Captive portal</body></html>';
const HUGE_BYTES = 12 * 1024 * 1024;

/** Answers of the discovery and keys endpoints that are no metadata at all. */
export function brokenMetadata(defects: ReadonlySet<string>): Answer | undefined {
  const answer = (body: string, type = 'application/json; charset=utf-8'): Answer => ({
    status: 200,
    headers: { 'content-type': type },
    body,
  });
  if (defects.has('html')) return answer(HTML, 'text/html; charset=utf-8');
  if (defects.has('truncated')) return answer('{"token_endpoint":"https://login.example/tok');
  if (defects.has('null')) return answer('null');
  if (defects.has('empty_object')) return answer('{}');
  if (defects.has('empty_body')) return answer('');
  if (defects.has('array')) return answer('[]');
  if (defects.has('huge')) return answer(`{"padding":"${'x'.repeat(HUGE_BYTES)}"}`);
  return undefined;
}

/** Changes of single members of a document that is otherwise right. */
export function withMetadataDefects(
  document: Readonly<Record<string, unknown>>,
  defects: ReadonlySet<string>,
): Record<string, unknown> {
  const changed: Record<string, unknown> = { ...document };
  const { jwks_uri: keys, token_endpoint: token } = document;
  if (defects.has('other_issuer')) changed['issuer'] = 'https://login.attacker.example/common/v2.0';
  if (defects.has('http_jwks_uri') && typeof keys === 'string') changed['jwks_uri'] = keys.replace('https:', 'http:');
  if (defects.has('foreign_jwks_uri')) changed['jwks_uri'] = 'https://login.attacker.example/keys';
  if (defects.has('bad_jwks_uri')) changed['jwks_uri'] = 'not a url';
  if (defects.has('http_token_endpoint') && typeof token === 'string') {
    changed['token_endpoint'] = token.replace('https:', 'http:');
  }
  if (defects.has('hs256_listed')) changed['id_token_signing_alg_values_supported'] = ['RS256', 'HS256', 'none'];
  if (defects.has('no_token_endpoint')) delete changed['token_endpoint'];
  return changed;
}
