import { Injectable, type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { AuditLog, Logger, Problem, randomId } from '../../common/index.js';
import { AppConfig } from '../../config/index.js';
import {
  GraphClient,
  graphPath,
  mostWritesPerBatch,
  withQuery,
  writeBatch,
  type BatchWrite,
  type WriteOutcome,
} from '../../graph/index.js';
import { shutdownLimitMs } from '../../http/index.js';
import { EventBus } from '../../redis/index.js';
import { FreshSignIn, problemOfPart, SessionWatch, type LiveSession } from '../../session/index.js';
import { fieldsOf, idOf, moveToDeletedItems, pageOf } from '../model/index.js';
import { FolderNames } from './folder-names.js';
import { folderProgressChannel, type FolderProgress } from './folder-progress.js';
import { folderOf, folderProperties } from './graph-folder.js';
import { PresentContent } from './present-content.js';
import { WellKnownFolders } from './well-known-folders.js';

type Task = FolderProgress['task'];

interface Run {
  readonly session: LiveSession;
  readonly folder: string;
  readonly task: Task;
  /** Whether the folder is Deleted Items, which is emptied permanently. */
  readonly isForGood: boolean;
  readonly writeOf: (messageId: string) => BatchWrite;
  progress: FolderProgress;
  /** Folders that were deleted with all of their content. */
  folders: number;
  /** Why it does not continue. */
  stop?: Problem;
}

const permissions = ['mail.write'] as const;
const pageSize = 100;
/** A user who wants more at once waits. */
const mostTasksPerUser = 4;
/** The fault affects the rest too. */
const mostFailures = 1_000;
/** Graph's lists may contain deleted items for a while. */
const rememberedIds = 2_000;
/** Of the end of the process, for what ends after the tasks. */
const reservedMs = 2_000;

/**
 * Work on all messages of a folder, which takes longer than a request may. It continues in this process after the
 * response, until the session ends; its progress is sent to all streams of the user. A task that a restart ends is
 * reported as failed and can be requested again: what it has done stays done.
 */
@Injectable()
export class FolderTasks implements BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #runs = new Map<string, Run>();
  readonly #work = new Set<Promise<void>>();
  #isEnding = false;
  #timeIsUp: Promise<void> | undefined;

  constructor(
    private readonly graph: GraphClient,
    private readonly wellKnown: WellKnownFolders,
    private readonly names: FolderNames,
    private readonly freshSignIn: FreshSignIn,
    private readonly sessions: SessionWatch,
    private readonly bus: EventBus,
    private readonly audit: AuditLog,
    private readonly logger: Logger,
    private readonly config: AppConfig,
  ) {}

  /** The tasks end while the server closes; it must not wait for them. */
  beforeApplicationShutdown(): void {
    this.#isEnding = true;
    this.#runs.forEach((run) => {
      run.stop ??= new Problem('overloaded');
    });
    const leftMs = shutdownLimitMs - 1_000 * this.config.shutdownDelaySeconds - reservedMs;
    this.#timeIsUp = new Promise((resolve) => {
      setTimeout(resolve, leftMs).unref();
    });
  }

  /** Waits until each task has reported its end, while the bus is still available. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.race([Promise.allSettled(this.#work), this.#timeIsUp]);
  }

  /** The id of the task; of the running one when the same is requested twice. */
  async start(session: LiveSession, folderId: string, task: Task): Promise<string> {
    const answer = await this.graph.json(session, {
      operation: `count messages: ${task}`,
      permissions,
      method: 'GET',
      path: withQuery(graphPath`/me/mailFolders/${folderId}`, { $select: folderProperties }),
    });
    const folder = folderOf(answer, new Map());
    const isForGood =
      task === 'empty' && folder.id === (await this.wellKnown.idOf(session, 'deleteditems', permissions));
    if (isForGood) {
      this.freshSignIn.require(session, permissions);
    }
    const { userTag } = session.reference;
    const key = JSON.stringify([userTag, folder.id, task]);
    const running = this.#runs.get(key);
    if (running !== undefined) {
      return running.progress.id;
    }
    const own = [...this.#runs.values()].filter((run) => run.session.reference.userTag === userTag);
    if (own.length >= mostTasksPerUser || this.#isEnding) {
      throw new Problem('throttled', { retryAfterSeconds: 5 });
    }
    const total = task === 'empty' ? folder.totalCount : folder.unreadCount;
    const run: Run = {
      session,
      folder: folder.id,
      task,
      isForGood,
      writeOf: writerOf(task, isForGood),
      progress: { id: randomId(), folder: folder.id, task, state: 'running', total, done: 0, failed: 0 },
      folders: 0,
    };
    this.#runs.set(key, run);
    const work = this.#run(run).finally(() => {
      this.#runs.delete(key);
      this.#work.delete(work);
    });
    this.#work.add(work);
    return run.progress.id;
  }

  async #run(run: Run): Promise<void> {
    const endWatch = this.sessions.watch(run.session, {
      outlivesProof: true,
      ended: (reason) => {
        run.stop ??= new Problem(reason === 'stopping' ? 'overloaded' : 'login_required');
      },
    });
    try {
      await this.#report(run, {});
      const present = new PresentContent(this.graph, run.session, run.folder);
      const folders = run.isForGood ? await present.folders() : new Set<string>();
      const messages = await present.messages(run.task);
      if (messages !== undefined) {
        await this.#messages(run, messages.filter);
      }
      if (run.progress.failed < mostFailures && folders.size > 0) {
        await this.#childFolders(run, present, folders);
      }
      await this.#report(run, { state: run.progress.failed > 0 ? 'failed' : 'done' });
    } catch (error) {
      const { code } = problemOfPart(error) ?? new Problem('internal_error');
      this.logger.warning({ err: error, task: run.task }, 'a task on a folder ended early');
      await this.#report(run, { state: 'failed', code });
    } finally {
      endWatch();
    }
    this.#recordDeletion(run);
    this.names.forget(run.session);
  }

  #recordDeletion({ session, isForGood, folders, progress: { done, failed, state } }: Run): void {
    if (isForGood) {
      const outcome = state === 'done' ? 'success' : 'failed';
      this.audit.record('mail_deleted_permanently', { outcome, session, messages: done, folders, failed });
    }
  }

  /**
   * A processed message leaves the list, so that each page is the first; a message that cannot be processed is skipped.
   */
  async #messages(run: Run, present: string | undefined): Promise<void> {
    const handled = new LRUCache<string, true>({ max: rememberedIds });
    for (let skip = 0; ;) {
      const ids = await this.#page(run, present, skip);
      const fresh = ids.filter((id) => !handled.has(id));
      if (fresh.length === 0) {
        return;
      }
      for (let start = 0; start < fresh.length; start += mostWritesPerBatch) {
        const batch = fresh.slice(start, start + mostWritesPerBatch);
        requireRunning(run);
        batch.forEach((id) => handled.set(id, true));
        const outcomes = await writeBatch(
          this.graph,
          run.session,
          { operation: run.task, permissions },
          batch.map(run.writeOf),
        );
        const failed = outcomes.filter(isFailed);
        skip += failed.length;
        await this.#report(run, {
          done: run.progress.done + batch.length - failed.length,
          failed: run.progress.failed + failed.length,
          ...codeOf(run, failed),
        });
        if (run.progress.failed >= mostFailures) {
          return;
        }
      }
    }
  }

  async #page({ session, folder, task }: Run, present: string | undefined, skip: number): Promise<string[]> {
    const conditions = [task === 'empty' ? undefined : 'isRead eq false', present].filter((one) => one !== undefined);
    const answer = await this.graph.json(session, {
      operation: `list messages: ${task}`,
      permissions,
      method: 'GET',
      path: withQuery(graphPath`/me/mailFolders/${folder}/messages`, {
        $top: pageSize,
        $skip: skip === 0 ? undefined : skip,
        $select: 'id',
        $filter: conditions.length === 0 ? undefined : conditions.join(' and '),
      }),
    });
    return pageOf(answer).items.map((item) => idOf(fieldsOf(item)));
  }

  /**
   * Of Deleted Items: the folders that were there are removed with their messages, and leave the list; those that were
   * deleted meanwhile stay.
   */
  async #childFolders(run: Run, present: PresentContent, folders: ReadonlySet<string>): Promise<void> {
    const deleted = new Set<string>();
    for (let skip = 0; ;) {
      const page = await present.folderPage(skip);
      if (page.length === 0) {
        return;
      }
      const left = page.filter((id) => folders.has(id) && !deleted.has(id));
      for (const id of left) {
        requireRunning(run);
        const path = graphPath`/me/mailFolders/${id}`;
        await this.graph.json(run.session, { operation: 'delete folder', permissions, method: 'DELETE', path });
        deleted.add(id);
        run.folders++;
      }
      skip += page.length - left.length;
    }
  }

  async #report(run: Run, changes: Partial<FolderProgress>): Promise<void> {
    run.progress = { ...run.progress, ...changes };
    const message = { userTag: run.session.reference.userTag, progress: run.progress };
    try {
      await this.bus.publish(folderProgressChannel, JSON.stringify(message));
    } catch (error) {
      this.logger.warning({ err: error }, 'the progress of a task was not reported');
    }
  }
}

/** @throws Problem why the task does not continue */
function requireRunning({ stop }: Run): void {
  if (stop !== undefined) {
    throw stop;
  }
}

/** Deleted Items are emptied permanently; Graph's own DELETE does that there, in every cloud. */
function writerOf(task: Task, isForGood: boolean): (messageId: string) => BatchWrite {
  return (messageId) => {
    const path = graphPath`/me/messages/${messageId}`;
    if (task === 'mark-all-read') {
      return { method: 'PATCH', path, body: { isRead: true } };
    }
    return isForGood ? { method: 'DELETE', path } : moveToDeletedItems(path);
  };
}

function isFailed(outcome: WriteOutcome): outcome is Extract<WriteOutcome, { kind: 'failed' }> {
  return outcome.kind === 'failed';
}

/** The first failure is reported. */
function codeOf({ progress }: Run, [first]: readonly Extract<WriteOutcome, { kind: 'failed' }>[]): { code?: string } {
  return progress.code !== undefined || first === undefined ? {} : { code: first.problem.code };
}
