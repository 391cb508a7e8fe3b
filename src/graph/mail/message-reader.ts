import { Injectable } from '@nestjs/common';

import type { LiveSession } from '../../session/index.js';
import { graphPath, withQuery } from '../graph-address.js';
import { GraphClient, type GraphStream } from '../graph-client.js';
import { attachmentOf, attachmentProperties, detailsOf, messageProperties } from './graph-message.js';
import { sanitiseHtml } from './html-sanitiser.js';
import { MailCursor } from './mail-cursor.js';
import { messageListPath } from './message-query.js';
import type { Attachment, Message } from './message.schema.js';
import type { MessageQuery, MessageView } from './request.schema.js';
import { summaryPageOf } from './summary-page.js';

const read = { method: 'GET', permissions: ['mail.read'] } as const;

/** Messages as the user sees them. */
@Injectable()
export class MessageReader {
  constructor(
    private readonly graph: GraphClient,
    private readonly cursors: MailCursor,
  ) {}

  /** The JSON of a `MessagePage`. */
  async list(session: LiveSession, { cursor, ...query }: MessageQuery): Promise<Buffer> {
    const scope = { list: 'messages', ...query };
    const path = cursor === undefined ? messageListPath(query) : this.cursors.open(session, scope, cursor);
    const body = await this.graph.bytes(session, { ...read, operation: 'list messages', path });
    const { items, nextLink } = summaryPageOf(body);
    const nextCursor = nextLink === undefined ? 'null' : `"${this.cursors.seal(session, scope, nextLink)}"`;
    return Buffer.from(`{"items":${items},"nextCursor":${nextCursor}}`, 'latin1');
  }

  async get(session: LiveSession, id: string, view: MessageView): Promise<Message> {
    const { summary, body, ...details } = detailsOf(
      await this.graph.json(session, {
        ...read,
        operation: 'get message',
        path: withQuery(graphPath`/me/messages/${id}`, {
          $select: messageProperties,
          $expand: `attachments($select=${attachmentProperties})`,
        }),
        prefer: `outlook.body-content-type="${view.body}"`,
      }),
    );
    const message = { ...summary, ...details };
    if (body.contentType === 'text') {
      return { ...message, body, remoteContentBlocked: false };
    }
    const { html, remoteContentBlocked } = sanitiseHtml(body.content, {
      allowsRemoteContent: view.remoteContent === 'allow',
      inlineImage: (contentId) => inlineAddress(id, details.attachments, contentId),
    });
    return { ...message, body: { contentType: 'html', content: html }, remoteContentBlocked };
  }

  async attachment(session: LiveSession, messageId: string, attachmentId: string): Promise<Attachment> {
    const path = withQuery(graphPath`/me/messages/${messageId}/attachments/${attachmentId}`, {
      $select: 'id,name,contentType,size,isInline',
    });
    return attachmentOf(await this.graph.json(session, { ...read, operation: 'get attachment', path }));
  }

  attachmentContent(session: LiveSession, messageId: string, attachmentId: string): Promise<GraphStream> {
    const path = graphPath`/me/messages/${messageId}/attachments/${attachmentId}/$value`;
    return this.graph.stream(session, { ...read, operation: 'download attachment', path });
  }

  source(session: LiveSession, id: string): Promise<GraphStream> {
    return this.graph.stream(session, { ...read, operation: 'get source', path: graphPath`/me/messages/${id}/$value` });
  }
}

/**
 * The attachment with that content id. The address wants the `X-CSRF` header like all of `/api`, which `<img>` cannot
 * send: whoever shows the message fetches it and puts the bytes in its place.
 */
function inlineAddress(messageId: string, attachments: readonly Attachment[], contentId: string): string | undefined {
  const bare = contentId.replace(/^<|>$/g, '');
  const attachment = attachments.find((candidate) => candidate.contentId?.replace(/^<|>$/g, '') === bare);
  return attachment && `/api/mail/messages/${messageId}/attachments/${attachment.id}`;
}
