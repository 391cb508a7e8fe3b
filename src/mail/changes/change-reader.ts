import { Injectable } from '@nestjs/common';

import { Clock } from '../../common/index.js';
import type { LiveSession } from '../../session/index.js';
import { graphPath, withQuery, GraphClient, GraphProblem, UnreadableItems } from '../../graph/index.js';
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
/** The end of one response; the next one has the rest. */
const mostChanges = 2_000;
const patienceMs = 8_000;
/** Time to verify removals, from the start of the request. */
const checkingMs = 20_000;
/** Each message that Graph reports as removed is verified, so fewer of them end a response. */
const mostRemoved = 200;

/** What has changed in a folder since a cursor; without one, everything in it. */
@Injectable()
export class ChangeReader {
  constructor(
    private readonly graph: GraphClient,
    private readonly cursors: MailCursor,
    private readonly removedMessages: RemovedMessages,
    private readonly clock: Clock,
    private readonly unreadable: UnreadableItems,
  ) {}

  async since(session: LiveSession, { folder, cursor, since }: ChangesQuery): Promise<MailChanges> {
    const scope = { list: 'changes', folder };
    const start = this.clock.now();
    const stillPresent = this.removedMessages.checkerFor(session, folder, start + checkingMs);
    const changed = new Map<string, MessageChange>();
    const removed = new Set<string>();
    let path =
      cursor === undefined
        ? firstPath(folder, since)
        : await this.cursors.open(session, scope, cursor, 'resync_required');
    const answerTo = async (link: string, hasMore: boolean): Promise<MailChanges> => ({
      changed: [...changed.values()],
      removed: [...removed],
      cursor: await this.cursors.seal(session, scope, link),
      hasMore,
    });
    let checkedCount = 0;
    for (let before: string | undefined; ;) {
      const page = await this.#page(session, path, cursor !== undefined);
      const removedIds = removedIn(page);
      let present: readonly MessageChange[];
      try {
        present = await stillPresent(removedIds);
      } catch (error) {
        if (before === undefined || !(error instanceof GraphProblem)) {
          throw error;
        }
        // The pages before it count; the next response begins with this one.
        return answerTo(before, true);
      }
      checkedCount += removedIds.length;
      collect(page, changed, removed);
      for (const change of present) {
        removed.delete(change.id);
        changed.set(change.id, change);
      }
      const link = page.nextLink ?? page.deltaLink;
      if (link === undefined) {
        throw new GraphProblem('graph_error', { cause: new TypeError('a delta page without a link') });
      }
      const isFull =
        changed.size + removed.size >= mostChanges ||
        checkedCount >= mostRemoved ||
        this.clock.now() >= start + patienceMs;
      if (page.nextLink === undefined || isFull) {
        return answerTo(link, page.nextLink !== undefined);
      }
      before = link;
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
    const page = pageOf(answer);
    this.unreadable.note('change', page.unreadable);
    return page;
  }
}

/** Graph keeps the filter in its links; `receivedDateTime` is the only property that it accepts here. */
function firstPath(folder: string, since: string | undefined): string {
  return withQuery(graphPath`/me/mailFolders/${folder}/messages/delta`, {
    $select: summaryProperties,
    ...(since === undefined ? {} : { $filter: `receivedDateTime ge ${since}` }),
  });
}

/** The messages that the page reports as removed last. */
function removedIn({ items }: GraphPage): string[] {
  const last = new Map(items.map((item) => [idOf(fieldsOf(item)), Object.hasOwn(fieldsOf(item), '@removed')]));
  return [...last].flatMap(([id, isRemoved]) => (isRemoved ? [id] : []));
}

/** The last entry of a message counts, whether it changed or was removed. */
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
