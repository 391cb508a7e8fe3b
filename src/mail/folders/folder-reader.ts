import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

import type { LiveSession } from '../../session/index.js';
import {
  graphPath,
  withQuery,
  GraphClient,
  GraphProblem,
  getBatch,
  meaningOf,
  tellingCodeOf,
  type BatchAnswer,
  type BatchAnswers,
} from '../../graph/index.js';
import { MailCursor } from '../messages/mail-cursor.js';
import type { MailFolder, MailFolderPage } from '../messages/message.schema.js';
import { pageOf } from '../messages/page.js';
import type { FolderQuery } from '../messages/request.schema.js';

const permissions = ['mail.read'] as const;
const folderProperties = 'id,displayName,unreadItemCount,totalItemCount,childFolderCount';
const pageSize = 100;
const rememberedUsers = 2_000;
const dayMs = 86_400_000;

/** In v1.0 a folder does not tell its well-known name; it only answers to it. */
const wellKnownNames = ['inbox', 'drafts', 'sentitems', 'deleteditems', 'junkemail', 'archive', 'outbox'] as const;

const folderSchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  unreadItemCount: z.int().nullish(),
  totalItemCount: z.int().nullish(),
  childFolderCount: z.int().nullish(),
});
/** Names by folder id; the names of folders of one user. */
type KnownFolders = ReadonlyMap<string, string>;

@Injectable()
export class FolderReader {
  /** Ids of folders do not change, so that the names are asked for once. */
  readonly #known = new LRUCache<string, KnownFolders>({ max: rememberedUsers, ttl: dayMs });

  constructor(
    private readonly graph: GraphClient,
    private readonly cursors: MailCursor,
  ) {}

  async list(session: LiveSession, { parent, cursor }: FolderQuery): Promise<MailFolderPage> {
    const scope = { list: 'folders', parent };
    const first = withQuery(
      parent === undefined ? '/me/mailFolders' : graphPath`/me/mailFolders/${parent}/childFolders`,
      {
        $top: pageSize,
        $select: folderProperties,
      },
    );
    const path = cursor === undefined ? first : this.cursors.open(session, scope, cursor);
    const [answer, known] = await Promise.all([
      this.graph.json(session, { operation: 'list folders', permissions, method: 'GET', path, ...refused(cursor) }),
      this.#knownFolders(session),
    ]);
    const { items, nextLink } = pageOf(answer);
    return {
      items: items.map((item) => folderOf(item, known)),
      nextCursor: nextLink === undefined ? null : this.cursors.seal(session, scope, nextLink),
    };
  }

  async #knownFolders(session: LiveSession): Promise<KnownFolders> {
    const known = this.#known.get(session.user.id);
    if (known !== undefined) {
      return known;
    }
    const paths = Object.fromEntries(
      wellKnownNames.map((name) => [name, withQuery(graphPath`/me/mailFolders/${name}`, { $select: 'id' })]),
    );
    const answers = await this.#namesAsked(session, paths);
    const { folders, isComplete } = namesOf(answers);
    if (isComplete) {
      this.#known.set(session.user.id, folders);
    }
    return folders;
  }

  /** The names decorate the list: what keeps them away hides no folder. */
  async #namesAsked(session: LiveSession, paths: Readonly<Record<string, string>>): Promise<BatchAnswers> {
    try {
      return await getBatch(this.graph, session, { operation: 'name folders', permissions }, paths);
    } catch (error) {
      if (error instanceof GraphProblem) {
        return new Map();
      }
      throw error;
    }
  }
}

const refused = (cursor: string | undefined): { refusedLink?: 'invalid_cursor' } =>
  cursor === undefined ? {} : { refusedLink: 'invalid_cursor' };

/** The folder is there, or the mailbox certainly has none of that name; a missing mailbox says nothing about folders. */
function isKnown(answer: BatchAnswer | undefined): boolean {
  return answer?.status === 200 || (answer?.status === 404 && meaningOf(tellingCodeOf(answer.body)) === 'not_found');
}

/** A folder that the mailbox does not have is no failure; one that could not be asked for is asked for again. */
function namesOf(answers: BatchAnswers): { folders: KnownFolders; isComplete: boolean } {
  const folders = new Map<string, string>();
  for (const name of wellKnownNames) {
    const answer = answers.get(name);
    const folder = answer?.status === 200 ? folderSchema.safeParse(answer.body).data : undefined;
    if (folder !== undefined) {
      folders.set(folder.id, name);
    }
  }
  const isComplete = folders.size > 0 && wellKnownNames.every((name) => isKnown(answers.get(name)));
  return { folders, isComplete };
}

function folderOf(item: unknown, known: KnownFolders): MailFolder {
  const { data, error } = folderSchema.safeParse(item);
  if (data === undefined) {
    throw new GraphProblem('graph_error', { cause: error });
  }
  return {
    id: data.id,
    name: data.displayName ?? '',
    wellKnownName: known.get(data.id) ?? null,
    unreadCount: data.unreadItemCount ?? 0,
    totalCount: data.totalItemCount ?? 0,
    childFolderCount: data.childFolderCount ?? 0,
  };
}
