import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

import { Clock, Logger, Problem } from '../../common/index.js';
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
/** What a mailbox does not have today it may have tomorrow: an archive is made by its first use. */
const absentMs = 600_000;
/** What every mailbox should have and this one has not. */
const missingMs = 60_000;

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
type WellKnownName = (typeof wellKnownNames)[number];
/** Names that lead to folders which are never listed. */
const otherNames = ['msgfolderroot', 'searchfolders', 'recoverableitemsdeletions'];

/** Every mailbox should have them; while most are missing the mailbox is still being made. */
const ofEveryMailbox: readonly WellKnownName[] = [
  'inbox',
  'drafts',
  'sentitems',
  'deleteditems',
  'junkemail',
  'outbox',
];

const folderSchema = z.object({ id: z.string() });

/** Well-known names by folder id. */
export type KnownFolders = ReadonlyMap<string, string>;

/** What is known of a mailbox, and what is worth asking for again after a while. */
interface Known {
  readonly folders: KnownFolders;
  readonly open: readonly WellKnownName[];
  readonly askAgainAt: number;
}

/** Which folders of a mailbox the service itself made, and what they are for. */
@Injectable()
export class WellKnownFolders {
  /** By user tag: frontends may have other tenants, and a user another mailbox in each. Ids of folders do not change; the day goes on when an absent name has been asked for again. */
  readonly #known = new LRUCache<string, Known>({ max: rememberedUsers, ttl: dayMs, noUpdateTTL: true });

  constructor(
    private readonly graph: GraphClient,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** For showing: what cannot be found out is left out, and asked for again the next time. */
  async names(session: LiveSession): Promise<KnownFolders> {
    try {
      return (await this.#ask(session, read)).folders;
    } catch (error) {
      if (error instanceof Problem || error instanceof InteractionRequired) {
        this.logger.warning({ err: error }, 'folders are shown without their well-known names');
        return new Map();
      }
      throw error;
    }
  }

  /**
   * For deciding, with the permissions of what is decided: what the batch could not tell is asked for alone.
   * @throws Problem or InteractionRequired when a name cannot be found out
   */
  async requireNames(session: LiveSession, permissions: readonly Permission[] = read): Promise<KnownFolders> {
    const { folders, failed } = await this.#ask(session, permissions);
    const all = new Map(folders);
    for (const name of failed) {
      const id = await this.#idAlone(session, name, permissions);
      if (id !== undefined) {
        all.set(id, name);
      }
    }
    return all;
  }

  /** `failed` are those of which nothing could be found out. */
  async #ask(
    session: LiveSession,
    permissions: readonly Permission[],
  ): Promise<{ readonly folders: KnownFolders; readonly failed: readonly WellKnownName[] }> {
    const known = this.#known.get(session.reference.userTag);
    if (known !== undefined && (known.open.length === 0 || this.clock.now() < known.askAgainAt)) {
      return { folders: known.folders, failed: [] };
    }
    const asked = known?.open ?? wellKnownNames;
    const paths = Object.fromEntries(
      asked.map((name) => [name, withQuery(graphPath`/me/mailFolders/${name}`, { $select: 'id' })]),
    );
    const answers = getBatch(this.graph, session, { operation: 'name folders', permissions }, paths);
    // What is known of a mailbox stays good when nothing more can be found out.
    const { found, open, failed, askAgainMs } = namesIn(
      await (known === undefined ? answers : answers.catch(unanswered)),
      asked,
    );
    const folders = new Map([...(known?.folders ?? []), ...found]);
    // An answer with a failed part is shown, and not believed for a day.
    if (folders.size > 0 && failed.length === 0) {
      this.#known.set(session.reference.userTag, { folders, open, askAgainAt: this.clock.now() + askAgainMs });
    }
    return { folders, failed: known === undefined ? failed : [] };
  }

  /**
   * The id behind a name, for deciding what becomes of mail: what the batch could not tell is asked for alone. Undefined when
   * the mailbox has no such folder.
   */
  async idOf(
    session: LiveSession,
    name: WellKnownName,
    permissions: readonly Permission[],
  ): Promise<string | undefined> {
    const { folders } = await this.#ask(session, permissions);
    return [...folders].find(([, each]) => each === name)?.[0] ?? (await this.#idAlone(session, name, permissions));
  }

  async #idAlone(
    session: LiveSession,
    name: WellKnownName,
    permissions: readonly Permission[],
  ): Promise<string | undefined> {
    const path = withQuery(graphPath`/me/mailFolders/${name}`, { $select: 'id' });
    const call = { operation: 'find folder by name', permissions, method: 'GET', path } as const;
    try {
      return folderSchema.safeParse(await this.graph.json(session, call)).data?.id;
    } catch (error) {
      if (error instanceof Problem && error.code === 'not_found') {
        return undefined;
      }
      throw error;
    }
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
 * What the answers say of the names that were asked for; `open` are those without a folder, to be asked for again after `askAgainMs`.
 * A folder that the mailbox does not have is no failure. After a failure, and of a mailbox that is still being made, it is asked for
 * at once the next time.
 */
export function namesIn(
  answers: BatchAnswers,
  asked: readonly WellKnownName[],
): {
  readonly found: KnownFolders;
  readonly open: readonly WellKnownName[];
  /** Of these nothing is known. */
  readonly failed: readonly WellKnownName[];
  readonly askAgainMs: number;
} {
  const found = new Map<string, string>();
  const open: WellKnownName[] = [];
  let missing = 0;
  const failed: WellKnownName[] = [];
  for (const name of asked) {
    const answer = answers.get(name);
    const folder = answer?.status === 200 ? folderSchema.safeParse(answer.body).data : undefined;
    if (folder !== undefined) {
      found.set(folder.id, name);
      continue;
    }
    open.push(name);
    if (!isAbsent(answer)) {
      failed.push(name);
    } else if (ofEveryMailbox.includes(name)) {
      missing++;
    }
  }
  const isBeingMade = missing > ofEveryMailbox.length / 2;
  return { found, open, failed, askAgainMs: failed.length > 0 || isBeingMade ? 0 : missing > 0 ? missingMs : absentMs };
}

/** The mailbox certainly has no folder of that name; a missing mailbox says nothing about folders. */
function isAbsent(answer: BatchAnswer | undefined): boolean {
  return answer !== undefined && answer.status !== 200 && meaningOf(tellingCodeOf(answer.body)) === 'not_found';
}

function unanswered(error: unknown): BatchAnswers {
  if (error instanceof Problem || error instanceof InteractionRequired) {
    return new Map();
  }
  throw error;
}
