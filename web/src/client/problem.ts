/** The members of every problem; `code` is from the closed set of docs/errors.md. */
interface ProblemOf<Code extends string> {
  readonly code: Code;
  readonly status: number;
  readonly title: string;
  /** To be quoted to support; absent when the response did not come from the server. */
  readonly traceId: string | undefined;
}

export interface LoginRequired extends ProblemOf<'login_required'> {
  readonly loginUrl: string;
}

export interface ConsentRequired extends ProblemOf<'consent_required'> {
  readonly permissions: readonly string[];
  readonly scopes: readonly string[];
  readonly interactionUrl: string;
  readonly expiresAt: string | undefined;
  /** True when the user was sent to Entra for the same reason a moment ago and it did not help. */
  readonly repeated: boolean;
}

export interface AdminConsentRequired extends ProblemOf<'admin_consent_required'> {
  readonly permissions: readonly string[];
  readonly scopes: readonly string[];
  readonly interactionUrl: string | null;
  readonly expiresAt: string | undefined;
  readonly repeated: boolean;
}

export interface StepUpRequired extends ProblemOf<'step_up_required'> {
  readonly interactionUrl: string;
  readonly expiresAt: string | undefined;
  readonly repeated: boolean;
}

/** Only the user can resolve these, at Entra. */
export type InteractionProblem = LoginRequired | ConsentRequired | AdminConsentRequired | StepUpRequired;

export interface InvalidRequest extends ProblemOf<'invalid_request'> {
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

const transientCodes = [
  'throttled',
  'device_proof_required',
  'session_store_unavailable',
  'identity_provider_unavailable',
  'graph_unavailable',
  'overloaded',
  'graph_timeout',
  'graph_error',
  'network_unreachable',
] as const;

export type TransientCode = (typeof transientCodes)[number];

/**
 * A later attempt may succeed; `network_unreachable` means that no response arrived. `device_proof_required`: the browser proves
 * the device by itself before the next request.
 */
export interface TransientProblem extends ProblemOf<TransientCode> {
  readonly retryAfterSeconds: number | undefined;
}

const plainCodes = [
  'csrf_rejected',
  'navigation_required',
  'forbidden',
  'invalid_return_url',
  'invalid_cursor',
  'not_found',
  'method_not_allowed',
  'payload_too_large',
  'unsupported_media_type',
  'idempotency_key_reused',
  'mailbox_unavailable',
  'idempotency_in_progress',
  'resync_required',
  'unexpected',
] as const;

export type PlainCode = (typeof plainCodes)[number];

/** `unexpected` stands for a response that is no problem document or has a code unknown to this client. */
export type PlainProblem = ProblemOf<PlainCode>;

export type Problem = InteractionProblem | InvalidRequest | TransientProblem | PlainProblem;

export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(`${problem.code}: ${problem.title}`, options);
  }
}

export function isTransientCode(code: string): code is TransientCode {
  return (transientCodes as readonly string[]).includes(code);
}

export function isPlainCode(code: string): code is PlainCode {
  return (plainCodes as readonly string[]).includes(code);
}

export function isInteraction(problem: Problem): problem is InteractionProblem {
  return (
    problem.code === 'login_required' ||
    problem.code === 'consent_required' ||
    problem.code === 'admin_consent_required' ||
    problem.code === 'step_up_required'
  );
}

export function isTransient(problem: Problem): problem is TransientProblem {
  return isTransientCode(problem.code);
}

/** The problem inside an unknown error, when there is one. */
export function problemOf(error: unknown): Problem | undefined {
  return error instanceof ProblemError ? error.problem : undefined;
}
