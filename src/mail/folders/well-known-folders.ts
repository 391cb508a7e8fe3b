import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

import { Logger, Problem } from '../../common/index.js';
import {
  getBatch,
  GraphClient,
  graphPath,
  meaningOf,
  tellingCodeOf,
  withQuery,
  type BatchAnswer,
  type BatchAnswers,
} from '../../graph/index.js';
import type { Permission } from '../../config/index.js';
import { InteractionRequired, type LiveSession } from '../../session/index.js';

const read = ['mail.read'] as const;
const rememberedUsers = 2_000;
const dayMs = 86_400_000;

/** In v1.0 a folder does not tell its well-known name; it only answers to it. One batch holds twenty. */
const wellKnownNames = [
  'inbox',
  'drafts',
  'sentitems',
  'deleteditems',
  'junkemail',
  'archive',
  'outbox',
  'conversationhistory',
  'syncissues',
  'conflicts',
  'localfailures',
  'serverfailures',
  'scheduled',
  'clutter',
] as const;
/** Names that lead to folders which are never listed. */
const otherNames = ['msgfolderroot', 'searchfolders', 'recoverableitemsdeletions'];

const folderSchema = z.object({ id: z.string() });

/** Well-known names by folder id. */
export type KnownFolders = ReadonlyMap<string, string>;

/** Which folders of a mailbox the service itself made, and what they are for. */
@Injectable()
export class WellKnownFolders {
  /** Ids of folders do not change, so that the names are asked for once. */
  readonly #known = new LRUCache<string, KnownFolders>({ max: rememberedUsers, ttl: dayMs });

  constructor(
    private readonly graph: GraphClient,
    private readonly logger: Logger,
  ) {}

  /** For showing: what cannot be found out is left out, and asked for again the next time. */
  async names(session: LiveSession): Promise<KnownFolders> {
    try {
      return await this.requireNames(session);
    } catch (error) {
      if (error instanceof Problem || error instanceof InteractionRequired) {
        this.logger.warning({ err: error }, 'folders are shown without their well-known names');
        return new Map();
      }
      throw error;
    }
  }

  /** For deciding: fails when the names cannot be found out, with the permissions of what is decided. */
  async requireNames(session: LiveSession, permissions: readonly Permission[] = read): Promise<KnownFolders> {
    const known = this.#known.get(session.user.id);
    if (known !== undefined) {
      return known;
    }
    const paths = Object.fromEntries(
      wellKnownNames.map((name) => [name, withQuery(graphPath`/me/mailFolders/${name}`, { $select: 'id' })]),
    );
    const answers = await getBatch(this.graph, session, { operation: 'name folders', permissions }, paths);
    const { folders, isComplete } = namesOf(answers);
    if (isComplete) {
      this.#known.set(session.user.id, folders);
    }
    return folders;
  }

  /** Whether an id, or a name in place of one, is a folder of the service's own. */
  async isWellKnown(session: LiveSession, idOrName: string, permissions: readonly Permission[]): Promise<boolean> {
    const name = idOrName.toLowerCase();
    return [...wellKnownNames, ...otherNames].some((known) => known === name)
      ? true
      : (await this.requireNames(session, permissions)).has(idOrName);
  }
}

/**
 * A folder that the mailbox does not have is no failure; one that could not be asked for is asked for again. Without an
 * inbox the mailbox is not ready yet, and what it does not have now says nothing.
 */
function namesOf(answers: BatchAnswers): { folders: KnownFolders; isComplete: boolean } {
  const folders = new Map<string, string>();
  for (const name of wellKnownNames) {
    const answer = answers.get(name);
    const folder = answer?.status === 200 ? folderSchema.safeParse(answer.body).data : undefined;
    if (folder !== undefined) {
      folders.set(folder.id, name);
    }
  }
  const hasInbox = answers.get('inbox')?.status === 200;
  return { folders, isComplete: hasInbox && wellKnownNames.every((name) => isKnown(answers.get(name))) };
}

/** The folder is there, or the mailbox certainly has none of that name; a missing mailbox says nothing about folders. */
function isKnown(answer: BatchAnswer | undefined): boolean {
  return answer?.status === 200 || (answer !== undefined && meaningOf(tellingCodeOf(answer.body)) === 'not_found');
}
