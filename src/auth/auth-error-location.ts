import type { AuthErrorCode } from './sign-in-failure.js';

/** `AUTH_ERROR_PATH?auth_error=<code>&ref=<trace id>`; an existing query of the path stays in front. */
export function authErrorLocation(path: string, code: AuthErrorCode, traceId = ''): string {
  const at = path.includes('?') ? path.indexOf('?') : path.length;
  const query = new URLSearchParams(path.slice(at));
  query.set('auth_error', code);
  query.set('ref', traceId);
  return `${path.slice(0, at)}?${query.toString()}`;
}
