import { liveSession } from '../../../test/support/mail-session.js';
import type { Logger } from '../../common/index.js';
import type { MailFolder, MailFolderPage } from '../model/index.js';
import { FolderNames } from './folder-names.js';
import type { FolderReader } from './folder-reader.js';
import type { FolderQuery } from './folder-requests.js';

const session = liveSession();

function folder(id: string, children?: MailFolder[]): MailFolder {
  const counts = { unreadCount: 0, totalCount: 0, childFolderCount: children?.length ?? 0 };
  return { id, name: `name of ${id}`, wellKnownName: null, parentId: null, ...counts, ...(children && { children }) };
}

describe('the names of folders', () => {
  let reads = 0;
  let names: FolderNames;

  beforeEach(() => {
    reads = 0;
    const reader = {
      all: () => {
        reads++;
        return Promise.resolve([folder('a')]);
      },
    } as unknown as FolderReader;
    names = new FolderNames(reader, {} as Logger);
  });

  const nameOf = async (id: string): Promise<string | undefined> => (await names.of(session, [id])).get(id)?.name;
  const learn = (query: FolderQuery, page: MailFolderPage): Promise<MailFolderPage> =>
    names.learnFrom(session, query, () => Promise.resolve(page));
  const whole: MailFolderPage = { items: [folder('a', [folder('b')])], nextCursor: null };

  it('come from a tree that was read for another request, until the folders change', async () => {
    await learn({ depth: 20 }, whole);
    expect([await nameOf('a'), await nameOf('b'), reads]).toEqual(['name of a', 'name of b', 0]);
    names.forget(session);
    await nameOf('a');
    expect(reads).toBe(1);
  });

  it('are read where the tree lacks the folder', async () => {
    await learn({ depth: 20 }, whole);
    expect([await nameOf('c'), reads]).toEqual(['', 1]);
  });

  it('do not come from a tree that was read while the folders changed', async () => {
    await names.learnFrom(session, { depth: 20 }, () => {
      names.forget(session);
      return Promise.resolve(whole);
    });
    await nameOf('a');
    expect(reads).toBe(1);
  });

  it.each([
    ['less deep', { depth: 2 }, whole],
    ['of one folder', { depth: 20, parent: 'a' }, whole],
    ['the rest', { depth: 20, cursor: 'c' }, whole],
    ['without a branch that failed', { depth: 20 }, { ...whole, items: [{ ...folder('a', []), childFolderCount: 1 }] }],
    ['one page of several', { depth: 20 }, { ...whole, nextCursor: 'c' }],
  ])('do not come from a tree that is %s', async (_, query, page) => {
    await learn(query, page);
    await nameOf('a');
    expect(reads).toBe(1);
  });
});
