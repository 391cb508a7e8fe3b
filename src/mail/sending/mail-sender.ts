import { Injectable } from '@nestjs/common';

import { AuditLog } from '../../common/index.js';
import type { LiveSession } from '../../session/index.js';
import { graphPath, GraphClient } from '../../graph/index.js';
import { contentOf, htmlOfText } from '../html/index.js';
import { graphDraftChange, graphMessage, graphRecipients } from '../model/index.js';
import type { Forward, Reply, SendMail } from './send-requests.js';
import { IdempotentRequests } from './idempotent-requests.js';

/**
 * A comment precedes the original, which stays complete with its pictures; a body of the message would replace it.
 * Graph treats a comment as HTML.
 */
function commentOf({ contentType, content }: Reply['body']): string {
  return contentType === 'text' ? htmlOfText(content) : contentOf(content);
}

/** The request of Graph's `reply`, `replyAll` and `forward`: with `message` only where something differs. */
function answerOf({ body, ...differences }: Reply): object {
  const isDifferent = Object.values(differences).some((value) => value !== undefined);
  return {
    comment: commentOf(body),
    ...(isDifferent ? { message: graphDraftChange(differences) } : {}),
  };
}

const send = { method: 'POST', permissions: ['mail.send'] } as const;

/** Sends; nothing here is ever retried. */
@Injectable()
export class MailSender {
  constructor(
    private readonly graph: GraphClient,
    private readonly once: IdempotentRequests,
    private readonly audit: AuditLog,
  ) {}

  send(session: LiveSession, message: SendMail, key: string | undefined): Promise<void> {
    return this.#post(session, key, {
      operation: 'send mail',
      path: '/me/sendMail',
      content: message,
      body: { message: graphMessage(message), saveToSentItems: message.saveToSentItems },
    });
  }

  reply(session: LiveSession, id: string, reply: Reply, key: string | undefined): Promise<void> {
    return this.#post(session, key, {
      operation: 'reply',
      path: graphPath`/me/messages/${id}/reply`,
      content: { id, ...reply },
      body: answerOf(reply),
    });
  }

  replyAll(session: LiveSession, id: string, reply: Reply, key: string | undefined): Promise<void> {
    return this.#post(session, key, {
      operation: 'reply to all',
      path: graphPath`/me/messages/${id}/replyAll`,
      content: { id, ...reply },
      body: answerOf(reply),
    });
  }

  forward(session: LiveSession, id: string, forward: Forward, key: string | undefined): Promise<void> {
    return this.#post(session, key, {
      operation: 'forward',
      path: graphPath`/me/messages/${id}/forward`,
      content: { id, ...forward },
      body: { toRecipients: graphRecipients(forward.to), ...answerOf({ ...forward, to: undefined }) },
    });
  }

  #post(
    session: LiveSession,
    key: string | undefined,
    { operation, path, content, body }: { operation: string; path: string; content: unknown; body: object },
  ): Promise<void> {
    return this.once.run(session, { key, operation, content }, async () => {
      await this.audit.watch('mail_sent', { session, operation }, () =>
        this.graph.json(session, { ...send, operation, path, body }),
      );
    });
  }
}
