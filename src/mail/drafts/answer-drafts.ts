import { Injectable } from '@nestjs/common';

import { Logger } from '../../common/index.js';
import { GraphClient, graphPath, withQuery, type GraphCall } from '../../graph/index.js';
import type { LiveSession } from '../../session/index.js';
import {
  attachmentProperties,
  detailsOf,
  fieldsOf,
  graphAttachment,
  graphDraftChange,
  idOf,
  type MessageSummary,
  summaryOf,
} from '../model/index.js';
import type { Answers, NewDraft } from './draft-requests.js';
import { beforeOriginal } from '../html/index.js';
import { DraftTexts } from './draft-texts.js';

const write = { permissions: ['mail.write'] } as const satisfies Partial<GraphCall>;
const html = 'outlook.body-content-type="html"';
const actions = { reply: 'createReply', 'reply-all': 'createReplyAll', forward: 'createForward' } as const;

/**
 * Drafts that reply to or forward a message. Graph creates them, so that they belong to the conversation and contain
 * the complete original with its pictures and files. It would omit the original if it were given a body. So the text is
 * written before the original in a second step.
 */
@Injectable()
export class AnswerDrafts {
  constructor(
    private readonly graph: GraphClient,
    private readonly texts: DraftTexts,
    private readonly logger: Logger,
  ) {}

  /** All or nothing: a draft that could not be finished is not left behind. */
  async create(
    session: LiveSession,
    { id: source, kind }: Answers,
    { body, attachments, ...draft }: Omit<NewDraft, 'answers'>,
  ): Promise<MessageSummary> {
    const changes = Object.fromEntries(
      Object.entries(graphDraftChange(draft)).filter(([, value]) => value !== undefined),
    );
    const made = await this.graph.json(session, {
      ...write,
      operation: `create draft: ${kind}`,
      method: 'POST',
      path: graphPath`/me/messages/${source}/${actions[kind]}`,
      body: Object.keys(changes).length === 0 ? {} : { message: changes },
      prefer: html,
    });
    const id = idOf(fieldsOf(made));
    try {
      for (const attachment of attachments) {
        await this.#attach(session, id, attachment);
      }
      return await this.#write(session, id, body ?? { contentType: 'html', content: '' });
    } catch (error) {
      await this.#discard(session, id);
      throw error;
    }
  }

  /** Read again: the response to an action has neither the attachments nor, at times, the body. */
  async #write(session: LiveSession, id: string, text: NonNullable<NewDraft['body']>): Promise<MessageSummary> {
    const path = graphPath`/me/messages/${id}`;
    const answer = await this.graph.json(session, {
      ...write,
      operation: 'get quoted original',
      method: 'GET',
      path: withQuery(path, { $select: 'id,body', $expand: `attachments($select=${attachmentProperties})` }),
      prefer: html,
    });
    const { body, attachments } = detailsOf(answer);
    const written = await this.texts.written(session, { id, attachments }, text);
    const changed = await this.graph.json(session, {
      ...write,
      operation: 'write before original',
      method: 'PATCH',
      path,
      body: { body: { contentType: 'html', content: beforeOriginal(body.content, written) } },
    });
    return summaryOf(changed);
  }

  async #attach(session: LiveSession, id: string, attachment: NewDraft['attachments'][number]): Promise<void> {
    await this.graph.json(session, {
      ...write,
      operation: 'add attachment',
      method: 'POST',
      path: graphPath`/me/messages/${id}/attachments`,
      body: graphAttachment(attachment),
    });
  }

  async #discard(session: LiveSession, id: string): Promise<void> {
    try {
      const path = graphPath`/me/messages/${id}`;
      await this.graph.json(session, { ...write, operation: 'discard draft', method: 'DELETE', path });
    } catch (error) {
      this.logger.warning({ err: error }, 'a draft that could not be finished is left behind');
    }
  }
}
