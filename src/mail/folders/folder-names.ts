import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Logger, Problem } from '../../common/index.js';
import { InteractionRequired, type LiveSession } from '../../session/index.js';
import type { FolderName, MailFolder, MailFolderPage } from '../model/index.js';
import { deepest, flattened, FolderReader } from './folder-reader.js';
import type { FolderQuery } from './folder-requests.js';

const rememberedUsers = 1_000;
const rememberedMs = 60_000;

/** The names of the folders that contain messages. */
@Injectable()
export class FolderNames {
  readonly #known = new LRUCache<string, ReadonlyMap<string, FolderName>>({ max: rememberedUsers, ttl: rememberedMs });
  /** Of folders, of all users: they are few. */
  #changes = 0;

  constructor(
    private readonly folders: FolderReader,
    private readonly logger: Logger,
  ) {}

  /** A folder without a readable name has an empty one; a name is a decoration, and fails no list. */
  async of(session: LiveSession, ids: readonly string[]): Promise<ReadonlyMap<string, FolderName>> {
    const wanted = [...new Set(ids)];
    let known = this.#known.get(session.reference.userTag);
    if (known === undefined || wanted.some((id) => known?.has(id) !== true)) {
      known = await this.#read(session);
    }
    return new Map(wanted.map((id) => [id, known.get(id) ?? { id, name: '', wellKnownName: null }]));
  }

  /** A tree that is read for another request also serves for the names: those of a complete tree are cached. */
  async learnFrom(
    session: LiveSession,
    query: FolderQuery,
    read: () => Promise<MailFolderPage>,
  ): Promise<MailFolderPage> {
    const changes = this.#changes;
    const page = await read();
    if (isWhole(query, page)) {
      this.#remember(session, namesOf(page.items.flatMap(flattened)), changes);
    }
    return page;
  }

  /** After a change of the folders: a read that is under way may return the previous ones. */
  forget({ reference }: LiveSession): void {
    this.#changes++;
    this.#known.delete(reference.userTag);
  }

  #remember({ reference }: LiveSession, names: ReadonlyMap<string, FolderName>, changes: number): void {
    if (changes === this.#changes) {
      this.#known.set(reference.userTag, names);
    }
  }

  async #read(session: LiveSession): Promise<ReadonlyMap<string, FolderName>> {
    const changes = this.#changes;
    try {
      const names = namesOf(await this.folders.all(session));
      this.#remember(session, names, changes);
      return names;
    } catch (error) {
      if (error instanceof Problem || error instanceof InteractionRequired) {
        this.logger.warning({ err: error }, 'messages are listed without the names of their folders');
        return new Map();
      }
      throw error;
    }
  }
}

function namesOf(folders: readonly MailFolder[]): ReadonlyMap<string, FolderName> {
  return new Map(folders.map(({ id, name, wellKnownName }) => [id, { id, name, wellKnownName }]));
}

/** From the top down to the deepest folder, and without a branch that couldn't be read. */
function isWhole({ parent, cursor, depth }: FolderQuery, { items, nextCursor }: MailFolderPage): boolean {
  const isTree = depth === deepest && parent === undefined && cursor === undefined && nextCursor === null;
  return isTree && items.every(isComplete);
}

function isComplete({ children = [], childFolderCount }: MailFolder): boolean {
  return children.length >= childFolderCount && children.every(isComplete);
}
