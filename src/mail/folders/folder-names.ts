import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Logger, Problem } from '../../common/index.js';
import { InteractionRequired, type LiveSession } from '../../session/index.js';
import type { FolderName, MailFolder, MailFolderPage } from '../model/index.js';
import { deepest, flattened, FolderReader } from './folder-reader.js';
import type { FolderQuery } from './folder-requests.js';

const rememberedUsers = 1_000;
const rememberedMs = 60_000;

/** What the folders are called in which messages lie. */
@Injectable()
export class FolderNames {
  readonly #known = new LRUCache<string, ReadonlyMap<string, FolderName>>({ max: rememberedUsers, ttl: rememberedMs });

  constructor(
    private readonly folders: FolderReader,
    private readonly logger: Logger,
  ) {}

  /** A folder that cannot be named has an empty name; a name is a decoration, and fails no list. */
  async of(session: LiveSession, ids: readonly string[]): Promise<ReadonlyMap<string, FolderName>> {
    const wanted = [...new Set(ids)];
    let known = this.#known.get(session.reference.userTag);
    if (known === undefined || wanted.some((id) => known?.has(id) !== true)) {
      known = await this.#read(session);
    }
    return new Map(wanted.map((id) => [id, known.get(id) ?? { id, name: '', wellKnownName: null }]));
  }

  /** What was read for somebody needn't be read for the names. */
  note(
    { reference }: LiveSession,
    { parent, cursor, depth }: FolderQuery,
    { items, nextCursor }: MailFolderPage,
  ): void {
    if (depth === deepest && parent === undefined && cursor === undefined && nextCursor === null) {
      this.#known.set(reference.userTag, namesOf(items.flatMap(flattened)));
    }
  }

  /** After a change of the folders. */
  forget({ reference }: LiveSession): void {
    this.#known.delete(reference.userTag);
  }

  async #read(session: LiveSession): Promise<ReadonlyMap<string, FolderName>> {
    try {
      const names = namesOf(await this.folders.all(session));
      this.#known.set(session.reference.userTag, names);
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
