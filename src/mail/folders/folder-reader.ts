import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Clock, Logger } from '../../common/index.js';
import {
  getBatch,
  GraphClient,
  graphPath,
  withQuery,
  GraphProblem,
  UnreadableItems,
  type BatchAnswer,
} from '../../graph/index.js';
import type { LiveSession } from '../../session/index.js';
import {
  type GraphPage,
  MailCursor,
  type MailFolder,
  type MailFolderPage,
  pageOf,
  refusedCursor,
} from '../model/index.js';
import type { FolderQuery } from './folder-requests.js';
import { folderOf, folderProperties } from './graph-folder.js';
import { TreeEffort } from './tree-effort.js';
import { WellKnownFolders, type KnownFolders } from './well-known-folders.js';

const permissions = ['mail.read'] as const;
const pageSize = 100;
/** Graph accepts no more in one batch. */
const parentsPerBatch = 20;
/** The first level in a batch, whose other parts have the ids of lists. */
const topPart = 'top';
/** The limits of a tree, however many folders a mailbox has. */
const mostFolders = 2_000;
const rememberedUsers = 2_000;
const dayMs = 86_400_000;

/** The first page of a folder's content, by the folder's id. */
type ChildPages = ReadonlyMap<string, BatchAnswer>;

interface TreeOptions {
  readonly depth: number;
  readonly isEnough: boolean;
  /** From the top of the mailbox on. */
  readonly isTree: boolean;
  readonly ahead: ChildPages;
  readonly effort: TreeEffort;
}

interface ListOptions {
  /** The first level is enough where nothing below can be read. */
  readonly isEnough?: boolean;
  /**
   * Other calls for the mailbox run at the same time: a batch with everything would wait for their permits, and then
   * they for its.
   */
  readonly isBeside?: boolean;
}

const noPages: ChildPages = new Map();

/** The folders of a mailbox: a level of them, or the tree below. */
@Injectable()
export class FolderReader {
  /**
   * By user tag: the folders that had children, no more than one batch holds. They are requested together with the
   * first level and not after it; the current mailbox decides nevertheless.
   */
  readonly #parents = new LRUCache<string, readonly string[]>({ max: rememberedUsers, ttl: dayMs });

  constructor(
    private readonly graph: GraphClient,
    private readonly cursors: MailCursor,
    private readonly wellKnown: WellKnownFolders,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly unreadable: UnreadableItems,
  ) {}

  /** @throws Problem when nothing of a tree below its first level can be read, unless that `isEnough`. */
  async list(
    session: LiveSession,
    { parent, cursor, depth }: FolderQuery,
    { isEnough = false, isBeside = false }: ListOptions = {},
  ): Promise<MailFolderPage> {
    const scope = { list: 'folders', parent, depth };
    const first = parent === undefined ? listPath(topPath) : childrenPath(parent);
    const path = cursor === undefined ? first : await this.cursors.open(session, scope, cursor);
    const effort = new TreeEffort(this.clock, this.logger);
    const isTree = depth > 1 && parent === undefined && cursor === undefined;
    const alone = async (): Promise<GraphPage> => {
      const call = { operation: 'list folders', permissions, method: 'GET', path, ...refusedCursor(cursor) } as const;
      return this.#pageOf(await this.graph.json(session, call));
    };
    const [[page, ahead], known] = await Promise.all([
      isTree
        ? this.#levels(session, alone, { effort, isEnough, isBeside })
        : alone().then((top) => [top, noPages] as const),
      this.wellKnown.names(session),
    ]);
    const items = page.items.map((item) => folderOf(item, known));
    return {
      items:
        depth === 1
          ? items
          : await this.#withChildren(session, items, known, { depth, isEnough, isTree, ahead, effort }),
      nextCursor: page.nextLink === undefined ? null : await this.cursors.seal(session, scope, page.nextLink),
    };
  }

  /** All folders of the mailbox, each once, without their children; for decorations. */
  async all(session: LiveSession): Promise<readonly MailFolder[]> {
    const folders: MailFolder[] = [];
    const isEnough = true;
    let { items, nextCursor } = await this.list(session, { depth: deepest }, { isEnough });
    for (;;) {
      folders.push(...items.flatMap(flattened));
      if (nextCursor === null || folders.length >= mostFolders) {
        return folders;
      }
      ({ items, nextCursor } = await this.list(session, { depth: deepest, cursor: nextCursor }, { isEnough }));
    }
  }

  /**
   * Level by level, so that a tree costs as many round trips as it is deep and wide, and not as it has folders. Below
   * its end, folders have no children.
   */
  async #withChildren(
    session: LiveSession,
    top: readonly MailFolder[],
    known: KnownFolders,
    { depth, isEnough, isTree, ahead, effort }: TreeOptions,
  ): Promise<MailFolder[]> {
    const childrenOf = new Map<string, MailFolder[]>();
    let level = top.filter(({ childFolderCount }) => childFolderCount > 0);
    let count = top.length;
    for (let reached = 1; reached < depth && level.length > 0 && count < mostFolders; reached++) {
      const next: MailFolder[] = [];
      for (let start = 0; start < level.length && !effort.isOver; start += parentsPerBatch) {
        const parents = level.slice(start, start + parentsPerBatch);
        for (const [parent, children] of await this.#children(session, parents, known, { effort, ahead })) {
          childrenOf.set(parent, children);
          next.push(...children);
        }
      }
      if (!isEnough && effort.problemOfAll !== undefined) {
        throw effort.problemOfAll;
      }
      count += next.length;
      level = next.filter(({ childFolderCount }) => childFolderCount > 0);
    }
    if (isTree && !effort.hasFailures && childrenOf.size < parentsPerBatch) {
      this.#parents.set(session.reference.userTag, [...childrenOf.keys()]);
    }
    return top.map((folder) => nested(folder, childrenOf, depth));
  }

  /**
   * The first level, and the content of the folders that had children. By one call, or at the same time. What cannot be
   * read this way now is requested in its turn.
   */
  async #levels(
    session: LiveSession,
    alone: () => Promise<GraphPage>,
    { effort, isEnough, isBeside }: Required<ListOptions> & { readonly effort: TreeEffort },
  ): Promise<readonly [top: GraphPage, ahead: ChildPages]> {
    const parents = this.#parents.get(session.reference.userTag) ?? [];
    if (parents.length === 0 || isBeside) {
      return Promise.all([alone(), parents.length === 0 ? noPages : this.#batch(session, parents, effort)]);
    }
    const ahead = await this.#batch(session, parents, effort, { [topPart]: listPath(topPath) });
    const top = this.#pageIn(ahead.get(topPart));
    if (top === undefined && !isEnough && effort.lastProblem !== undefined && effort.isOver) {
      throw effort.lastProblem;
    }
    return [top ?? (await alone()), ahead];
  }

  /**
   * A parent that a batch could not read, also a prefetched one, is requested separately. One that fails then too is
   * listed without children: an unreadable folder hides no other one.
   */
  async #children(
    session: LiveSession,
    parents: readonly MailFolder[],
    known: KnownFolders,
    { effort, ahead }: Pick<TreeOptions, 'effort' | 'ahead'>,
  ): Promise<(readonly [parent: string, children: MailFolder[]])[]> {
    const open = parents.map(({ id }) => id).filter((id) => !ahead.has(id));
    const answers = open.length === 0 ? noPages : await this.#batch(session, open, effort);
    const all: (readonly [string, MailFolder[]])[] = [];
    for (const { id } of parents) {
      const answer = answers.get(id) ?? ahead.get(id);
      if (answer?.status === 404) {
        // Another client has deleted it meanwhile.
        continue;
      }
      const first = this.#pageIn(answer) ?? (await effort.tried(() => this.#page(session, childrenPath(id))));
      if (first !== undefined) {
        all.push([id, await this.#following(session, first, known, effort)]);
      }
    }
    return all;
  }

  /** `more` are additional parts, by ids that are not numbers. */
  async #batch(
    session: LiveSession,
    parents: readonly string[],
    effort: TreeEffort,
    more: Readonly<Record<string, string>> = {},
  ): Promise<ChildPages> {
    const paths = { ...more, ...Object.fromEntries(parents.map((id, index) => [String(index), childrenPath(id)])) };
    const call = { operation: 'list child folders', permissions };
    const answers = await effort.tried(() => getBatch(this.graph, session, call, paths));
    return new Map([...(answers ?? [])].map(([part, answer]) => [parents[Number(part)] ?? part, answer]));
  }

  /** A page and all that come after it. */
  async #following(
    session: LiveSession,
    first: GraphPage,
    known: KnownFolders,
    effort: TreeEffort,
  ): Promise<MailFolder[]> {
    const folders: MailFolder[] = [];
    for (let page: GraphPage | undefined = first; page !== undefined;) {
      folders.push(...page.items.map((item) => folderOf(item, known)));
      const { nextLink }: GraphPage = page;
      page =
        nextLink === undefined || folders.length >= mostFolders
          ? undefined
          : await effort.tried(async () => this.#page(session, this.cursors.follow(session, nextLink)));
    }
    return folders;
  }

  async #page(session: LiveSession, path: string): Promise<GraphPage> {
    const call = { operation: 'list child folders', permissions, method: 'GET', path } as const;
    return this.#pageOf(await this.graph.json(session, call));
  }

  #pageOf(answer: unknown): GraphPage {
    const page = pageOf(answer);
    this.unreadable.note('folder', page.unreadable);
    return page;
  }

  /** Undefined when a part of a batch has no page. */
  #pageIn(answer: BatchAnswer | undefined): GraphPage | undefined {
    try {
      return answer?.status === 200 ? this.#pageOf(answer.body) : undefined;
    } catch (error) {
      if (error instanceof GraphProblem) {
        return undefined;
      }
      throw error;
    }
  }
}

/** Deeper than folders are nested. */
export const deepest = 20;

const topPath = '/me/mailFolders';

function listPath(path: string): string {
  return withQuery(path, { $top: pageSize, $select: folderProperties });
}

function childrenPath(parent: string): string {
  return listPath(graphPath`/me/mailFolders/${parent}/childFolders`);
}

/** Down to the requested depth each folder has its children, none included. */
function nested(folder: MailFolder, childrenOf: ReadonlyMap<string, MailFolder[]>, depth: number): MailFolder {
  const children = childrenOf.get(folder.id) ?? [];
  return depth === 1 ? folder : { ...folder, children: children.map((child) => nested(child, childrenOf, depth - 1)) };
}

export function flattened({ children = [], ...folder }: MailFolder): MailFolder[] {
  return [folder, ...children.flatMap(flattened)];
}
