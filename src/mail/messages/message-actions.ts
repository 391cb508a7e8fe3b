import { Injectable } from '@nestjs/common';

import { AuditLog, Problem } from '../../common/index.js';
import { AppConfig } from '../../config/index.js';
import {
  GraphClient,
  graphPath,
  mostWritesPerBatch,
  writeBatch,
  type BatchWrite,
  type WriteOutcome,
} from '../../graph/index.js';
import { FreshSignIn, problemOfPart, type LiveSession } from '../../session/index.js';
import { moveToDeletedItems } from '../model/index.js';
import type { MessageAction, MessageActionResult } from './message-actions.schema.js';
import { requirePermanentDelete } from './permanent-delete.js';

const call = { operation: 'act on messages', permissions: ['mail.write'] } as const;

/** The same action on many messages, by Graph's batches; each message has its own outcome. */
@Injectable()
export class MessageActions {
  constructor(
    private readonly graph: GraphClient,
    private readonly audit: AuditLog,
    private readonly config: AppConfig,
    private readonly freshSignIn: FreshSignIn,
  ) {}

  /** The results are in the order of the ids; an id that occurs twice is acted on once. */
  async run(session: LiveSession, request: MessageAction): Promise<MessageActionResult[]> {
    if (request.action === 'delete-permanently') {
      requirePermanentDelete(this.config, 'action');
      this.freshSignIn.require(session, call.permissions);
    }
    const ids = [...new Set(request.ids)];
    const results = new Map<string, MessageActionResult>();
    try {
      await this.#work(session, request, ids, results);
    } finally {
      if (request.action === 'delete-permanently') {
        this.#recordDeletion(session, ids.length, doneOf(results));
      }
    }
    return request.ids.map((id) => results.get(id) ?? resultOf(id, request, undefined));
  }

  /**
   * When nothing could be done, the request has failed; later, the batch has. A required interaction is reported for
   * all the rest: it would be refused in the same way.
   */
  async #work(
    session: LiveSession,
    request: MessageAction,
    ids: readonly string[],
    results: Map<string, MessageActionResult>,
  ): Promise<void> {
    for (let start = 0; start < ids.length; start += mostWritesPerBatch) {
      const batch = ids.slice(start, start + mostWritesPerBatch);
      const writes = batch.map((id) => writeOf(id, request));
      try {
        const outcomes = await writeBatch(this.graph, session, call, writes);
        batch.forEach((id, index) => results.set(id, resultOf(id, request, outcomes[index])));
      } catch (error) {
        const problem = problemOfPart(error);
        const mustUserAct = problem !== error;
        if (problem === undefined || (mustUserAct ? doneOf(results) === 0 : start === 0)) {
          throw error;
        }
        const failed = mustUserAct ? ids.slice(start) : batch;
        failed.forEach((id) => results.set(id, resultOf(id, request, { kind: 'failed', problem })));
        if (mustUserAct) {
          return;
        }
      }
    }
  }

  /** Whatever ended the work: deleted messages are deleted. */
  #recordDeletion(session: LiveSession, asked: number, messages: number): void {
    const failed = asked - messages;
    const outcome = failed === 0 ? 'success' : messages > 0 ? 'partly_failed' : 'failed';
    this.audit.record('mail_deleted_permanently', { outcome, session, messages, failed });
  }
}

function writeOf(id: string, { action, folder, categories }: MessageAction): BatchWrite {
  const path = graphPath`/me/messages/${id}`;
  switch (action) {
    case 'move':
      return { method: 'POST', path: `${path}/move`, body: { destinationId: folder } };
    case 'delete':
      return moveToDeletedItems(path);
    case 'delete-permanently':
      return { method: 'POST', path: `${path}/permanentDelete` };
    case 'mark-read':
    case 'mark-unread':
      return { method: 'PATCH', path, body: { isRead: action === 'mark-read' } };
    case 'flag':
    case 'unflag':
      return { method: 'PATCH', path, body: { flag: { flagStatus: action === 'flag' ? 'flagged' : 'notFlagged' } } };
    case 'categorise':
      return { method: 'PATCH', path, body: { categories } };
  }
}

function doneOf(results: ReadonlyMap<string, MessageActionResult>): number {
  return [...results.values()].filter(({ status }) => status < 400).length;
}

function resultOf(id: string, { action }: MessageAction, outcome: WriteOutcome | undefined): MessageActionResult {
  if (outcome?.kind !== 'done') {
    const { status, code } = outcome?.problem ?? new Problem('graph_error');
    return { id, status, code };
  }
  if (action === 'delete-permanently') {
    return { id, status: 204 };
  }
  const newId = action === 'move' || action === 'delete' ? idOf(outcome.body) : undefined;
  return newId === undefined ? { id, status: 200 } : { id, newId, status: 200 };
}

function idOf(body: unknown): string | undefined {
  const id: unknown = (body as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
