import { Injectable } from '@nestjs/common';

import { AuditLog, Problem } from '../../common/index.js';
import { GraphClient, graphPath, withQuery } from '../../graph/index.js';
import { FreshSignIn, type LiveSession } from '../../session/index.js';
import { type MailFolder, moveToDeletedItems } from '../model/index.js';
import { FolderNames } from './folder-names.js';
import type { FolderChange, NewFolder } from './folder-requests.js';
import { folderOf, folderProperties } from './graph-folder.js';
import { WellKnownFolders } from './well-known-folders.js';

const permissions = ['mail.write'] as const;
const top = 'msgfolderroot';
/** Deeper than folders are nested. */
const deepest = 20;

/** Creates, renames, moves and deletes the user's own folders. Those of the service are unchanged. */
@Injectable()
export class FolderEditor {
  constructor(
    private readonly graph: GraphClient,
    private readonly wellKnown: WellKnownFolders,
    private readonly names: FolderNames,
    private readonly freshSignIn: FreshSignIn,
    private readonly audit: AuditLog,
  ) {}

  async create(session: LiveSession, { name, parentId }: NewFolder): Promise<MailFolder> {
    const answer = await this.graph.json(session, {
      operation: 'create folder',
      permissions,
      method: 'POST',
      path: parentId === undefined ? '/me/mailFolders' : graphPath`/me/mailFolders/${parentId}/childFolders`,
      body: { displayName: name },
    });
    return this.#changed(session, answer);
  }

  async change(session: LiveSession, id: string, { name, parentId }: FolderChange): Promise<MailFolder> {
    await this.#requireOwn(session, id);
    const path = graphPath`/me/mailFolders/${id}`;
    let answer: unknown;
    if (name !== undefined) {
      const body = { displayName: name };
      answer = await this.graph.json(session, { operation: 'rename folder', permissions, method: 'PATCH', path, body });
    }
    if (parentId !== undefined) {
      const body = { destinationId: parentId ?? top };
      const move = { operation: 'move folder', permissions, method: 'POST', path: `${path}/move`, body } as const;
      answer = await this.graph.json(session, move);
    }
    return this.#changed(session, answer);
  }

  /** Into Deleted Items with all of its content; what is there already is deleted permanently. */
  async remove(session: LiveSession, id: string): Promise<void> {
    await this.#requireOwn(session, id);
    const path = graphPath`/me/mailFolders/${id}`;
    const isDeleted = await this.#isInDeletedItems(session, id);
    if (isDeleted) {
      this.freshSignIn.require(session, permissions);
      await this.audit.watch('mail_deleted_permanently', { session, folders: 1 }, () =>
        this.graph.json(session, { operation: 'delete folder', permissions, method: 'DELETE', path }),
      );
    } else {
      await this.#discard(session, path);
    }
    this.names.forget(session);
  }

  async #discard(session: LiveSession, path: string): Promise<void> {
    try {
      await this.graph.json(session, { operation: 'discard folder', permissions, ...moveToDeletedItems(path) });
    } catch (error) {
      // A folder of the same name is there: Graph's own DELETE finds another name for it.
      if (!(error instanceof Problem) || error.code !== 'invalid_request') {
        throw error;
      }
      await this.graph.json(session, { operation: 'delete folder', permissions, method: 'DELETE', path });
    }
  }

  async #isInDeletedItems(session: LiveSession, id: string): Promise<boolean> {
    const known = await this.wellKnown.requireNames(session, permissions);
    const bin = await this.wellKnown.idOf(session, 'deleteditems', permissions);
    const root = await this.#rootId(session);
    let folder: string | null = id;
    for (let level = 0; folder !== null && level < deepest; level++) {
      const answer = await this.graph.json(session, {
        operation: 'get folder',
        permissions,
        method: 'GET',
        path: withQuery(graphPath`/me/mailFolders/${folder}`, { $select: folderProperties }),
      });
      const { parentId } = folderOf(answer, known);
      if (parentId !== null && (parentId === bin || known.has(parentId))) {
        return parentId === bin;
      }
      // Above the top there is nothing to request.
      folder = parentId === folder || parentId === root ? null : parentId;
    }
    return false;
  }

  async #rootId(session: LiveSession): Promise<string> {
    const answer = await this.graph.json(session, {
      operation: 'get top folder',
      permissions,
      method: 'GET',
      path: withQuery(graphPath`/me/mailFolders/${top}`, { $select: 'id' }),
    });
    return folderOf(answer, new Map()).id;
  }

  /** @throws Problem `invalid_request` */
  async #requireOwn(session: LiveSession, id: string): Promise<void> {
    if (await this.wellKnown.isWellKnown(session, id, permissions)) {
      throw Problem.invalidRequest([
        { path: ['id'], message: 'is a folder of the mail service, which cannot be changed' },
      ]);
    }
  }

  async #changed(session: LiveSession, answer: unknown): Promise<MailFolder> {
    this.names.forget(session);
    return folderOf(answer, await this.wellKnown.names(session));
  }
}
