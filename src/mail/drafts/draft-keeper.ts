import { Injectable } from '@nestjs/common';

import type { LiveSession } from '../../session/index.js';
import { graphPath, GraphClient, type GraphCall } from '../../graph/index.js';
import { summaryOf } from '../messages/graph-message.js';
import type { MessageSummary } from '../messages/message.schema.js';
import { graphDraftChange, graphMessage } from '../sending/outgoing-message.js';
import type { DraftChange, NewDraft } from '../messages/request.schema.js';
import { requireDraft } from './required-draft.js';
import { SendOnce } from '../sending/send-once.js';

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
    await requireDraft(this.graph, session, id, write.permissions);
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
    const permissions = ['mail.write', 'mail.send'] as const;
    await this.once.run(session, { key, operation: 'send draft', content: id }, async () => {
      await requireDraft(this.graph, session, id, permissions);
      await this.graph.json(session, {
        operation: 'send draft',
        permissions,
        method: 'POST',
        path: graphPath`/me/messages/${id}/send`,
      });
    });
  }

  async discard(session: LiveSession, id: string): Promise<void> {
    await requireDraft(this.graph, session, id, write.permissions);
    const path = graphPath`/me/messages/${id}`;
    await this.graph.json(session, { ...write, operation: 'discard draft', method: 'DELETE', path });
  }

  async detach(session: LiveSession, id: string, attachmentId: string): Promise<void> {
    await requireDraft(this.graph, session, id, write.permissions);
    await this.graph.json(session, {
      ...write,
      operation: 'remove attachment',
      method: 'DELETE',
      path: graphPath`/me/messages/${id}/attachments/${attachmentId}`,
    });
  }
}
