import { liveSession } from '../../../test/support/mail-session.js';
import { AuditLog, Problem, type Logger } from '../../common/index.js';
import type { GraphCall, GraphClient } from '../../graph/index.js';
import type { FreshSignIn } from '../../session/index.js';
import { FolderEditor } from './folder-editor.js';
import type { FolderNames } from './folder-names.js';
import type { WellKnownFolders } from './well-known-folders.js';

const session = liveSession();

async function removed(parentFolderId: string, failure?: Problem): Promise<{ asked: string[]; audited: object[] }> {
  const asked: string[] = [];
  const audited: object[] = [];
  const graph = {
    json: (_: unknown, { method, path }: GraphCall) => {
      if (method === 'GET') {
        return Promise.resolve(
          path.includes('msgfolderroot')
            ? { id: 'root' }
            : { id: 'F', displayName: 'F', parentFolderId, totalItemCount: 3, unreadItemCount: 0, childFolderCount: 0 },
        );
      }
      asked.push(`${method} ${path}`);
      return failure === undefined ? Promise.resolve({}) : Promise.reject(failure);
    },
  } as unknown as GraphClient;
  const wellKnown = {
    isWellKnown: () => Promise.resolve(false),
    requireNames: () => Promise.resolve(new Map([['bin', 'deleteditems']])),
    idOf: () => Promise.resolve('bin'),
  } as unknown as WellKnownFolders;
  const logger = { audit: (facts: object) => void audited.push(facts) } as unknown as Logger;
  const editor = new FolderEditor(
    graph,
    wellKnown,
    { forget: () => undefined } as unknown as FolderNames,
    { require: () => undefined } as unknown as FreshSignIn,
    new AuditLog(logger),
  );
  await editor.remove(session, 'F').catch((error: unknown) => {
    expect(error).toBe(failure);
  });
  return { asked, audited };
}

describe('a folder that is deleted', () => {
  it('goes to Deleted Items, which is no permanent deletion', async () => {
    expect(await removed('root')).toEqual({ asked: ['POST /me/mailFolders/F/move'], audited: [] });
  });

  it.each([
    ['it is permanently deleted', undefined, 'success'],
    ['Graph refuses', new Problem('forbidden'), 'forbidden'],
  ])('is audited when it was there and %s', async (_, failure, outcome) => {
    const { asked, audited } = await removed('bin', failure);

    expect(asked).toEqual(['DELETE /me/mailFolders/F']);
    expect(audited).toEqual([expect.objectContaining({ event: 'mail_deleted_permanently', outcome, folders: 1 })]);
  });
});
