import { Injectable } from '@nestjs/common';

import { AuditLog } from '../../common/index.js';
import { GraphClient, graphPath, GraphProblem, type GraphCall } from '../../graph/index.js';
import type { LiveSession } from '../../session/index.js';
import { graphDraftChange, graphMessage, type MessageSummary, moveToDeletedItems, summaryOf } from '../model/index.js';
import type { DraftChange, NewDraft } from './draft-requests.js';
import { DeferredSends, expandSendTime, IdempotentRequests, type ScheduledMessage } from '../sending/index.js';
import { AnswerDrafts } from './answer-drafts.js';
import { DraftTexts } from './draft-texts.js';
import { requireDraft } from './required-draft.js';

const write = { permissions: ['mail.write'] } as const satisfies Partial<GraphCall>;

/** Messages that are being written, stored in the mailbox. */
@Injectable()
export class DraftService {
  constructor(
    private readonly graph: GraphClient,
    private readonly answers: AnswerDrafts,
    private readonly texts: DraftTexts,
    private readonly once: IdempotentRequests,
    private readonly deferred: DeferredSends,
    private readonly audit: AuditLog,
  ) {}

  async create(session: LiveSession, { answers, ...draft }: NewDraft): Promise<MessageSummary> {
    if (answers !== undefined) {
      return this.answers.create(session, answers, draft);
    }
    const answer = await this.graph.json(session, {
      ...write,
      operation: 'create draft',
      method: 'POST',
      path: '/me/messages',
      body: graphMessage(draft),
    });
    return summaryOf(answer);
  }

  async change(session: LiveSession, id: string, change: DraftChange): Promise<MessageSummary> {
    const { body } = change;
    const changed = body === undefined ? undefined : await this.texts.change(session, id, body);
    if (changed === undefined) {
      await this.#requireFree(session, id);
    }
    const answer = await this.graph.json(session, {
      ...write,
      operation: 'change draft',
      method: 'PATCH',
      path: graphPath`/me/messages/${id}`,
      body: graphDraftChange({ ...change, body: changed }),
    });
    return summaryOf(answer);
  }

  /** At once without a time, or with a past one. */
  async send(session: LiveSession, id: string, key: string | undefined, sendAt?: string): Promise<void> {
    const permissions = ['mail.write', 'mail.send'] as const;
    const content = sendAt === undefined ? id : { id, sendAt };
    await this.once.run(session, { key, operation: 'send draft', content }, async () => {
      const draft = await beforeSending(requireDraft(this.graph, session, id, permissions, expandSendTime));
      try {
        await beforeSending(this.deferred.prepare(session, id, draft, sendAt));
        const operation = 'send draft';
        const path = graphPath`/me/messages/${id}/send`;
        await this.audit.watch('mail_sent', { session, operation, sendAt }, () =>
          this.graph.json(session, { operation, permissions, method: 'POST', path }),
        );
      } catch (error) {
        const mayBeSent = error instanceof GraphProblem && error.isOutcomeUnknown;
        if (sendAt !== undefined && !mayBeSent) {
          await this.deferred.forgetTime(session, id);
        }
        throw error;
      }
    });
  }

  scheduled(session: LiveSession): Promise<ScheduledMessage[]> {
    return this.deferred.list(session);
  }

  /** The id of the draft after a scheduled send was cancelled. */
  cancelSend(session: LiveSession, id: string): Promise<string> {
    return this.deferred.cancel(session, id);
  }

  async discard(session: LiveSession, id: string): Promise<void> {
    await requireDraft(this.graph, session, id, write.permissions);
    const move = moveToDeletedItems(graphPath`/me/messages/${id}`);
    await this.graph.json(session, { ...write, operation: 'discard draft', ...move });
  }

  async detach(session: LiveSession, id: string, attachmentId: string): Promise<void> {
    await this.#requireFree(session, id);
    await this.graph.json(session, {
      ...write,
      operation: 'remove attachment',
      method: 'DELETE',
      path: graphPath`/me/messages/${id}/attachments/${attachmentId}`,
    });
  }

  async #requireFree(session: LiveSession, id: string): Promise<void> {
    const draft = await requireDraft(this.graph, session, id, write.permissions, expandSendTime);
    await this.deferred.requireFree(session, draft);
  }
}

/** Whatever became of a call before it, the message is certainly not sent. */
async function beforeSending<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof GraphProblem && error.isOutcomeUnknown) {
      const { code, retryAfterSeconds } = error;
      throw new GraphProblem(code, { cause: error, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) });
    }
    throw error;
  }
}
