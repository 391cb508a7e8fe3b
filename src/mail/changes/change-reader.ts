import { Injectable } from '@nestjs/common';

import { Clock } from '../../common/index.js';
import type { LiveSession } from '../../session/index.js';
import { getBatch, graphPath, withQuery, GraphClient, GraphProblem } from '../../graph/index.js';
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

const pageSize = 200;
/** Where one answer ends; the rest is told by the next one. */
const mostChanges = 2_000;
const patienceMs = 8_000;
/** So many that are said to be removed are looked at, so many in one batch of Graph's. */
const mostLookedAt = 200;
const perBatch = 19;

/** What has changed in a folder since a cursor; without one, everything in it. */
@Injectable()
export class ChangeReader {
  constructor(
    private readonly graph: GraphClient,
    private readonly cursors: MailCursor,
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
      const isFull = changed.size + removed.size >= mostChanges || this.clock.now() >= enough;
      if (page.nextLink === undefined || isFull) {
        await this.#lookAtRemoved(session, folder, changed, removed);
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

  /**
   * With immutable ids Graph calls a message removed that was moved away and back (microsoftgraph/microsoft-graph-docs-contrib#72).
   * So what is said to be removed is looked at; where that fails, Graph is believed.
   */
  async #lookAtRemoved(
    session: LiveSession,
    folder: string,
    changed: Map<string, MessageChange>,
    removed: Set<string>,
  ): Promise<void> {
    const ids = [...removed].slice(0, mostLookedAt);
    if (ids.length === 0) {
      return;
    }
    const call = { operation: 'look at removed messages', permissions: ['mail.read'] } as const;
    const select = { $select: `${summaryProperties},parentFolderId` };
    try {
      for (let start = 0; start < ids.length; start += perBatch) {
        const part = ids.slice(start, start + perBatch);
        const messages = part.map((id, index) => [`m${index}`, withQuery(graphPath`/me/messages/${id}`, select)]);
        const answers = await getBatch(this.graph, session, call, {
          folder: withQuery(graphPath`/me/mailFolders/${folder}`, { $select: 'id' }),
          ...(Object.fromEntries(messages) as Record<string, string>),
        });
        const folderId = memberOf(answers.get('folder')?.body, 'id');
        for (const [index, id] of part.entries()) {
          const { status, body } = answers.get(`m${index}`) ?? {};
          if (status === 200 && folderId !== undefined && memberOf(body, 'parentFolderId') === folderId) {
            removed.delete(id);
            changed.set(id, { ...changeOf(body), id });
          }
        }
      }
    } catch (error) {
      if (!(error instanceof GraphProblem)) {
        throw error;
      }
    }
  }

  async #page(session: LiveSession, path: string, isFromCursor: boolean): Promise<GraphPage> {
    const answer = await this.graph.json(session, {
      operation: 'list changes',
      permissions: ['mail.read'],
      method: 'GET',
      path,
      prefer: `odata.maxpagesize=${pageSize}`,
      ...(isFromCursor ? { refusedLink: 'resync_required' as const } : {}),
    });
    return pageOf(answer);
  }
}

function firstPath(folder: string): string {
  return withQuery(graphPath`/me/mailFolders/${folder}/messages/delta`, { $select: summaryProperties });
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
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
