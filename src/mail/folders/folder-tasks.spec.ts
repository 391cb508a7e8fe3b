import { liveSession } from '../../../test/support/mail-session.js';
import type { AuditLog, Logger } from '../../common/index.js';
import type { GraphCall, GraphClient } from '../../graph/index.js';
import type { EventBus } from '../../redis/index.js';
import { type FreshSignIn, SignInRequired } from '../../session/index.js';
import type { FolderNames } from './folder-names.js';
import type { FolderProgress } from './folder-progress.js';
import { FolderTasks } from './folder-tasks.js';
import type { WellKnownFolders } from './well-known-folders.js';

const session = liveSession();

describe('a task on all messages of a folder', () => {
  it('tells and audits what is done when the user has to sign in again meanwhile', async () => {
    const batches = [204, new SignInRequired(session)];
    const graph = {
      json: (_: unknown, { path, body }: GraphCall) => {
        if (path.includes('/messages')) {
          return Promise.resolve({ value: Array.from({ length: 30 }, (__, index) => ({ id: `m${index}` })) });
        }
        if (path !== '/$batch') {
          return Promise.resolve({ id: 'D', displayName: 'Deleted Items', totalItemCount: 30, unreadItemCount: 0 });
        }
        const status = batches.shift();
        const { requests } = body as { requests: { id: string }[] };
        return status instanceof Error
          ? Promise.reject(status)
          : Promise.resolve({ responses: requests.map(({ id }) => ({ id, status })) });
      },
    } as unknown as GraphClient;
    const told: FolderProgress[] = [];
    const audited: object[] = [];
    const ended = new Promise<void>((resolve) => {
      const tasks = new FolderTasks(
        graph,
        { idOf: () => Promise.resolve('D') } as unknown as WellKnownFolders,
        { forget: resolve } as unknown as FolderNames,
        { require: () => undefined } as unknown as FreshSignIn,
        {
          publish: (_: string, message: string) => {
            told.push((JSON.parse(message) as { progress: FolderProgress }).progress);
            return Promise.resolve();
          },
        } as unknown as EventBus,
        { record: (_: string, facts: object) => void audited.push(facts) } as unknown as AuditLog,
        { warning: () => undefined } as unknown as Logger,
      );
      void tasks.start(session, 'deleteditems', 'empty');
    });
    await ended;

    expect(told.at(-1)).toMatchObject({ state: 'failed', code: 'login_required', done: 20, failed: 0 });
    expect(audited).toEqual([expect.objectContaining({ outcome: 'failed', messages: 20 })]);
  });
});
