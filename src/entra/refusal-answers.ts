import { aadstsMeaningOf } from './aadsts.js';
import type { AadstsMeaning, SignInAnswer } from './aadsts-answers.js';
import type { EntraRefusal } from './entra-refusal.js';

/** Unknown numbers of a refusal: they are logged and counted. */
export function unknownNumbersOf({ numbers }: Pick<EntraRefusal, 'numbers'>): number[] {
  return numbers.filter((number) => aadstsMeaningOf(number) === undefined);
}

/** The meaning of the standards' own codes, when no number decides. */
const signInByError = new Map<string, SignInAnswer>([
  ['access_denied', 'access_denied'],
  ['login_required', 'login_required'],
  ['interaction_required', 'interaction_required'],
  ['consent_required', 'interaction_required'],
  ['server_error', 'identity_provider_unavailable'],
  ['temporarily_unavailable', 'identity_provider_unavailable'],
  ['invalid_client', 'configuration_error'],
  ['unauthorized_client', 'configuration_error'],
  ['invalid_request', 'configuration_error'],
  ['unsupported_response_type', 'configuration_error'],
  ['invalid_resource', 'configuration_error'],
  ['invalid_scope', 'configuration_error'],
]);

/** Errors that decide by themselves, whatever unknown AADSTS number comes with them. */
const decisiveErrors = new Set([
  'login_required',
  'interaction_required',
  'consent_required',
  'server_error',
  'temporarily_unavailable',
  'invalid_client',
  'unauthorized_client',
]);

/** Where a refused sign-in leads. A person has declined only by 65004, or by `access_denied` without any number. */
export function signInAnswerOf({ error, numbers }: Pick<EntraRefusal, 'error' | 'numbers'>): SignInAnswer {
  if (error === 'access_denied' && numbers.includes(65001)) {
    return 'admin_consent_required';
  }
  const known = meaningsOf(numbers);
  const closest = known.find(({ signIn }) => signIn !== 'sign_in_failed') ?? known[0];
  if (closest !== undefined) {
    return closest.signIn;
  }
  const byError = signInByError.get(error) ?? 'sign_in_failed';
  return numbers.length === 0 || decisiveErrors.has(error) ? byError : 'sign_in_failed';
}

const unknownRedirectUri = 50011;
const unknownApplication = 700016;

/** The fault of the registration according to a page of the authorize endpoint; undefined when it names none. */
export function registrationFaultOn(page: string): 'redirect URI' | 'application' | undefined {
  const number = Number(/AADSTS(\d+)/.exec(page)?.[1]);
  return number === unknownRedirectUri ? 'redirect URI' : number === unknownApplication ? 'application' : undefined;
}

/** The meaning of a refused silent acquisition for the user. */
export type RefreshRefusal =
  | { readonly kind: 'consent_required' }
  | { readonly kind: 'admin_consent_required' }
  /** `claims` is the JSON of the challenge; empty when there is none. */
  | { readonly kind: 'step_up_required'; readonly claims: string }
  /** A policy that no sign-in satisfies. */
  | { readonly kind: 'access_blocked' }
  /** Definite: the grant or the account is revoked. */
  | { readonly kind: 'sign_in_required' }
  /** Throttling, or a failure on Entra's side. */
  | { readonly kind: 'wait' }
  /** Nothing about the user. */
  | { readonly kind: 'unclear' }
  /** The service's own registration is refused; no user can help. */
  | { readonly kind: 'misconfigured' };

/** A requirement that a sign-in of the user can satisfy, or at least explain to them. */
const interactiveSuberrors = new Set([
  'basic_action',
  'additional_action',
  'message_only',
  'user_password_expired',
  'ui_not_allowed',
  'interrupted_user',
]);
const deadSuberrors = new Set(['bad_token', 'token_expired']);
const interactiveErrors = new Set(['interaction_required', 'login_required']);
/** Errors that mean no more than "not for these scopes, or not at all". */
const vagueErrors = new Set(['invalid_grant', 'invalid_scope']);
const ownFaults = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_request',
  'invalid_scope',
  'invalid_resource',
]);
/** About Entra itself and not about the request (RFC 6749 §4.1.2.1, RFC 8628 §3.5). */
const transientErrors = new Set(['temporarily_unavailable', 'server_error', 'slow_down']);
/** Means that consent is missing, whatever the suberror. */
const consentIsMissing = 65001;

/**
 * The meaning of a refused refresh. Only a definite number, or a definite suberror for granted scopes, means that the
 * tokens are revoked, which ends all of the user's sessions. `isGranted`: a token for these scopes existed before. A
 * refusal of other scopes without a number is about consent.
 */
export function refreshRefusalOf(refusal: EntraRefusal, isGranted: boolean): RefreshRefusal {
  const { error, suberror, numbers, claims } = refusal;
  const answers = new Set(meaningsOf(numbers).map(({ refresh }) => refresh));
  if (answers.has('wait') || (transientErrors.has(error) && answers.size === 0)) {
    return { kind: 'wait' };
  }
  const isMissingConsent = numbers.includes(consentIsMissing) || (answers.has('consent') && !isGranted);
  // Entra's own challenge for a sign-in (continuous access evaluation) has numbers of revoked grants; the user can
  // satisfy it.
  const isChallenge = claims !== '' && (error === 'interaction_required' || interactiveSuberrors.has(suberror));
  if ((answers.has('dead') && !isChallenge) || (deadSuberrors.has(suberror) && isGranted && !isMissingConsent)) {
    return { kind: 'sign_in_required' };
  }
  if (answers.has('admin_consent')) {
    return { kind: 'admin_consent_required' };
  }
  if (answers.has('consent') || error === 'consent_required' || suberror === 'consent_required') {
    return { kind: 'consent_required' };
  }
  if (answers.has('step_up') || canSignInHelp(refusal)) {
    return { kind: 'step_up_required', claims };
  }
  if (answers.has('policy')) {
    return { kind: 'access_blocked' };
  }
  if (answers.has('misconfigured')) {
    return { kind: 'misconfigured' };
  }
  if (vagueErrors.has(error) && !isGranted) {
    return { kind: 'consent_required' };
  }
  return { kind: ownFaults.has(error) && numbers.length === 0 ? 'misconfigured' : 'unclear' };
}

function canSignInHelp({ error, suberror, claims }: EntraRefusal): boolean {
  return claims !== '' || interactiveErrors.has(error) || interactiveSuberrors.has(suberror);
}

function meaningsOf(numbers: readonly number[]): AadstsMeaning[] {
  return numbers.map(aadstsMeaningOf).filter((meaning) => meaning !== undefined);
}
