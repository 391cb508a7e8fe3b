import { Injectable } from '@nestjs/common';

import { Problem } from '../../common/index.js';
import { GraphClient, graphPath, withQuery, type GraphCall } from '../../graph/index.js';
import type { LiveSession } from '../../session/index.js';
import { type Attachment, attachmentProperties, detailsOf, type MessageBodyInput } from '../model/index.js';
import { DeferredSends, expandSendTime } from '../sending/index.js';
import { bareContentId, htmlOfText, readDraft, withText } from '../html/index.js';
import { pictureAddresses, withContentIds } from './picture-addresses.js';

const read = { method: 'GET', permissions: ['mail.write'] } as const satisfies Partial<GraphCall>;
/** Messages whose pictures a text may refer to, in addition to the draft itself. */
const mostSources = 3;

/** The text of drafts, in the form in which a client's change is stored. */
@Injectable()
export class DraftTexts {
  constructor(
    private readonly graph: GraphClient,
    private readonly deferred: DeferredSends,
  ) {}

  /**
   * The complete body of the draft: the new text, and the original that the draft quotes.
   * @throws Problem `not_found` when there is no such draft, `invalid_request` when it waits to be sent.
   */
  async change(session: LiveSession, id: string, text: MessageBodyInput): Promise<MessageBodyInput> {
    const answer = await this.graph.json(session, {
      ...read,
      operation: 'get draft text',
      path: withQuery(graphPath`/me/messages/${id}`, {
        $select: 'id,isDraft,parentFolderId,body',
        $expand: `attachments($select=${attachmentProperties}),${expandSendTime}`,
      }),
    });
    const { summary, body, attachments } = detailsOf(answer);
    if (!summary.isDraft) {
      throw new Problem('not_found');
    }
    await this.deferred.requireFree(session, answer);
    const quotes = body.contentType === 'html' && readDraft(body.content).original !== undefined;
    if (text.contentType === 'text' && !quotes) {
      return text;
    }
    const html = text.contentType === 'text' ? htmlOfText(text.content) : text.content;
    const content = await this.#withContentIds(session, { id, attachments }, html);
    return { contentType: 'html', content: quotes ? withText(body.content, content) : content };
  }

  /** The text of the user for a new draft: pictures by content id. */
  async written(
    session: LiveSession,
    draft: { readonly id: string; readonly attachments: readonly Attachment[] },
    text: MessageBodyInput,
  ): Promise<string> {
    return text.contentType === 'text' ? htmlOfText(text.content) : this.#withContentIds(session, draft, text.content);
  }

  /** Pictures of the original are attached to the draft under the content id of the original. */
  async #withContentIds(
    session: LiveSession,
    draft: { readonly id: string; readonly attachments: readonly Attachment[] },
    html: string,
  ): Promise<string> {
    const sources = [...new Set(pictureAddresses(html).map(({ messageId }) => messageId))];
    if (sources.length === 0) {
      return html;
    }
    const known = new Map([[draft.id, draft.attachments]]);
    const foreign = sources.filter((source) => source !== draft.id).slice(0, mostSources);
    for (const source of foreign) {
      known.set(source, await this.#attachmentsOf(session, source));
    }
    const attached = new Set(draft.attachments.map(({ contentId }) => contentId));
    return withContentIds(html, ({ messageId, attachmentId }) => {
      const contentId = known.get(messageId)?.find(({ id }) => id === attachmentId)?.contentId;
      return typeof contentId === 'string' && attached.has(contentId) ? bareContentId(contentId) : undefined;
    });
  }

  /** A message that was deleted meanwhile, or is not the user's, has no pictures. */
  async #attachmentsOf(session: LiveSession, messageId: string): Promise<readonly Attachment[]> {
    try {
      const answer = await this.graph.json(session, {
        ...read,
        operation: 'list pictures',
        path: withQuery(graphPath`/me/messages/${messageId}`, {
          $select: 'id',
          $expand: `attachments($select=${attachmentProperties})`,
        }),
      });
      return detailsOf(answer).attachments;
    } catch (error) {
      if (error instanceof Problem) {
        return [];
      }
      throw error;
    }
  }
}
