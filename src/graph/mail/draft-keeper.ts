import { Injectable } from '@nestjs/common';

import { Problem } from '../../common/index.js';
import type { LiveSession } from '../../session/index.js';
import { graphPath, withQuery } from '../graph-address.js';
import { GraphClient, type GraphCall } from '../graph-client.js';
import { summaryOf } from './graph-message.js';
import type { MessageSummary } from './message.schema.js';
import { graphDraftChange, graphMessage } from './outgoing-message.js';
import type { DraftChange, NewDraft } from './request.schema.js';
import { SendOnce } from './send-once.js';

const write = { permissions: ['mail.write'] } as const satisfies Partial<GraphCall>;

const draftActions = { reply: 'createReply', 'reply-all': 'createReplyAll', forward: 'createForward' } as const;

/** Messages that are being written, kept in the mailbox. */
@Injectable()
export class DraftKeeper {
  constructor(
    private readonly graph: GraphClient,
    private readonly once: SendOnce,
  ) {}

  async create(session: LiveSession, { inReplyTo, ...draft }: NewDraft): Promise<MessageSummary> {
    const isNew = inReplyTo === undefined;
    const answer = await this.graph.json(session, {
      ...write,
      operation: isNew ? 'create draft' : `create draft: ${inReplyTo.kind}`,
      method: 'POST',
      path: isNew ? '/me/messages' : graphPath`/me/messages/${inReplyTo.id}/${draftActions[inReplyTo.kind]}`,
      body: isNew ? graphMessage(draft) : { message: graphDraftChange(draft) },
    });
    return summaryOf(answer);
  }

  async change(session: LiveSession, id: string, change: DraftChange): Promise<MessageSummary> {
    const answer = await this.graph.json(session, {
      ...write,
      operation: 'change draft',
      method: 'PATCH',
      path: graphPath`/me/messages/${id}`,
      body: graphDraftChange(change),
    });
    return summaryOf(answer);
  }

  async send(session: LiveSession, id: string, key: string | undefined): Promise<void> {
    await this.once.run(session, { key, operation: 'send draft', content: id }, async () => {
      await this.graph.json(session, {
        operation: 'send draft',
        permissions: ['mail.write', 'mail.send'],
        method: 'POST',
        path: graphPath`/me/messages/${id}/send`,
      });
    });
  }

  /** Only a draft: a message that was sent or received is not deleted by this way. */
  async discard(session: LiveSession, id: string): Promise<void> {
    await this.#requireDraft(session, id);
    await this.graph.json(session, {
      ...write,
      operation: 'discard draft',
      method: 'DELETE',
      path: graphPath`/me/messages/${id}`,
    });
  }

  async detach(session: LiveSession, id: string, attachmentId: string): Promise<void> {
    await this.#requireDraft(session, id);
    await this.graph.json(session, {
      ...write,
      operation: 'remove attachment',
      method: 'DELETE',
      path: graphPath`/me/messages/${id}/attachments/${attachmentId}`,
    });
  }

  async #requireDraft(session: LiveSession, id: string): Promise<void> {
    const { isDraft } = summaryOf(
      await this.graph.json(session, {
        ...write,
        operation: 'get draft',
        method: 'GET',
        path: withQuery(graphPath`/me/messages/${id}`, { $select: 'id,isDraft' }),
      }),
    );
    if (!isDraft) {
      throw new Problem('not_found');
    }
  }
}
