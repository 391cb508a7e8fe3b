import { setTimeout as pause } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { Clock, type Problem } from '../../common/index.js';
import {
  getBatch,
  GraphClient,
  graphPath,
  GraphProblem,
  refusalOfPart,
  tellingCodeOf,
  withQuery,
  type BatchAnswer,
  type BatchAnswers,
  type GraphCall,
  type TokenRefusal,
} from '../../graph/index.js';
import { InteractionRequired, type LiveSession } from '../../session/index.js';
import { changeOf, fieldsOf, idOf, type MessageChange, summaryProperties } from '../model/index.js';

const call = { operation: 'look at removed messages', permissions: ['mail.read'] } as const;
const select = { $select: `${summaryProperties},parentFolderId` };
const perBatch = 20;
const rounds = 3;
const pauseMs = 300;
const longestPauseMs = 2_000;

/** Whether a message is still in the folder, by the response for it. */
export type Verdict =
  | { readonly kind: 'removed' }
  | { readonly kind: 'back'; readonly change: MessageChange }
  /** Graph refuses the token. */
  | { readonly kind: 'refused'; readonly refusal: TokenRefusal }
  /**
   * Its state is unknown; `retryAfterMs` is when to check again. A permanent failure counts as removed in the end, as
   * Graph has reported.
   */
  | {
      readonly kind: 'unclear';
      readonly problem: Problem;
      readonly retryAfterMs: number;
      readonly mayPass: boolean;
    };

/**
 * A message that does not exist, or is in another folder, is removed. So is one whose state Graph permanently refuses
 * to report: its word is all there is, and no message may block the changes of a folder forever.
 */
export function verdictOf(id: string, folderId: string, answer: BatchAnswer | undefined, now: number): Verdict {
  if (answer === undefined) {
    return unclear(new GraphProblem('graph_unavailable'), true);
  }
  const { status, body } = answer;
  if (status === 200) {
    const parent = memberOf(body, 'parentFolderId');
    if (typeof parent !== 'string') {
      return unclear(new GraphProblem('graph_error'), false);
    }
    return parent === folderId ? { kind: 'back', change: changeOf({ ...fieldsOf(body), id }) } : { kind: 'removed' };
  }
  const refusal = refusalOfPart(answer, now);
  switch (refusal.kind) {
    case 'claims_challenge':
    case 'token_rejected':
      return { kind: 'refused', refusal };
    case 'access_denied':
      return { kind: 'removed' };
    case 'final':
      // Without its mailbox the state of a message is unknown.
      return refusal.problem.code === 'mailbox_unavailable' ? unclear(refusal.problem, true) : { kind: 'removed' };
    case 'conflict':
      return unclear(refusal.problem, true);
    case 'transient':
      return isCorrupt(tellingCodeOf(body))
        ? { kind: 'removed' }
        : unclear(refusal.problem, true, refusal.retryAfterMs);
  }
}

function unclear(problem: Problem, mayPass: boolean, retryAfterMs = pauseMs): Verdict {
  return { kind: 'unclear', problem, retryAfterMs, mayPass };
}

/**
 * Exchange reports this of an item with any status (ErrorItemCorrupt, ErrorCorruptData); a retry has the same result.
 */
function isCorrupt(code: string | undefined): boolean {
  return /corrupt/i.test(code ?? '');
}

/** Resolves to those of the messages that are still in the folder. */
export type PresenceCheck = (ids: readonly string[]) => Promise<readonly MessageChange[]>;

/**
 * With immutable ids Graph reports a message as removed that was moved away and back
 * (microsoftgraph/microsoft-graph-docs-contrib#72). So every removal is verified.
 */
@Injectable()
export class RemovedMessages {
  constructor(
    private readonly graph: GraphClient,
    private readonly clock: Clock,
  ) {}

  /**
   * Checks messages of a folder, until that time.
   * @throws Problem `graph_unavailable` when their state is unknown now: the caller keeps its cursor.
   * @throws InteractionRequired when the user must interact first
   */
  checkerFor(session: LiveSession, folder: string, until: number): PresenceCheck {
    let known: Promise<string> | undefined;
    const folderId = (): Promise<string> => (known ??= this.#folderId(session, folder));
    const isOver = (): boolean => this.clock.now() >= until;
    return async (ids) => {
      const present: MessageChange[] = [];
      for (let start = 0; start < ids.length; start += perBatch) {
        present.push(...(await this.#stillPresent(session, folderId, ids.slice(start, start + perBatch), isOver)));
      }
      return present;
    };
  }

  async #folderId(session: LiveSession, folder: string): Promise<string> {
    const path = withQuery(graphPath`/me/mailFolders/${folder}`, { $select: 'id' });
    return idOf(fieldsOf(await this.graph.json(session, { ...call, method: 'GET', path })));
  }

  async #stillPresent(
    session: LiveSession,
    folder: () => Promise<string>,
    ids: readonly string[],
    isOver: () => boolean,
  ): Promise<MessageChange[]> {
    const present: MessageChange[] = [];
    let token: GraphCall['token'];
    let mayRenew = true;
    let open = ids;
    for (let round = 1; ; round++) {
      if (isOver()) {
        throw new GraphProblem('graph_unavailable', { retryAfterSeconds: 1 });
      }
      const [folderId, answers] = await Promise.all([folder(), this.#answers(session, open, token)]);
      const verdicts = open.map((id) => ({ id, ...verdictOf(id, folderId, answers.get(id), this.clock.now()) }));
      present.push(...verdicts.flatMap((verdict) => (verdict.kind === 'back' ? [verdict.change] : [])));
      const refused = verdicts.flatMap((verdict) => (verdict.kind === 'refused' ? [verdict] : []));
      const isLast = round >= rounds;
      const again = verdicts.flatMap((verdict) =>
        verdict.kind === 'unclear' && !(isLast && !verdict.mayPass) ? [verdict] : [],
      );
      const other = refused.length === 0 ? undefined : await this.#otherToken(session, refused, mayRenew);
      mayRenew = mayRenew && refused.length === 0;
      token = other ?? token;
      // A removal that no other token can verify counts.
      const renewed = other === undefined ? [] : refused.map(({ id }) => id);
      if (again.length + renewed.length === 0) {
        return present;
      }
      const waitMs = Math.max(0, ...again.map(({ retryAfterMs }) => retryAfterMs));
      const [first] = again;
      if (first !== undefined && (isLast || waitMs > longestPauseMs)) {
        const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
        throw new GraphProblem('graph_unavailable', { retryAfterSeconds, cause: first.problem });
      }
      open = [...again.map(({ id }) => id), ...renewed];
      await pause(waitMs);
    }
  }

  /**
   * Once; claims first, because they state what the token lacks.
   * @throws InteractionRequired when only the user can satisfy them
   */
  async #otherToken(
    session: LiveSession,
    refused: readonly { readonly refusal: TokenRefusal }[],
    mayRenew: boolean,
  ): Promise<GraphCall['token']> {
    const challenge = refused.find(({ refusal }) => refusal.kind === 'claims_challenge')?.refusal;
    const refusal = challenge ?? refused[0]?.refusal;
    if (mayRenew && refusal !== undefined) {
      return this.graph.renewedToken(session, call.permissions, refusal);
    }
    if (challenge?.kind === 'claims_challenge') {
      const { permissions } = call;
      throw new InteractionRequired(session, { kind: 'step_up_required', permissions, claims: challenge.claims });
    }
    return undefined;
  }

  /**
   * By id. A batch that fails as a whole has no responses; a failure that requires the user (consent, sign-in) is
   * thrown.
   */
  async #answers(session: LiveSession, ids: readonly string[], token: GraphCall['token']): Promise<BatchAnswers> {
    const paths = Object.fromEntries(
      ids.map((id, index) => [String(index), withQuery(graphPath`/me/messages/${id}`, select)]),
    );
    try {
      const answers = await getBatch(this.graph, session, { ...call, ...(token && { token }) }, paths);
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
