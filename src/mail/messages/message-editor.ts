import { Injectable } from '@nestjs/common';

import { AuditLog } from '../../common/index.js';
import { AppConfig } from '../../config/index.js';
import { FreshSignIn, type LiveSession } from '../../session/index.js';
import { graphPath, GraphClient, type GraphCall } from '../../graph/index.js';
import { type MessageSummary, summaryOf } from '../model/index.js';
import type { MessageEdit } from './message-requests.js';
import { requirePermanentDelete } from './permanent-delete.js';

const write = { permissions: ['mail.write'] } as const satisfies Partial<GraphCall>;

/** Changes properties of messages, and moves them between folders. */
@Injectable()
export class MessageEditor {
  constructor(
    private readonly graph: GraphClient,
    private readonly audit: AuditLog,
    private readonly config: AppConfig,
    private readonly freshSignIn: FreshSignIn,
  ) {}

  async edit(session: LiveSession, id: string, edit: MessageEdit): Promise<MessageSummary> {
    const answer = await this.graph.json(session, {
      ...write,
      operation: 'edit message',
      method: 'PATCH',
      path: graphPath`/me/messages/${id}`,
      body: graphMessageEdit(edit),
    });
    return summaryOf(answer);
  }

  /** The immutable id stays the same in the new folder. */
  async move(session: LiveSession, id: string, folder: string): Promise<MessageSummary> {
    const answer = await this.graph.json(session, {
      ...write,
      operation: 'move message',
      method: 'POST',
      path: graphPath`/me/messages/${id}/move`,
      body: { destinationId: folder },
    });
    return summaryOf(answer);
  }

  /** Graph's own DELETE is not used: from Deleted Items it would delete permanently. */
  async remove(session: LiveSession, id: string, isPermanent: boolean): Promise<void> {
    if (!isPermanent) {
      await this.move(session, id, 'deleteditems');
      return;
    }
    requirePermanentDelete(this.config, 'permanent');
    this.freshSignIn.require(session, write.permissions);
    const path = graphPath`/me/messages/${id}/permanentDelete`;
    await this.audit.watch('mail_deleted_permanently', { session, messages: 1 }, () =>
      this.graph.json(session, { ...write, operation: 'delete message', method: 'POST', path }),
    );
  }
}

/** In Graph's format; absent members are unchanged. */
function graphMessageEdit({ isRead, flagged, categories, importance }: MessageEdit): object {
  const flag = flagged === undefined ? undefined : { flagStatus: flagged ? 'flagged' : 'notFlagged' };
  return { isRead, flag, categories, importance };
}
