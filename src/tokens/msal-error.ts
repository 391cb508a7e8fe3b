/** The members of MSAL's errors that we rely on. */
export interface MsalErrorFacts {
  readonly name: string;
  /** The OAuth `error`, or MSAL's own code. */
  readonly error: string;
  readonly suberror: string;
  readonly numbers: readonly number[];
  readonly claims: string;
  readonly correlationId: string | undefined;
}

/**
 * Reads an MSAL error by its members: the package's CommonJS and ESM builds have different classes, so `instanceof` may
 * say no. Undefined for anything else.
 */
export function msalErrorFacts(error: unknown): MsalErrorFacts | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  const { errorCode, subError, errorNo, claims, correlationId } = error as unknown as Record<string, unknown>;
  if (typeof errorCode !== 'string') {
    return undefined;
  }
  const number = Number(errorNo);
  return {
    name: error.name,
    error: errorCode,
    suberror: typeof subError === 'string' ? subError : '',
    numbers: Number.isInteger(number) && number > 0 ? [number] : [],
    claims: typeof claims === 'string' ? claims : '',
    correlationId: typeof correlationId === 'string' ? correlationId : undefined,
  };
}

/** What a refused silent acquisition means for the user. */
export type Refusal =
  | { readonly kind: 'consent_required' }
  | { readonly kind: 'admin_consent_required' }
  | { readonly kind: 'step_up_required'; readonly claims: string }
  /** Definite: the tokens are dead. */
  | { readonly kind: 'sign_in_required' }
  /** Nothing that says anything about the user; it may pass. */
  | { readonly kind: 'unclear' }
  /** The service's own registration is refused; no user can help. */
  | { readonly kind: 'misconfigured' };

const stepUpSuberrors = new Set(['basic_action', 'additional_action', 'message_only']);
const adminConsentNumbers = new Set([90094, 90095]);
/** `no_tokens_found` is MSAL's word for a partition that has no refresh token. */
const deadTokens = new Set(['invalid_grant', 'login_required', 'no_tokens_found']);
const ownFaults = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_request',
  'invalid_scope',
  'invalid_resource',
]);

/**
 * By `error` and `suberror`, never by text; by number only for admin consent, which has no name of its own. Only a definite
 * refusal says that the tokens are dead: it ends all of the user's sessions.
 */
export function refusalOf({ error, suberror, numbers, claims }: MsalErrorFacts): Refusal {
  if (numbers.some((number) => adminConsentNumbers.has(number))) {
    return { kind: 'admin_consent_required' };
  }
  if (error === 'consent_required' || suberror === 'consent_required') {
    return { kind: 'consent_required' };
  }
  if (claims !== '' || error === 'interaction_required' || stepUpSuberrors.has(suberror)) {
    return { kind: 'step_up_required', claims };
  }
  if (deadTokens.has(error)) {
    return { kind: 'sign_in_required' };
  }
  return { kind: ownFaults.has(error) ? 'misconfigured' : 'unclear' };
}
