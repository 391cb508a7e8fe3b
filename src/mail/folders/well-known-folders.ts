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
/** A mailbox may get a missing folder later: an archive is created by its first use. */
const absentMs = 600_000;
/** Folders that every mailbox should have, and that this one lacks. */
const missingMs = 60_000;

/** In v1.0 a folder has no property for its well-known name; it can only be addressed by it. One batch holds twenty. */
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
/** Names of folders that are never listed. */
const otherNames = ['msgfolderroot', 'searchfolders', 'recoverableitemsdeletions'];

/** Every mailbox should have them; while most are missing the mailbox is still being created. */
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

/** The known names of a mailbox, and those that are worth requesting again after a while. */
interface Known {
  readonly folders: KnownFolders;
  readonly open: readonly WellKnownName[];
  readonly askAgainAt: number;
}

/** The folders of a mailbox that the service itself created, and their purpose. */
@Injectable()
export class WellKnownFolders {
  /**
   * By user tag: frontends may have other tenants, and a user another mailbox in each. Ids of folders do not change;
   * the day restarts when an absent name has been requested again.
   */
  readonly #known = new LRUCache<string, Known>({ max: rememberedUsers, ttl: dayMs, noUpdateTTL: true });

  constructor(
    private readonly graph: GraphClient,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** For display: an unknown name is omitted, and requested again the next time. */
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
   * For decisions, with their permissions: a name that the batch could not read is requested separately.
   * @throws Problem or InteractionRequired when a name cannot be read
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

  /** `failed` are the names whose state is unknown. */
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
    // The known names of a mailbox stay valid when nothing more can be read.
    const { found, open, failed, askAgainMs } = namesIn(
      await (known === undefined ? answers : answers.catch(unanswered)),
      asked,
    );
    const folders = new Map([...(known?.folders ?? []), ...found]);
    // A response with a failed part is shown, and not cached for a day.
    if (folders.size > 0 && failed.length === 0) {
      this.#known.set(session.reference.userTag, { folders, open, askAgainAt: this.clock.now() + askAgainMs });
    }
    return { folders, failed: known === undefined ? failed : [] };
  }

  /**
   * The id of a name, for decisions on mail: a name that the batch could not read is requested separately. Undefined
   * when the mailbox has no such folder.
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
 * The state of the requested names; `open` are those without a folder, to be requested again after `askAgainMs`. A
 * folder that the mailbox lacks is not a failure. After a failure, and for a mailbox that is still being created, it is
 * requested at once the next time.
 */
export function namesIn(
  answers: BatchAnswers,
  asked: readonly WellKnownName[],
): {
  readonly found: KnownFolders;
  readonly open: readonly WellKnownName[];
  /** Their state is unknown. */
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
