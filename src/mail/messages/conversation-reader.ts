import { Injectable } from '@nestjs/common';

import { GraphClient, GraphProblem, UnreadableItems } from '../../graph/index.js';
import { TransportFailure } from '../../http/index.js';
import type { LiveSession } from '../../session/index.js';
import { MailCursor, pageOf, refusedCursor, type ConversationPage, type GraphPage } from '../model/index.js';
import { conversationPath } from './message-query.js';
import { MessageReader } from './message-reader.js';
import type { ConversationQuery } from './message-requests.js';

/** Complete messages of a conversation, over all folders, by one call of Graph and one for all of its meetings. */
@Injectable()
export class ConversationReader {
  constructor(
    private readonly graph: GraphClient,
    private readonly cursors: MailCursor,
    private readonly messages: MessageReader,
    private readonly unreadable: UnreadableItems,
  ) {}

  /** The newest first. */
  async read(session: LiveSession, id: string, query: ConversationQuery): Promise<ConversationPage> {
    const { top, body, cursor } = query;
    const scope = { list: 'conversation', id, top, body };
    const path = cursor === undefined ? conversationPath(id, top) : await this.cursors.open(session, scope, cursor);
    const { items, nextLink } = await this.#pageThatFits(session, path, query);
    return {
      items: await this.messages.shown(session, items, query),
      nextCursor: nextLink === undefined ? null : await this.cursors.seal(session, scope, nextLink),
    };
  }

  /** Messages that are too large together are read one by one, on this page and the next ones. */
  async #pageThatFits(session: LiveSession, path: string, query: ConversationQuery): Promise<GraphPage> {
    try {
      return await this.#page(session, path, query);
    } catch (error) {
      const single = oneOf(path);
      if (single !== path && isTooLarge(error)) {
        return this.#page(session, single, query);
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
      ...refusedCursor(cursor),
    });
    const page = pageOf(answer);
    this.unreadable.note('message', page.unreadable);
    return page;
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof GraphProblem && error.cause instanceof TransportFailure && error.cause.kind === 'too_large';
}

/** The same page with one message; Graph writes the dollar sign of its own links in either way. */
function oneOf(path: string): string {
  return path.replace(/([?&](?:\$|%24)top=)\d+/i, (_, name: string) => `${name}1`);
}
