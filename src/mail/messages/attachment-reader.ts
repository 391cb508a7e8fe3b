import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Problem } from '../../common/index.js';
import {
  GraphClient,
  graphPath,
  mostSmallBytes,
  withQuery,
  type GraphCall,
  type GraphStream,
} from '../../graph/index.js';
import type { LiveSession } from '../../session/index.js';
import { itemExtension, withExtension } from './attached-items.js';
import { type Attachment, attachmentOf, fieldsOf, text } from '../model/index.js';

const rememberedAttachments = 5_000;
const rememberedMs = 600_000;
const read = { method: 'GET', permissions: ['mail.read'] } as const;

export interface AttachmentDownload {
  readonly attachment: Attachment;
  readonly content: GraphStream;
}

/** Attachments of messages, at the pace of the client. */
@Injectable()
export class AttachmentReader {
  /**
   * A user who downloads has just read the message: then the name need not be requested. It gives access to nothing, as
   * the content is always requested with the user's token; and the name of an attachment never changes.
   */
  readonly #known = new LRUCache<string, Attachment>({ max: rememberedAttachments, ttl: rememberedMs });

  constructor(private readonly graph: GraphClient) {}

  remember(session: LiveSession, messageId: string, attachments: readonly Attachment[]): void {
    for (const attachment of attachments) {
      this.#known.set(keyOf(session, messageId, attachment.id), attachment);
    }
  }

  /**
   * Its name, where the caller doesn't know it, and its content, requested at the same time.
   * @throws Problem `not_found` for a reference too: there is nothing to download.
   */
  async open(
    session: LiveSession,
    messageId: string,
    attachmentId: string,
    known = this.#known.get(keyOf(session, messageId, attachmentId)),
  ): Promise<AttachmentDownload> {
    // Each takes a permit of the mailbox, in order; if names began after their contents, they could wait for contents
    // that wait for names.
    const name = known === undefined ? this.#name(session, messageId, attachmentId) : Promise.resolve(known);
    const expects = known === undefined ? async () => sizeOf(await name) : sizeOf(known);
    const [named, opened] = await Promise.allSettled([name, this.#content(session, messageId, attachmentId, expects)]);
    const isReference = named.status === 'fulfilled' && named.value.kind === 'reference';
    if (opened.status === 'fulfilled' && (isReference || named.status === 'rejected')) {
      opened.value.body.cancel();
    }
    if (isReference) {
      throw new Problem('not_found');
    }
    if (named.status === 'rejected') {
      throw named.reason;
    }
    if (opened.status === 'rejected') {
      throw opened.reason;
    }
    return this.#asFile(session, messageId, { attachment: named.value, content: opened.value });
  }

  /** An item of Outlook as the file format of other programs. */
  async #asFile(session: LiveSession, messageId: string, download: AttachmentDownload): Promise<AttachmentDownload> {
    const { attachment, content } = download;
    if (attachment.kind !== 'item') {
      return download;
    }
    try {
      const known = itemExtension(content.headers['content-type'] ?? '');
      const { extension, contentType } = known ??
        itemExtension(await this.#itemType(session, messageId, attachment.id)) ?? {
          extension: '.eml',
          contentType: 'message/rfc822',
        };
      return { attachment: { ...attachment, name: withExtension(attachment.name, extension), contentType }, content };
    } catch (error) {
      content.body.cancel();
      throw error;
    }
  }

  /** Graph's type of an item; empty when it states none. */
  async #itemType(session: LiveSession, messageId: string, attachmentId: string): Promise<string> {
    try {
      const answer = await this.graph.json(session, {
        ...read,
        operation: 'get attached item',
        path: withQuery(graphPath`/me/messages/${messageId}/attachments/${attachmentId}`, {
          $expand: 'microsoft.graph.itemAttachment/item',
        }),
      });
      const { item } = fieldsOf(answer);
      return typeof item === 'object' && item !== null ? text(fieldsOf(item)['@odata.type']) : '';
    } catch (error) {
      if (error instanceof Problem) {
        return '';
      }
      throw error;
    }
  }

  async #name(session: LiveSession, messageId: string, attachmentId: string): Promise<Attachment> {
    const path = withQuery(graphPath`/me/messages/${messageId}/attachments/${attachmentId}`, {
      $select: 'id,name,contentType,size,isInline',
    });
    return attachmentOf(await this.graph.json(session, { ...read, operation: 'get attachment', path }));
  }

  #content(
    session: LiveSession,
    messageId: string,
    attachmentId: string,
    expects: NonNullable<GraphCall['expects']>,
  ): Promise<GraphStream> {
    const path = graphPath`/me/messages/${messageId}/attachments/${attachmentId}/$value`;
    return this.graph.stream(session, { ...read, operation: 'download attachment', path, expects });
  }
}

/** Exchange never reports less than the size, and of an item about its size; an item of unknown size may be large. */
function sizeOf({ size, kind }: Attachment): 'small' | 'large' {
  return kind === 'file' && size > 0 && size <= mostSmallBytes ? 'small' : 'large';
}

function keyOf({ reference }: LiveSession, messageId: string, attachmentId: string): string {
  return [reference.userTag, messageId, attachmentId].join('\n');
}
