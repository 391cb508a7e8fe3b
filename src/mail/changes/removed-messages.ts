import { setTimeout as pause } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { Clock, Problem } from '../../common/index.js';
import {
  getBatch,
  GraphClient,
  graphPath,
  GraphProblem,
  refusalOfPart,
  withQuery,
  type BatchAnswer,
  type BatchAnswers,
} from '../../graph/index.js';
import type { LiveSession } from '../../session/index.js';
import { changeOf, fieldsOf, idOf, type MessageChange, summaryProperties } from '../model/index.js';

const call = { operation: 'look at removed messages', permissions: ['mail.read'] } as const;
const select = { $select: `${summaryProperties},parentFolderId` };
const perBatch = 20;
const rounds = 3;
const pauseMs = 300;
const longestPauseMs = 2_000;

/** What a look at a message says of its removal from a folder. */
export type Verdict =
  | { readonly kind: 'removed' }
  | { readonly kind: 'back'; readonly change: MessageChange }
  /** Nothing can be said of it; `retryAfterMs` is when to look again. */
  | { readonly kind: 'unclear'; readonly problem: Problem; readonly retryAfterMs: number };

/** Only a message that does not exist, or is in another folder, is removed. */
export function verdictOf(id: string, folderId: string, answer: BatchAnswer | undefined, now: number): Verdict {
  if (answer === undefined) {
    return { kind: 'unclear', problem: new GraphProblem('graph_unavailable'), retryAfterMs: pauseMs };
  }
  const { status, body } = answer;
  const parent = status === 200 ? memberOf(body, 'parentFolderId') : undefined;
  if (typeof parent === 'string') {
    return parent === folderId ? { kind: 'back', change: changeOf({ ...fieldsOf(body), id }) } : { kind: 'removed' };
  }
  const refusal = status === 200 ? undefined : refusalOfPart(answer, now);
  const problem = refusal !== undefined && 'problem' in refusal ? refusal.problem : undefined;
  if (problem?.code === 'not_found') {
    return { kind: 'removed' };
  }
  return {
    kind: 'unclear',
    problem: problem ?? new GraphProblem('graph_unavailable'),
    retryAfterMs: refusal?.kind === 'transient' ? refusal.retryAfterMs : pauseMs,
  };
}

/**
 * With immutable ids Graph calls a message removed that was moved away and back (microsoftgraph/microsoft-graph-docs-contrib#72).
 * So what is said to be removed is looked at before it is believed.
 */
@Injectable()
export class RemovedMessages {
  constructor(
    private readonly graph: GraphClient,
    private readonly clock: Clock,
  ) {}

  /**
   * Those of the messages that are in the folder after all.
   * @throws Problem `graph_unavailable` when that cannot be found out now: the caller keeps the place where it was.
   */
  async foundIn(session: LiveSession, folder: string, ids: readonly string[]): Promise<readonly MessageChange[]> {
    if (ids.length === 0) {
      return [];
    }
    const folderId = this.#folderId(session, folder);
    const back: MessageChange[] = [];
    for (let start = 0; start < ids.length; start += perBatch) {
      back.push(...(await this.#lookAt(session, folderId, ids.slice(start, start + perBatch))));
    }
    return back;
  }

  async #folderId(session: LiveSession, folder: string): Promise<string> {
    const path = withQuery(graphPath`/me/mailFolders/${folder}`, { $select: 'id' });
    return idOf(fieldsOf(await this.graph.json(session, { ...call, method: 'GET', path })));
  }

  async #lookAt(session: LiveSession, folder: Promise<string>, ids: readonly string[]): Promise<MessageChange[]> {
    const back: MessageChange[] = [];
    let open = ids;
    for (let round = 1; ; round++) {
      const [folderId, answers] = await Promise.all([folder, this.#answers(session, open)]);
      const verdicts = open.map((id) => [id, verdictOf(id, folderId, answers.get(id), this.clock.now())] as const);
      back.push(...verdicts.flatMap(([, verdict]) => (verdict.kind === 'back' ? [verdict.change] : [])));
      const unclear = verdicts.flatMap(([id, verdict]) => (verdict.kind === 'unclear' ? [{ id, ...verdict }] : []));
      const [first] = unclear;
      if (first === undefined) {
        return back;
      }
      const waitMs = Math.max(...unclear.map(({ retryAfterMs }) => retryAfterMs));
      if (round === rounds || waitMs > longestPauseMs) {
        const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
        throw new GraphProblem('graph_unavailable', { retryAfterSeconds, cause: first.problem });
      }
      open = unclear.map(({ id }) => id);
      await pause(waitMs);
    }
  }

  /** By id. A batch that fails as a whole answers nothing; whoever must act (consent, sign in) is told. */
  async #answers(session: LiveSession, ids: readonly string[]): Promise<BatchAnswers> {
    const paths = Object.fromEntries(
      ids.map((id, index) => [String(index), withQuery(graphPath`/me/messages/${id}`, select)]),
    );
    try {
      const answers = await getBatch(this.graph, session, call, paths);
      return new Map([...answers].map(([index, answer]) => [ids[Number(index)] ?? '', answer]));
    } catch (error) {
      if (error instanceof GraphProblem) {
        return new Map();
      }
      throw error;
    }
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
