import { Injectable } from '@nestjs/common';

import { GraphClient, GraphProblem } from '../../graph/index.js';
import { TransportFailure } from '../../http/index.js';
import type { LiveSession } from '../../session/index.js';
import { MailCursor, pageOf, type ConversationPage, type GraphPage, type Message } from '../model/index.js';
import { conversationPath } from './message-query.js';
import { MessageReader, refused } from './message-reader.js';
import type { ConversationQuery } from './message-requests.js';

/** Whole messages of a conversation, over all folders, by one call of Graph. */
@Injectable()
export class ConversationReader {
  constructor(
    private readonly graph: GraphClient,
    private readonly cursors: MailCursor,
    private readonly messages: MessageReader,
  ) {}

  /** The newest first. */
  async read(session: LiveSession, id: string, query: ConversationQuery): Promise<ConversationPage> {
    const { top, body, cursor } = query;
    const scope = { list: 'conversation', id, top, body };
    const { items, nextLink } =
      cursor === undefined
        ? await this.#firstPage(session, id, query)
        : await this.#page(session, this.cursors.open(session, scope, cursor), query);
    const messages: Message[] = [];
    for (const item of items) {
      // One after the other: what takes time is cleaning them, for which each user has one lane.
      messages.push(await this.messages.shown(session, item, query));
    }
    return {
      items: messages,
      nextCursor: nextLink === undefined ? null : this.cursors.seal(session, scope, nextLink),
    };
  }

  /** Messages that are too large together come one by one. */
  async #firstPage(session: LiveSession, id: string, query: ConversationQuery): Promise<GraphPage> {
    try {
      return await this.#page(session, conversationPath(id, query.top), query);
    } catch (error) {
      if (query.top > 1 && isTooLarge(error)) {
        return this.#page(session, conversationPath(id, 1), query);
      }
      throw error;
    }
  }

  async #page(session: LiveSession, path: string, { body, cursor }: ConversationQuery): Promise<GraphPage> {
    const answer = await this.graph.json(session, {
      method: 'GET',
      permissions: ['mail.read'],
      operation: 'get conversation',
      path,
      prefer: `outlook.body-content-type="${body}"`,
      ...refused(cursor),
    });
    return pageOf(answer);
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof GraphProblem && error.cause instanceof TransportFailure && error.cause.kind === 'too_large';
}
