import { Injectable } from '@nestjs/common';

import { Clock } from '../../common/index.js';
import { getBatch, GraphClient, graphPath, GraphProblem, problemOf, withQuery } from '../../graph/index.js';
import type { LiveSession } from '../../session/index.js';
import { MailCursor, type MailFolder, type MailFolderPage, pageOf } from '../model/index.js';
import type { FolderQuery } from './folder-requests.js';
import { folderOf, folderProperties } from './graph-folder.js';
import { WellKnownFolders, type KnownFolders } from './well-known-folders.js';

const permissions = ['mail.read'] as const;
const pageSize = 100;
/** Graph takes no more in one batch. */
const parentsPerBatch = 20;
/** Where a tree ends, however many folders a mailbox has. */
const mostFolders = 2_000;

/** The folders of a mailbox: a level of them, or the tree below. */
@Injectable()
export class FolderReader {
  constructor(
    private readonly graph: GraphClient,
    private readonly cursors: MailCursor,
    private readonly wellKnown: WellKnownFolders,
    private readonly clock: Clock,
  ) {}

  async list(session: LiveSession, { parent, cursor, depth }: FolderQuery): Promise<MailFolderPage> {
    const scope = { list: 'folders', parent, depth };
    const first = parent === undefined ? listPath('/me/mailFolders') : childrenPath(parent);
    const path = cursor === undefined ? first : this.cursors.open(session, scope, cursor);
    const [page, known] = await Promise.all([
      this.graph
        .json(session, { operation: 'list folders', permissions, method: 'GET', path, ...refused(cursor) })
        .then(pageOf),
      this.wellKnown.names(session),
    ]);
    const items = page.items.map((item) => folderOf(item, known));
    return {
      items: depth === 1 ? items : await this.#withChildren(session, items, known, depth),
      nextCursor: page.nextLink === undefined ? null : this.cursors.seal(session, scope, page.nextLink),
    };
  }

  /** All folders of the mailbox, each once, without their children. */
  async all(session: LiveSession): Promise<readonly MailFolder[]> {
    const folders: MailFolder[] = [];
    let { items, nextCursor } = await this.list(session, { depth: deepest });
    for (;;) {
      folders.push(...items.flatMap(flattened));
      if (nextCursor === null || folders.length >= mostFolders) {
        return folders;
      }
      ({ items, nextCursor } = await this.list(session, { depth: deepest, cursor: nextCursor }));
    }
  }

  /** Level by level, so that a tree costs as many round trips as it is deep and wide, and not as it has folders. */
  async #withChildren(
    session: LiveSession,
    top: readonly MailFolder[],
    known: KnownFolders,
    depth: number,
  ): Promise<MailFolder[]> {
    const childrenOf = new Map<string, MailFolder[]>();
    let level = top.filter(({ childFolderCount }) => childFolderCount > 0);
    let count = top.length;
    for (let reached = 1; reached < depth && level.length > 0 && count < mostFolders; reached++) {
      const next: MailFolder[] = [];
      for (let start = 0; start < level.length; start += parentsPerBatch) {
        const parents = level.slice(start, start + parentsPerBatch);
        for (const [parent, children] of await this.#children(session, parents, known)) {
          childrenOf.set(parent, children);
          next.push(...children);
        }
      }
      count += next.length;
      level = next.filter(({ childFolderCount }) => childFolderCount > 0);
    }
    return top.map((folder) => nested(folder, childrenOf, depth));
  }

  async #children(
    session: LiveSession,
    parents: readonly MailFolder[],
    known: KnownFolders,
  ): Promise<(readonly [parent: string, children: MailFolder[]])[]> {
    const paths = Object.fromEntries(parents.map(({ id }, index) => [String(index), childrenPath(id)]));
    const answers = await getBatch(this.graph, session, { operation: 'list child folders', permissions }, paths);
    const all: (readonly [string, MailFolder[]])[] = [];
    for (const [index, { id }] of parents.entries()) {
      const answer = answers.get(String(index));
      if (answer?.status === 404) {
        // Somebody has deleted it meanwhile.
        continue;
      }
      if (answer?.status !== 200) {
        throw answer === undefined ? new GraphProblem('graph_error') : problemOf(answer, this.clock.now());
      }
      all.push([id, await this.#following(session, answer.body, known)]);
    }
    return all;
  }

  /** A page and all that come after it. */
  async #following(session: LiveSession, first: unknown, known: KnownFolders): Promise<MailFolder[]> {
    let { items, nextLink } = pageOf(first);
    const folders = items.map((item) => folderOf(item, known));
    while (nextLink !== undefined && folders.length < mostFolders) {
      const path = this.cursors.follow(session, nextLink);
      ({ items, nextLink } = pageOf(
        await this.graph.json(session, { operation: 'list child folders', permissions, method: 'GET', path }),
      ));
      folders.push(...items.map((item) => folderOf(item, known)));
    }
    return folders;
  }
}

function refused(cursor: string | undefined): { refusedLink?: 'invalid_cursor' } {
  return cursor === undefined ? {} : { refusedLink: 'invalid_cursor' };
}

/** Deeper than folders are nested. */
export const deepest = 20;

function listPath(path: string): string {
  return withQuery(path, { $top: pageSize, $select: folderProperties });
}

function childrenPath(parent: string): string {
  return listPath(graphPath`/me/mailFolders/${parent}/childFolders`);
}

/** Down to the depth that was asked for each folder has its children, none included. */
function nested(folder: MailFolder, childrenOf: ReadonlyMap<string, MailFolder[]>, depth: number): MailFolder {
  const children = childrenOf.get(folder.id) ?? [];
  return depth === 1 ? folder : { ...folder, children: children.map((child) => nested(child, childrenOf, depth - 1)) };
}

function flattened({ children = [], ...folder }: MailFolder): MailFolder[] {
  return [folder, ...children.flatMap(flattened)];
}
