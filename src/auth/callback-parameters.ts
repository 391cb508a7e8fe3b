import { entraRefusalOf, type EntraRefusal } from '../entra/index.js';

/** What Entra's response at the redirect URI can contain, after its layout was checked. */
export type CallbackParameters =
  | { readonly kind: 'code'; readonly state: string; readonly code: string }
  | { readonly kind: 'error'; readonly state: string; readonly refusal: EntraRefusal }
  /** `state` is present and can be consumed, but the rest is not a response that we requested. */
  | { readonly kind: 'malformed'; readonly state: string; readonly reason: string }
  | { readonly kind: 'stateless' };

const stateShape = /^[\w-]{16,256}$/;
const longestCode = 8192;
const tokenNames = ['id_token', 'access_token', 'refresh_token', 'token', 'assertion'];
/** Printable ASCII: what RFC 6749 appendix A allows in a code and an error. */
const printable = /^[\x20-\x7e]+$/;

/**
 * Reads the query of a callback. The response is malformed if it has a security parameter twice, a token that was not
 * requested (the implicit downgrade), control characters or oversized values.
 */
export function parseCallback(query: unknown): CallbackParameters {
  const parameters = new Map(Object.entries((query ?? {}) as Record<string, unknown>));
  const state = parameters.get('state');
  if (typeof state !== 'string' || !stateShape.test(state)) {
    return { kind: 'stateless' };
  }
  const malformed = (reason: string): CallbackParameters => ({ kind: 'malformed', state, reason });
  if (tokenNames.some((name) => parameters.has(name))) {
    return malformed('a token on the query');
  }
  const [code, error, description = ''] = ['code', 'error', 'error_description'].map((name) => parameters.get(name));
  if (code !== undefined && error !== undefined) {
    return malformed('both a code and an error');
  }
  if (typeof error === 'string') {
    const isClean = printable.test(error) && error.length <= 128 && typeof description === 'string';
    return isClean
      ? { kind: 'error', state, refusal: entraRefusalOf(Object.fromEntries(parameters)) }
      : malformed('an error of the wrong shape');
  }
  if (typeof code === 'string' && printable.test(code) && code.length <= longestCode) {
    return { kind: 'code', state, code };
  }
  return malformed('no code, or one of the wrong shape');
}
