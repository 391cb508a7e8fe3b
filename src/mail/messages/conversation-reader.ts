import { Injectable } from '@nestjs/common';

import { GraphClient, UnreadableItems } from '../../graph/index.js';
import type { LiveSession } from '../../session/index.js';
import { MailCursor, pageOf, refusedCursor, type ConversationPage, type GraphPage } from '../model/index.js';
import { conversationPath } from './message-query.js';
import { MessageReader } from './message-reader.js';
import type { ConversationQuery } from './message-requests.js';
import { isTooLarge } from './too-large.js';

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
    const { items, nextLink, isTextOnly } = await this.#pageThatFits(session, path, query);
    return {
      items: await this.messages.shown(session, items, { ...query, isTextOnly }),
      nextCursor: nextLink === undefined ? null : await this.cursors.seal(session, scope, nextLink),
    };
  }

  /**
   * Messages that are too large together are read one by one, on this page and the next ones. Of one that is too large
   * by itself the text is read: it must not hide those that follow.
   */
  async #pageThatFits(
    session: LiveSession,
    path: string,
    query: ConversationQuery,
  ): Promise<GraphPage & { readonly isTextOnly: boolean }> {
    try {
      return { ...(await this.#page(session, path, query)), isTextOnly: false };
    } catch (error) {
      const single = oneOf(path);
      if (!isTooLarge(error) || (single === path && query.body === 'text')) {
        throw error;
      }
      return single === path
        ? { ...(await this.#page(session, path, { ...query, body: 'text' })), isTextOnly: true }
        : this.#pageThatFits(session, single, query);
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

/** The same page with one message; Graph writes the dollar sign of its own links in either way. */
function oneOf(path: string): string {
  return path.replace(/([?&](?:\$|%24)top=)\d+/i, (_, name: string) => `${name}1`);
}
