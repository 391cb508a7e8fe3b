import { Injectable } from '@nestjs/common';

import { Clock } from '../../common/index.js';
import type { LiveSession } from '../../session/index.js';
import { graphPath, withQuery, GraphClient, GraphProblem } from '../../graph/index.js';
import {
  changeOf,
  fieldsOf,
  type GraphPage,
  idOf,
  type MailChanges,
  MailCursor,
  type MessageChange,
  pageOf,
  summaryProperties,
} from '../model/index.js';
import type { ChangesQuery } from './changes-query.js';
import { RemovedMessages } from './removed-messages.js';

const pageSize = 200;
/** Where one answer ends; the rest is told by the next one. */
const mostChanges = 2_000;
const patienceMs = 8_000;
/** Each that is said to be removed is looked at, so that fewer of them end an answer. */
const mostRemoved = 200;

/** What has changed in a folder since a cursor; without one, everything in it. */
@Injectable()
export class ChangeReader {
  constructor(
    private readonly graph: GraphClient,
    private readonly cursors: MailCursor,
    private readonly removedMessages: RemovedMessages,
    private readonly clock: Clock,
  ) {}

  async since(session: LiveSession, { folder, cursor }: ChangesQuery): Promise<MailChanges> {
    const scope = { list: 'changes', folder };
    const enough = this.clock.now() + patienceMs;
    const changed = new Map<string, MessageChange>();
    const removed = new Set<string>();
    let path = cursor === undefined ? firstPath(folder) : this.cursors.open(session, scope, cursor);
    for (;;) {
      const page = await this.#page(session, path, cursor !== undefined);
      collect(page, changed, removed);
      const link = page.nextLink ?? page.deltaLink;
      if (link === undefined) {
        throw new GraphProblem('graph_error', { cause: new TypeError('a delta page without a link') });
      }
      const isFull =
        changed.size + removed.size >= mostChanges || removed.size >= mostRemoved || this.clock.now() >= enough;
      if (page.nextLink === undefined || isFull) {
        for (const change of await this.removedMessages.foundIn(session, folder, [...removed])) {
          removed.delete(change.id);
          changed.set(change.id, change);
        }
        return {
          changed: [...changed.values()],
          removed: [...removed],
          cursor: this.cursors.seal(session, scope, link),
          hasMore: page.nextLink !== undefined,
        };
      }
      path = this.cursors.follow(session, link);
    }
  }

  async #page(session: LiveSession, path: string, isFromCursor: boolean): Promise<GraphPage> {
    const answer = await this.graph.json(session, {
      operation: 'list changes',
      permissions: ['mail.read'],
      method: 'GET',
      path,
      prefer: `odata.maxpagesize=${pageSize}`,
      ...(isFromCursor ? { refusedAs: 'resync_required' as const } : {}),
    });
    return pageOf(answer);
  }
}

function firstPath(folder: string): string {
  return withQuery(graphPath`/me/mailFolders/${folder}/messages/delta`, { $select: summaryProperties });
}

/** The last word on a message counts, whether it changed or went. */
function collect(page: GraphPage, changed: Map<string, MessageChange>, removed: Set<string>): void {
  for (const item of page.items) {
    const id = idOf(fieldsOf(item));
    if (Object.hasOwn(fieldsOf(item), '@removed')) {
      changed.delete(id);
      removed.add(id);
    } else {
      removed.delete(id);
      changed.set(id, { ...changed.get(id), ...changeOf(item) });
    }
  }
}
