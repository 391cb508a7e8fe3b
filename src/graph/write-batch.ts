import { setTimeout as pause } from 'node:timers/promises';

import { Problem } from '../common/index.js';
import { InteractionRequired, problemOfPart, type LiveSession } from '../session/index.js';
import { readBatch, refusalOfPart, type BatchAnswer } from './graph-batch.js';
import type { GraphCall } from './graph-call.js';
import type { GraphClient } from './graph-client.js';
import { GraphProblem } from './graph-problem.js';
import type { TokenRefusal } from './graph-refusal.js';
import type { GraphMethod } from './graph-transport.js';

/** One write of a batch; its path is made with `graphPath`. */
export interface BatchWrite {
  readonly method: GraphMethod;
  readonly path: string;
  readonly body?: object;
}

/** The outcome of a write. */
export type WriteOutcome =
  { readonly kind: 'done'; readonly body: unknown } | { readonly kind: 'failed'; readonly problem: Problem };

/** Graph accepts no more in one batch: https://learn.microsoft.com/graph/json-batching */
export const mostWritesPerBatch = 20;
/** Outlook works on this many requests of a batch at the same time. */
const concurrentWrites = 4;
const rounds = 4;
const longestPauseMs = 5_000;
const conflictPauseMs = 300;

interface Answer {
  readonly outcome: WriteOutcome;
  /** It was refused for the token; nothing was done. */
  readonly refusal?: TokenRefusal;
  /** Milliseconds until a retry is useful; undefined when it must not be retried. */
  readonly retryAfterMs: number | undefined;
}

/**
 * Up to twenty writes in one round trip, each with its own outcome, in their order. Writes that Graph states it has not
 * done are retried, a bounded number of times; writes that it may have done never are. Parts that are refused for the
 * token are sent once more with another one. Parts that need the user fail with the code that says so, and the others
 * count.
 * @throws InteractionRequired or SignInRequired when the user must interact and no part is done.
 * @throws Problem when the batch fails as a whole, in its first round or a later one, and no part is done.
 */
export async function writeBatch(
  graph: Pick<GraphClient, 'json' | 'renewedToken'>,
  session: LiveSession,
  call: Pick<GraphCall, 'operation' | 'permissions'>,
  writes: readonly BatchWrite[],
): Promise<readonly WriteOutcome[]> {
  const answers = new Map<number, Answer>();
  let mayRenew = true;
  let token: GraphCall['token'];
  let open = writes.map((_, index) => index);
  for (let round = 1; open.length > 0; round++) {
    let undecided = open;
    let again: readonly number[] = [];
    try {
      const given = await exchange(graph, session, { ...call, ...(token && { token }) }, writes, open);
      given.forEach((answer, index) => answers.set(index, answer));
      undecided = open.filter((index) => given.get(index)?.refusal !== undefined);
      const refusal = tokenRefusalIn(given);
      if (refusal !== undefined && mayRenew) {
        mayRenew = false;
        token = await graph.renewedToken(session, call.permissions, refusal);
        again = token === undefined ? [] : undecided;
      } else if (refusal?.kind === 'claims_challenge') {
        const { permissions } = call;
        throw new InteractionRequired(session, { kind: 'step_up_required', permissions, claims: refusal.claims });
      }
    } catch (error) {
      const problem = problemOfPart(error);
      if (problem === undefined || !isAnyDone(answers)) {
        throw error;
      }
      // Done parts count; the others fail with their own problem, or with the one that made their outcome unknown.
      undecided.forEach((index) => answers.set(index, refusedFor(problem)));
    }
    open =
      round === rounds
        ? []
        : open.filter((index) => again.includes(index) || answers.get(index)?.retryAfterMs !== undefined);
    if (open.length > 0) {
      await pause(Math.max(...open.map((index) => answers.get(index)?.retryAfterMs ?? 0)));
    }
  }
  return writes.map((_, index) => answers.get(index)?.outcome ?? failed(new GraphProblem('graph_error')));
}

function isAnyDone(answers: ReadonlyMap<number, Answer>): boolean {
  return [...answers.values()].some(({ outcome }) => outcome.kind === 'done');
}

function refusedFor(problem: Problem): Answer {
  return { outcome: failed(problem), retryAfterMs: undefined };
}

/** Claims first: they state what the token lacks. */
function tokenRefusalIn(given: ReadonlyMap<number, Answer>): TokenRefusal | undefined {
  const refusals = [...given.values()].flatMap(({ refusal }) => refusal ?? []);
  return refusals.find(({ kind }) => kind === 'claims_challenge') ?? refusals[0];
}

/** The responses to the writes at these positions. */
async function exchange(
  graph: Pick<GraphClient, 'json'>,
  session: LiveSession,
  call: Pick<GraphCall, 'operation' | 'permissions' | 'token'>,
  writes: readonly BatchWrite[],
  positions: readonly number[],
): Promise<ReadonlyMap<number, Answer>> {
  const requests = positions.map((index) => requestOf(String(index), writes[index]));
  const answer = await graph.json(session, {
    ...call,
    method: 'POST',
    path: '/$batch',
    isOutsideMailbox: true,
    body: { requests },
    permits: Math.min(requests.length, concurrentWrites),
  });
  return read(answer, positions);
}

function requestOf(id: string, write: BatchWrite | undefined): object {
  const { method, path, body } = write ?? { method: 'GET', path: '/me', body: undefined };
  const headers = { Prefer: 'IdType="ImmutableId"' };
  return body === undefined
    ? { id, method, url: path, headers }
    : { id, method, url: path, headers: { ...headers, 'Content-Type': 'application/json' }, body };
}

/** A response for each: a part that is missing, or unreadable, may have been carried out and is not retried. */
function read(answer: unknown, positions: readonly number[]): ReadonlyMap<number, Answer> {
  const parts = readBatch(answer, { isOutcomeUnknown: true });
  return new Map(
    positions.map((index) => {
      const part = parts.get(String(index));
      return [index, part === undefined ? refusedFor(new GraphProblem('graph_error')) : answerOf(part)];
    }),
  );
}

/**
 * Only writes that were certainly not done are retried: throttled, or refused because Exchange itself had changed the
 * item.
 */
function answerOf(part: BatchAnswer): Answer {
  const { status, body } = part;
  if (status >= 200 && status < 300) {
    return { outcome: { kind: 'done', body }, retryAfterMs: undefined };
  }
  const refusal = refusalOfPart(part, Date.now(), 'POST');
  switch (refusal.kind) {
    case 'transient':
      return {
        outcome: failed(refusal.problem),
        retryAfterMs: status === 429 ? pauseOf(refusal.retryAfterMs) : undefined,
      };
    case 'conflict':
      return { outcome: failed(refusal.problem), retryAfterMs: conflictPauseMs };
    case 'final':
      return { outcome: failed(refusal.problem), retryAfterMs: undefined };
    case 'token_rejected':
      return { outcome: failed(refusal.problem), refusal, retryAfterMs: undefined };
    case 'access_denied':
      return { outcome: failed(new Problem('forbidden')), retryAfterMs: undefined };
    case 'claims_challenge':
      return { outcome: failed(new Problem('step_up_required')), refusal, retryAfterMs: undefined };
  }
}

function pauseOf(retryAfterMs: number): number | undefined {
  return retryAfterMs <= longestPauseMs ? retryAfterMs : undefined;
}

function failed(problem: Problem): WriteOutcome {
  return { kind: 'failed', problem };
}
