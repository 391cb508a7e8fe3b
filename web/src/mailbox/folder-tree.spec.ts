import type { Folder } from '../client/index.js';
import {
  asksBeforeDeletion,
  flatTree,
  folderRows,
  isWithin,
  matchingFolders,
  nameFault,
  pathOf,
} from './folder-tree.js';

function folder(name: string, members: Partial<Folder> = {}): Folder {
  return {
    id: name,
    name,
    parentId: 'top',
    wellKnownName: null,
    unreadCount: 0,
    totalCount: 0,
    childFolderCount: 0,
    ...members,
  };
}

const projects = folder('Projects', {
  children: [
    folder('Boreas', { parentId: 'Projects' }),
    folder('Aurora', { parentId: 'Projects', children: [folder('Plans', { parentId: 'Aurora' })] }),
  ],
});
const tree = [
  projects,
  folder('Inbox', { wellKnownName: 'inbox' }),
  folder('Outbox', { wellKnownName: 'outbox' }),
  folder('Sync Issues', { wellKnownName: 'syncissues', children: [folder('Conflicts', { parentId: 'Sync Issues' })] }),
  folder('Conversation History'),
  folder('Archive', { wellKnownName: 'archive' }),
];
const all = flatTree(tree);
function names(folders: readonly Folder[]): string[] {
  return folders.map(({ name }) => name);
}
function named(name: string): Folder {
  return all.find((one) => one.name === name) ?? folder('none');
}

describe('the tree of folders', () => {
  it('has the usual folders first, each folder after its parent, and hides internal ones', () => {
    expect(names(all)).toEqual(['Inbox', 'Archive', 'Projects', 'Aurora', 'Plans', 'Boreas']);
  });

  it('requires a confirmation before one is deleted permanently, or by key with mail or folders in it', () => {
    const deleted = folder('Deleted Items', { wellKnownName: 'deleteditems' });
    const old = folder('Old', { parentId: 'Deleted Items' });
    const mail = folder('Mail', { totalCount: 1 });
    const folders = [...all, deleted, old, mail];
    const asks = (one: Folder, isByKey: boolean): boolean => asksBeforeDeletion(folders, one, isByKey);
    expect([old, mail, named('Projects'), named('Boreas')].map((one) => asks(one, true))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect([old, mail, named('Projects'), named('Boreas')].map((one) => asks(one, false))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('shows the outbox of the mail server while something is in it', () => {
    expect(names(flatTree([folder('Outbox', { wellKnownName: 'outbox', totalCount: 1 })]))).toEqual(['Outbox']);
  });

  it('shows what is in a folder only while the folder is expanded, however deep', () => {
    const shown = (...expanded: string[]): string[] =>
      folderRows(all, (id) => expanded.includes(id)).map(({ folder: { name }, level }) => `${level} ${name}`);
    expect(shown()).toEqual(['0 Inbox', '0 Archive', '0 Projects']);
    expect(shown('Aurora')).toEqual(['0 Inbox', '0 Archive', '0 Projects']);
    expect(shown('Projects')).toEqual(['0 Inbox', '0 Archive', '0 Projects', '1 Aurora', '1 Boreas']);
    expect(shown('Projects', 'Aurora')).toContain('2 Plans');
  });

  it('knows the parents of folders', () => {
    expect(isWithin(all, named('Plans'), 'Projects')).toBe(true);
    expect(isWithin(all, named('Projects'), 'Projects')).toBe(true);
    expect(isWithin(all, named('Projects'), 'Plans')).toBe(false);
    expect(pathOf(all, named('Plans'))).toEqual(['Projects', 'Aurora', 'Plans']);
  });

  it('finds folders by words of their path, the ones that begin with it first', () => {
    expect(names(matchingFolders(all, all, 'au pro'))).toEqual(['Aurora', 'Plans']);
    expect(names(matchingFolders(all, all, 'a'))).toEqual(['Archive', 'Aurora', 'Plans', 'Boreas']);
    expect(matchingFolders(all, all, ' ')).toEqual(all);
    const accented = [folder('Übersicht'), folder('Été')];
    expect(names(matchingFolders(accented, accented, 'uber'))).toEqual(['Übersicht']);
    // A letter and its accent as separate characters, as some keyboards and file names have them.
    expect(names(matchingFolders(accented, accented, 'e\u0301te\u0301'))).toEqual(['Été']);
  });
});

describe('the name of a folder', () => {
  it.each([
    ['  ', 'Enter a name.'],
    ['x'.repeat(256), 'Use at most 255 characters.'],
    ['a\u0007', 'Use letters, digits and symbols only.'],
    [' aurora ', 'There’s a folder with this name already.'],
  ])('is refused when it is %j', (name, fault) => {
    expect(nameFault(name, all)).toBe(fault);
  });

  it('may be its own, in another spelling', () => {
    expect(nameFault('AURORA', all, 'Aurora')).toBeUndefined();
    expect(nameFault('R&D / 2027', all)).toBeUndefined();
  });
});
