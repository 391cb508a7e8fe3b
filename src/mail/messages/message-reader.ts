import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { randomId } from '../../common/index.js';
import type { LiveSession } from '../../session/index.js';
import { graphPath, withQuery, GraphClient, type GraphStream } from '../../graph/index.js';
import { attachmentOf, attachmentProperties, detailsOf, messageProperties } from './graph-message.js';
import { OriginalMark } from '../drafts/original-mark.js';
import { MailCursor } from './mail-cursor.js';
import { messageListPath } from './message-query.js';
import type { Attachment, Message } from './message.schema.js';
import type { MessageQuery, MessageView } from './request.schema.js';
import { bareContentId, withPictures } from '../html/sanitiser-task.js';
import { SanitiserThreads } from '../html/sanitiser-threads.js';
import { PictureAddresses } from '../pictures/picture-addresses.js';
import { SummaryPages } from './summary-page.js';

const rememberedAttachments = 5_000;
const rememberedMs = 600_000;

const read = { method: 'GET', permissions: ['mail.read'] } as const;

export interface AttachmentDownload {
  readonly attachment: Attachment;
  readonly content: GraphStream;
}

/** Messages as the user sees them. */
@Injectable()
export class MessageReader {
  readonly #pages = new SummaryPages();
  /**
   * Who downloads has just read the message: then the name need not be asked for. It gives access to nothing, as the content
   * is always asked for with the user's token; and what an attachment is called never changes.
   */
  readonly #attachments = new LRUCache<string, Attachment>({ max: rememberedAttachments, ttl: rememberedMs });

  constructor(
    private readonly graph: GraphClient,
    private readonly cursors: MailCursor,
    private readonly sanitiser: SanitiserThreads,
    private readonly pictures: PictureAddresses,
  ) {}

  /** The JSON of a `MessagePage`. */
  async list(session: LiveSession, { cursor, ...query }: MessageQuery): Promise<Buffer> {
    const scope = { list: 'messages', ...query };
    const path = cursor === undefined ? messageListPath(query) : this.cursors.open(session, scope, cursor);
    const body = await this.graph.bytes(session, { ...read, operation: 'list messages', path, ...refused(cursor) });
    const { items, nextLink } = this.#pages.read(body);
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
    for (const attachment of details.attachments) {
      this.#attachments.set(attachmentKey(session, id, attachment.id), attachment);
    }
    const message = { ...summary, ...details };
    if (body.contentType === 'text') {
      return { ...message, body, remoteContentBlocked: false, originalAt: null };
    }
    const original = summary.isDraft ? OriginalMark.in(body.content) : undefined;
    const pictureMark = `picture-${randomId()}-`;
    const sanitised = await this.sanitiser.sanitise({
      html: original?.html ?? body.content,
      allowsRemoteContent: view.remoteContent === 'allow',
      message: id,
      inlineImages: inlineImagesOf(id, details.attachments),
      namedImages: namedImagesOf(id, details.attachments),
      pictureMark,
    });
    const html = withPictures(sanitised, pictureMark, (address) => this.pictures.seal(session, id, address));
    const { remoteContentBlocked } = sanitised;
    const { content, originalAt } = original?.restore(html) ?? { content: html, originalAt: null };
    return { ...message, body: { contentType: 'html', content }, remoteContentBlocked, originalAt };
  }

  /** What it is called and its content, asked for at the same time. */
  async attachment(session: LiveSession, messageId: string, attachmentId: string): Promise<AttachmentDownload> {
    // Each takes a place of the mailbox, in order; begun after its content, names could wait for contents that wait for names.
    const name = this.#attachment(session, messageId, attachmentId);
    const opened = this.#attachmentContent(session, messageId, attachmentId);
    try {
      const [attachment, content] = await Promise.all([name, opened]);
      return { attachment, content };
    } catch (error) {
      opened.then(
        ({ body }) => {
          body.cancel();
        },
        () => undefined,
      );
      throw error;
    }
  }

  async #attachment(session: LiveSession, messageId: string, attachmentId: string): Promise<Attachment> {
    const known = this.#attachments.get(attachmentKey(session, messageId, attachmentId));
    if (known !== undefined) {
      return known;
    }
    const path = withQuery(graphPath`/me/messages/${messageId}/attachments/${attachmentId}`, {
      $select: 'id,name,contentType,size,isInline',
    });
    return attachmentOf(await this.graph.json(session, { ...read, operation: 'get attachment', path }));
  }

  #attachmentContent(session: LiveSession, messageId: string, attachmentId: string): Promise<GraphStream> {
    const path = graphPath`/me/messages/${messageId}/attachments/${attachmentId}/$value`;
    return this.graph.stream(session, { ...read, operation: 'download attachment', path });
  }

  source(session: LiveSession, id: string): Promise<GraphStream> {
    return this.graph.stream(session, { ...read, operation: 'get source', path: graphPath`/me/messages/${id}/$value` });
  }
}

const refused = (cursor: string | undefined): { refusedLink?: 'invalid_cursor' } =>
  cursor === undefined ? {} : { refusedLink: 'invalid_cursor' };

/** An id as one segment of a path; the sign that most ids end with may stand there as it is. */
const segment = (id: string): string => encodeURIComponent(id).replaceAll('%3D', '=');

function attachmentKey({ user }: LiveSession, messageId: string, attachmentId: string): string {
  return [user.id, messageId, attachmentId].join('\n');
}

/**
 * Addresses by content id. They want the `X-CSRF` header like all of `/api`, which `<img>` cannot send: whoever shows the
 * message fetches them and puts the bytes in their place.
 */
function inlineImagesOf(messageId: string, attachments: readonly Attachment[]): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  for (const { id, contentId } of attachments) {
    const bare = bareContentId(contentId ?? '');
    if (bare !== '' && !addresses.has(bare)) {
      addresses.set(bare, `/api/mail/messages/${segment(messageId)}/attachments/${segment(id)}`);
    }
  }
  return addresses;
}

/** Some programs write the name of an attached image where its content id belongs. */
function namedImagesOf(messageId: string, attachments: readonly Attachment[]): ReadonlyMap<string, string> {
  const images = attachments.filter(({ contentType }) => contentType?.startsWith('image/') === true);
  return new Map(
    images.map(({ id, name }) => [name.toLowerCase(), `/api/mail/messages/${messageId}/attachments/${id}`]),
  );
}
