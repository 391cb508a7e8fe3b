import type { IncomingHttpHeaders } from 'node:http';

import { defaultRetryAfterSeconds, Problem, retryAfterSeconds } from '../common/index.js';
import { claimsOf } from '../tokens/index.js';
import { meaningOf, tellingCodeOf } from './graph-errors.js';
import { GraphProblem } from './graph-problem.js';
import { parsedJson } from './json-body.js';
import type { TransportFailure } from '../http/index.js';

/** The meaning of a failed call. */
export type Refusal =
  /** The token does not satisfy a policy; Entra must be asked with these claims (JSON). */
  | { readonly kind: 'claims_challenge'; readonly claims: string }
  | { readonly kind: 'access_denied' }
  /** Graph did nothing, because it refuses the token; `problem` applies when it refuses every other one too. */
  | {
      readonly kind: 'token_rejected';
      readonly problem: Problem;
      /** No code says what is wrong with it: it may be the mailbox. */
      readonly saysNothing: boolean;
    }
  /**
   * May be temporary; `retryAfterMs` is the wait before a retry is useful. `mayRepeatWrite`: Graph states that it did
   * nothing (429), and when to retry.
   */
  | {
      readonly kind: 'transient';
      readonly problem: Problem;
      readonly retryAfterMs: number;
      readonly mayRepeatWrite?: boolean;
    }
  /** Exchange changed the item at that moment: nothing was done, and a retry may succeed. */
  | { readonly kind: 'conflict'; readonly problem: Problem }
  | { readonly kind: 'final'; readonly problem: Problem };

/** Graph did nothing, and another token may help. */
export type TokenRefusal = Extract<Refusal, { kind: 'claims_challenge' | 'token_rejected' }>;

/** The meaning of a 400 for a link that Graph gave and no longer accepts, or for a photo that does not exist. */
export type RefusedAs = 'invalid_cursor' | 'resync_required' | 'not_found';

export interface RefusedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The most specific code; undefined when there is none. */
  readonly code: string | undefined;
  /** Whether there was no body at all. */
  readonly isEmpty?: boolean;
  readonly method?: string;
  /** What a 400 is. */
  readonly refusedAs?: RefusedAs | undefined;
  /** The member of the caller's request that a 400 is about; without it, our own request is at fault. */
  readonly refusedInput?: string | undefined;
}

const briefPauseMs = 300;

/**
 * By the code, whatever the status; by the status where there is no known code. Texts are for people and never parsed.
 */
export function refusalOfAnswer(answer: RefusedAnswer, now: number): Refusal {
  const { status, headers, code } = answer;
  const claims = status === 401 || status === 403 ? claimsOf(headers['www-authenticate']) : undefined;
  if (claims !== undefined) {
    return { kind: 'claims_challenge', claims };
  }
  const meaning = meaningOf(code);
  if (answer.refusedAs !== undefined && status === 400 && (meaning === undefined || meaning === 'not_found')) {
    return refusedAs(answer.refusedAs, answer.isEmpty === true);
  }
  switch (meaning) {
    case undefined:
      return refusalByStatus(answer, now);
    case 'access_denied':
      return { kind: 'access_denied' };
    case 'conflict':
      return status === 412 || status === 409
        ? { kind: 'conflict', problem: new GraphProblem('graph_unavailable', { retryAfterSeconds: 1 }) }
        : refusalByStatus(answer, now);
    case 'transient':
      return status === 400
        ? passedOn(
            new GraphProblem('graph_unavailable', {
              isOutcomeUnknown: true,
              retryAfterSeconds: defaultRetryAfterSeconds,
            }),
          )
        : refusalByStatus(answer, now);
    case 'throttled':
      return transientOf(isPausing(status) ? status : 429, retryAfterSeconds(single(headers['retry-after']), now));
    case 'sending_limit_reached': {
      const wait = retryAfterSeconds(single(headers['retry-after']), now) ?? sendingLimitSeconds;
      return { kind: 'final', problem: new GraphProblem(meaning, { retryAfterSeconds: wait }) };
    }
    case 'mailbox_unavailable':
      // A mailbox that is moved or failed over is available again in a moment; a mailbox that was never created is
      // refused by a 4xx.
      return status >= 500
        ? passedOn(new GraphProblem(meaning))
        : { kind: 'final', problem: new GraphProblem(meaning) };
    default:
      return { kind: 'final', problem: new GraphProblem(meaning) };
  }
}

/** A 400 without a body may be temporary nevertheless. */
function refusedAs(code: RefusedAs, isEmpty: boolean): Refusal {
  return isEmpty ? passedOn(new GraphProblem(code)) : { kind: 'final', problem: new GraphProblem(code) };
}

/** Sending limits of Exchange are per day; it was never observed to state how long to wait. */
const sendingLimitSeconds = 3_600;

function refusalByStatus(answer: RefusedAnswer, now: number): Refusal {
  const { status, headers, code, isEmpty = false } = answer;
  switch (status) {
    case 401:
      return {
        kind: 'token_rejected',
        problem: new GraphProblem('graph_error'),
        saysNothing: code === undefined || /^unknown(?:error)?$/i.test(code),
      };
    case 429:
    case 503:
    case 504:
    case 509:
      return transientOf(status, retryAfterSeconds(single(headers['retry-after']), now));
    case 421:
    case 425:
    case 449:
      // Not this server, not now, or once more: nothing was done (RFC 9110 §15.5.20, RFC 8470; 449 is Microsoft's own).
      return passedOn(new GraphProblem('graph_unavailable', { retryAfterSeconds: defaultRetryAfterSeconds }));
    case 408:
      return transientOf(504, retryAfterSeconds(single(headers['retry-after']), now));
    case 403:
      return { kind: 'access_denied' };
    case 412:
      // A precondition that does not hold, whatever its code: nothing was done (RFC 9110 §15.5.13).
      return { kind: 'conflict', problem: new GraphProblem('graph_unavailable', { retryAfterSeconds: 1 }) };
  }
  if (status >= 500 && !lastingFailures.has(status)) {
    return passedOn(new GraphProblem('graph_error', { isOutcomeUnknown: true }));
  }
  if (status === 400 && isEmpty) {
    return passedOn(new GraphProblem('graph_error'));
  }
  if (/^ErrorFolderExists$/i.test(code ?? '')) {
    const issue = { path: ['name'], message: 'There is a folder of this name already.' };
    return { kind: 'final', problem: Problem.invalidRequest([issue]) };
  }
  if (/^Error(?:Delete|Move|Cannot)\w*Distinguished\w*$|^ErrorMoveCopyFailed$/i.test(code ?? '')) {
    const issue = { path: ['id'], message: 'The mail service does not let this folder be changed so.' };
    return { kind: 'final', problem: Problem.invalidRequest([issue]) };
  }
  if (code?.toLowerCase() === 'errorinvalidrecipients') {
    const issue = { path: ['to'], message: 'A recipient is not accepted by the mail service.' };
    return { kind: 'final', problem: Problem.invalidRequest([issue]) };
  }
  return { kind: 'final', problem: finalProblem(answer) };
}

/** Of the 5xx statuses; all others may be temporary, also those of proxies on the way (520 to 524). */
const lastingFailures: ReadonlySet<number> = new Set([501, 505, 507]);

function passedOn(problem: GraphProblem): Refusal {
  return { kind: 'transient', problem, retryAfterMs: briefPauseMs };
}

export function refusalOfFailure(failure: TransportFailure): Refusal {
  const problem = problemOfFailure(failure);
  return failure.kind === 'unreachable' || failure.kind === 'reset'
    ? { kind: 'transient', problem, retryAfterMs: briefPauseMs }
    : { kind: 'final', problem };
}

export function problemOfFailure(failure: TransportFailure): GraphProblem {
  const options = { cause: failure, isOutcomeUnknown: failure.isOutcomeUnknown };
  switch (failure.kind) {
    case 'timeout':
      return new GraphProblem('graph_timeout', options);
    case 'too_large':
      return new GraphProblem('graph_error', options);
    case 'saturated':
      return new GraphProblem('graph_unavailable', { ...options, retryAfterSeconds: 1 });
    case 'unreachable':
    case 'reset':
      return new GraphProblem('graph_unavailable', { ...options, retryAfterSeconds: defaultRetryAfterSeconds });
  }
}

/** The most specific code of Graph's envelope, whatever else the body contains. */
export function errorCodeOf(body: Buffer): string | undefined {
  try {
    return tellingCodeOf(parsedJson(body));
  } catch {
    return undefined;
  }
}

type PausingStatus = 429 | 503 | 504 | 509;

function isPausing(status: number): status is PausingStatus {
  return status === 429 || status === 503 || status === 504 || status === 509;
}

/** 429, 503 and 509 mean that nothing was done; behind a 504 it may have been. */
function transientOf(status: PausingStatus, wait: number | undefined): Refusal {
  const options = { retryAfterSeconds: wait ?? defaultRetryAfterSeconds };
  const problem = {
    429: () => new GraphProblem('throttled', options),
    503: () => new GraphProblem('graph_unavailable', options),
    504: () => new GraphProblem('graph_timeout', { isOutcomeUnknown: true }),
    509: () => new GraphProblem('throttled', options),
  }[status]();
  return {
    kind: 'transient',
    problem,
    retryAfterMs: wait === undefined ? briefPauseMs : wait * 1000,
    mayRepeatWrite: status === 429 && wait !== undefined,
  };
}

function finalProblem({ status, refusedInput, method = 'GET' }: RefusedAnswer): Problem {
  if (status === 400 && refusedInput !== undefined) {
    return Problem.invalidRequest([{ path: [refusedInput], message: 'The mail service does not understand this.' }]);
  }
  switch (status) {
    case 400:
    case 405:
    case 406:
    case 409:
    case 415:
    case 422:
    case 501:
      // Our own request is our fault; a write of the user may be one that the service does not accept.
      return method === 'GET'
        ? new GraphProblem('graph_error')
        : Problem.invalidRequest([{ path: ['body'], message: 'The mail service does not accept this request.' }]);
    case 404:
      return new GraphProblem('not_found');
    case 410:
      return new GraphProblem('resync_required');
    case 413:
      return new GraphProblem('payload_too_large');
    case 507:
      return new GraphProblem('mailbox_full');
    default:
      return new GraphProblem('graph_error', { isOutcomeUnknown: status >= 500 });
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
