import { jest } from '@jest/globals';

import { liveSession } from '../../../test/support/mail-session.js';
import type { AuditLog, Logger } from '../../common/index.js';
import type { AppConfig } from '../../config/index.js';
import type { GraphCall, GraphClient } from '../../graph/index.js';
import type { EventBus } from '../../redis/index.js';
import { type FreshSignIn, type SessionWatch, SignInRequired } from '../../session/index.js';
import type { FolderNames } from './folder-names.js';
import type { FolderProgress } from './folder-progress.js';
import { FolderTasks } from './folder-tasks.js';
import type { WellKnownFolders } from './well-known-folders.js';

type Watcher = Parameters<SessionWatch['watch']>[1];

const session = liveSession();

/** Deleted Items with messages and folders, and the task that empties them. */
class Bin {
  readonly reported: FolderProgress[] = [];
  readonly audited: object[] = [];
  readonly watchers = new Set<Watcher>();
  readonly ended: Promise<void>;
  readonly tasks: FolderTasks;
  batches = 0;
  /** Messages that are deleted as soon as the newest one is known. */
  arriving: string[] = [];
  /** Graph's response to each write. */
  status = 204;

  /** `onBatch` is called before each batch with its number; an error from it is the batch's failure. */
  constructor(
    public messages: string[],
    public folders: string[],
    private readonly onBatch: (batch: number, bin: Bin) => void | Promise<void> = () => undefined,
  ) {
    let end: () => void = () => undefined;
    this.ended = new Promise<void>((resolve) => (end = resolve));
    this.tasks = new FolderTasks(
      { json: (_: unknown, call: GraphCall) => this.#answer(call) } as unknown as GraphClient,
      { idOf: () => Promise.resolve('D') } as unknown as WellKnownFolders,
      { forget: end } as unknown as FolderNames,
      { require: () => undefined } as unknown as FreshSignIn,
      {
        watch: (_: unknown, watcher: Watcher) => {
          this.watchers.add(watcher);
          return () => this.watchers.delete(watcher);
        },
      } as unknown as SessionWatch,
      {
        publish: (_: string, message: string) => {
          this.reported.push((JSON.parse(message) as { progress: FolderProgress }).progress);
          return Promise.resolve();
        },
      } as unknown as EventBus,
      { record: (_: string, facts: object) => void this.audited.push(facts) } as unknown as AuditLog,
      { warning: () => undefined } as unknown as Logger,
      { shutdownDelaySeconds: 20 } as unknown as AppConfig,
    );
  }

  get left(): readonly [messages: number, folders: number] {
    return [this.messages.length, this.folders.length];
  }

  async #answer({ method, path, body }: GraphCall): Promise<unknown> {
    if (path === '/$batch') {
      await this.onBatch(++this.batches, this);
      const { requests } = body as { requests: { id: string; url: string }[] };
      const deleted = new Set(requests.map(({ url }) => url.slice('/me/messages/'.length)));
      if (this.status === 204) {
        this.messages = this.messages.filter((id) => !deleted.has(id));
      }
      return { responses: requests.map(({ id }) => ({ id, status: this.status, body: {} })) };
    }
    const query = new URLSearchParams(path.split('?')[1]);
    const skip = Number(query.get('$skip') ?? 0);
    if (path.includes('/childFolders')) {
      return {
        value: this.folders.slice(skip, skip + 100).map((id) => ({ id })),
        ...(this.folders.length > skip + 100 ? { '@odata.nextLink': 'https://graph.example/more' } : {}),
      };
    }
    if (query.get('$orderby') === 'lastModifiedDateTime desc') {
      const [newest] = this.messages;
      this.messages.unshift(...this.arriving.splice(0));
      return { value: newest === undefined ? [] : [{ id: newest, lastModifiedDateTime: '2026-01-01T00:00:00Z' }] };
    }
    if (path.includes('/messages')) {
      const isOldOnly = query.get('$filter') === 'lastModifiedDateTime lt 2026-01-01T00:00:01.000Z';
      const messages = this.messages.filter((id) => !isOldOnly || !id.startsWith('new'));
      return { value: messages.slice(skip, skip + 100).map((id) => ({ id })) };
    }
    if (method === 'DELETE') {
      this.folders = this.folders.filter((id) => path !== `/me/mailFolders/${id}`);
      return undefined;
    }
    return { id: 'D', displayName: 'Deleted Items', totalItemCount: this.messages.length, unreadItemCount: 0 };
  }
}

function ids(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

describe('a task on all messages of a folder', () => {
  it('reports and audits what is done when the user has to sign in again meanwhile', async () => {
    const bin = new Bin(ids('m', 30), [], (batch) => {
      if (batch === 2) {
        throw new SignInRequired(session);
      }
    });
    await bin.tasks.start(session, 'deleteditems', 'empty');
    await bin.ended;

    expect(bin.reported.at(-1)).toMatchObject({ state: 'failed', code: 'login_required', done: 20, failed: 0 });
    expect(bin.audited).toEqual([expect.objectContaining({ outcome: 'failed', messages: 20 })]);
  });

  it('stops at the next batch when its session has ended', async () => {
    const bin = new Bin(ids('m', 90), ids('f', 3), (batch, { watchers }) => {
      if (batch === 2) {
        watchers.forEach((watcher) => {
          watcher.ended('signed_out');
        });
      }
    });
    await bin.tasks.start(session, 'deleteditems', 'empty');
    await bin.ended;

    expect(bin.left).toEqual([50, 3]);
    expect(bin.reported.at(-1)).toMatchObject({ state: 'failed', code: 'login_required', done: 40 });
    expect(bin.watchers.size).toBe(0);
  });

  it('deletes all folders, however many there are, and counts them in the audit', async () => {
    const bin = new Bin(ids('m', 250), ids('f', 230));
    await bin.tasks.start(session, 'deleteditems', 'empty');
    await bin.ended;

    expect(bin.left).toEqual([0, 0]);
    expect(bin.reported.at(-1)).toMatchObject({ state: 'done', done: 250 });
    expect(bin.audited).toEqual([expect.objectContaining({ outcome: 'success', messages: 250, folders: 230 })]);
  });

  it('spares what is deleted while it runs', async () => {
    const bin = new Bin(ids('m', 250), ids('f', 130), (batch, { messages, folders }) => {
      if (batch === 2) {
        messages.unshift('new1', 'new2');
        folders.unshift(...ids('new', 110));
      }
    });
    await bin.tasks.start(session, 'deleteditems', 'empty');
    await bin.ended;

    expect(bin.left).toEqual([2, 110]);
    expect(bin.reported.at(-1)).toMatchObject({ state: 'done', done: 250 });
    expect(bin.audited).toEqual([expect.objectContaining({ outcome: 'success', messages: 250, folders: 130 })]);
  });

  it('spares what is deleted while it runs, also when there were folders only', async () => {
    const bin = new Bin([], ids('f', 130));
    bin.arriving = ['new1'];
    await bin.tasks.start(session, 'deleteditems', 'empty');
    await bin.ended;

    expect(bin.left).toEqual([1, 0]);
  });

  it('watches the session only, and not the proof of its device', async () => {
    const bin = new Bin(ids('m', 30), []);
    await bin.tasks.start(session, 'deleteditems', 'empty');
    expect([...bin.watchers]).toEqual([expect.objectContaining({ outlivesProof: true })]);
    await bin.ended;
  });

  it('deletes no folders after a thousand failures', async () => {
    const bin = new Bin(ids('m', 1_200), ids('f', 3));
    bin.status = 403;
    await bin.tasks.start(session, 'deleteditems', 'empty');
    await bin.ended;

    expect(bin.left).toEqual([1_200, 3]);
    expect(bin.reported.at(-1)).toMatchObject({ state: 'failed', done: 0, failed: 1_000 });
    expect(bin.audited).toEqual([expect.objectContaining({ outcome: 'failed', folders: 0, failed: 1_000 })]);
  });

  it('is awaited with the other shutdown tasks, and no longer than the process has', async () => {
    jest.useFakeTimers();
    try {
      let reach: () => void = () => undefined;
      const reached = new Promise<void>((resolve) => (reach = resolve));
      const bin = new Bin(ids('m', 60), [], () => {
        reach();
        return new Promise(() => undefined);
      });
      await bin.tasks.start(session, 'deleteditems', 'empty');
      await reached;
      bin.tasks.beforeApplicationShutdown();
      const onEnd = jest.fn();
      void bin.tasks.onApplicationShutdown().then(onEnd);

      await jest.advanceTimersByTimeAsync(2_000);
      expect(onEnd).not.toHaveBeenCalled();
      // Of 25 s, 20 belong to the balancers and 2 to the steps after the tasks.
      await jest.advanceTimersByTimeAsync(1_000);
      expect(onEnd).toHaveBeenCalled();
    } finally {
      jest.useRealTimers();
    }
  });

  it('reports its failure before the process may end', async () => {
    let reach: () => void = () => undefined;
    let open: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const gate = new Promise<void>((resolve) => (open = resolve));
    const bin = new Bin(ids('m', 60), [], () => {
      reach();
      return gate;
    });
    await bin.tasks.start(session, 'deleteditems', 'empty');
    await reached;
    bin.tasks.beforeApplicationShutdown();
    const end = bin.tasks.onApplicationShutdown();
    open();
    await end;

    expect(bin.reported.at(-1)).toMatchObject({ state: 'failed', code: 'overloaded', done: 20 });
    expect(bin.audited).toHaveLength(1);
  });
});
