import type { IncomingHttpHeaders } from 'node:http';

import { z } from 'zod';

import { Problem, type ProblemCode } from '../common/index.js';
import { claimsOf } from './claims-challenge.js';
import { GraphProblem } from './graph-problem.js';
import { defaultRetryAfterSeconds, retryAfterSeconds } from './retry-after.js';
import type { TransportFailure } from './transport-failure.js';

/** What a call that did not succeed means. */
export type Refusal =
  /** The token does not satisfy a policy; Entra must be asked with these claims (JSON). */
  | { readonly kind: 'claims_challenge'; readonly claims: string }
  | { readonly kind: 'access_denied' }
  /** Graph did nothing, for it does not take the token; `problem` is what it is when it takes no other one either. */
  | { readonly kind: 'token_rejected'; readonly problem: Problem }
  /** May pass by itself; `retryAfterMs` is how long to wait before it is worth asking again. */
  | { readonly kind: 'transient'; readonly problem: Problem; readonly retryAfterMs: number }
  | { readonly kind: 'final'; readonly problem: Problem };

export interface RefusedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** `error.code` of the answer; undefined when there is none. */
  readonly code: string | undefined;
}

const envelopeSchema = z.object({ error: z.object({ code: z.string() }) });
const briefPauseMs = 300;

/** Codes of https://learn.microsoft.com/graph/errors and of Exchange; texts are for people and never looked at. */
const problemOfCode: Readonly<Record<string, ProblemCode>> = {
  ErrorItemNotFound: 'not_found',
  ErrorFolderNotFound: 'not_found',
  ErrorInvalidIdMalformed: 'not_found',
  ErrorInvalidMailboxItemId: 'not_found',
  ErrorAttachmentNotFound: 'not_found',
  ImageNotFound: 'not_found',
  itemNotFound: 'not_found',
  Request_ResourceNotFound: 'not_found',
  ResourceNotFound: 'mailbox_unavailable',
  MailboxNotEnabledForRESTAPI: 'mailbox_unavailable',
  MailboxNotSupportedForRESTAPI: 'mailbox_unavailable',
  MailboxNotHostedInExchangeOnline: 'mailbox_unavailable',
  ErrorNonExistentMailbox: 'mailbox_unavailable',
  ErrorNoMailbox: 'mailbox_unavailable',
  ErrorMailboxMoveInProgress: 'mailbox_unavailable',
  ErrorMailboxStoreUnavailable: 'mailbox_unavailable',
  ErrorAccountSuspend: 'mailbox_unavailable',
  ErrorQuotaExceeded: 'mailbox_unavailable',
  SyncStateNotFound: 'resync_required',
  SyncStateInvalid: 'resync_required',
  ErrorInvalidSyncStateData: 'resync_required',
  resyncRequired: 'resync_required',
  ErrorMessageSizeExceeded: 'payload_too_large',
  ErrorAttachmentSizeLimitExceeded: 'payload_too_large',
  RequestEntityTooLarge: 'payload_too_large',
};

export function refusalOfAnswer(answer: RefusedAnswer, now: number): Refusal {
  const { status, headers, code } = answer;
  const claims = status === 401 || status === 403 ? claimsOf(headers['www-authenticate']) : undefined;
  if (claims !== undefined) {
    return { kind: 'claims_challenge', claims };
  }
  if (status === 401) {
    return { kind: 'token_rejected', problem: new GraphProblem('graph_error') };
  }
  if (status === 429 || status === 503 || status === 504) {
    return transientOf(status, retryAfterSeconds(single(headers['retry-after']), now));
  }
  if (status === 403 && code !== undefined) {
    return { kind: 'access_denied' };
  }
  if (code === 'ErrorInvalidRecipients') {
    const issue = { path: ['to'], message: 'A recipient is not accepted by the mail service.' };
    return { kind: 'final', problem: Problem.invalidRequest([issue]) };
  }
  return { kind: 'final', problem: finalProblem(answer) };
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
      return new GraphProblem('graph_unavailable', { ...options, headers: retryHeader(1) });
    case 'unreachable':
    case 'reset':
      return new GraphProblem('graph_unavailable', { ...options, headers: retryHeader(defaultRetryAfterSeconds) });
  }
}

/** The `error.code` of Graph's envelope, whatever else the body is. */
export function errorCodeOf(body: Buffer): string | undefined {
  try {
    return envelopeSchema.safeParse(JSON.parse(body.toString())).data?.error.code;
  } catch {
    return undefined;
  }
}

/** 429 and 503 say that nothing was done; behind a 504 it may have been. */
function transientOf(status: 429 | 503 | 504, wait: number | undefined): Refusal {
  const headers = retryHeader(wait ?? defaultRetryAfterSeconds);
  const problem = {
    429: () => new GraphProblem('throttled', { headers }),
    503: () => new GraphProblem('graph_unavailable', { headers }),
    504: () => new GraphProblem('graph_timeout', { isOutcomeUnknown: true }),
  }[status]();
  return { kind: 'transient', problem, retryAfterMs: wait === undefined ? briefPauseMs : wait * 1000 };
}

function finalProblem({ status, code }: RefusedAnswer): Problem {
  if (status === 410) {
    return new GraphProblem('resync_required');
  }
  if (status === 413) {
    return new GraphProblem('payload_too_large');
  }
  const known = code === undefined || !Object.hasOwn(problemOfCode, code) ? undefined : problemOfCode[code];
  return new GraphProblem(known ?? 'graph_error', { isOutcomeUnknown: status >= 500 });
}

function retryHeader(seconds: number): Record<string, string> {
  return { 'retry-after': String(seconds) };
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
