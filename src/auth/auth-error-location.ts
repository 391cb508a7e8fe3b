import type { AuthErrorCode } from './sign-in-failure.js';

/** `AUTH_ERROR_PATH?auth_error=<code>&ref=<trace id>` */
export function authErrorLocation(path: string, code: AuthErrorCode, traceId = ''): string {
  return `${path}?${new URLSearchParams({ auth_error: code, ref: traceId }).toString()}`;
}
