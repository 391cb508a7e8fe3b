import type { Folder } from '../client/index.js';
import { locale, t } from '../texts/t.js';

const ORDER = ['inbox', 'drafts', 'sentitems', 'archive', 'junkemail', 'deleteditems'];
/** Folders that the mail server uses internally. */
const HIDDEN = [
  'syncissues',
  'conflicts',
  'localfailures',
  'serverfailures',
  'conversationhistory',
  'recoverableitemsdeletions',
];
/** For servers that don't report the purpose of a folder. */
const hiddenNames = ['Conversation History', 'Sync Issues', 'Conflicts', 'Local Failures', 'Server Failures'];
/** Mail only passes through these folders: they are shown only when a message is stuck. */
const TRANSIT = ['outbox', 'scheduled', 'clutter'];

/**
 * All visible folders, each after its parent. The standard folders come first, in the order of other mail programs, then the
 * user's own by name.
 */
export function flatTree(tree: readonly Folder[]): Folder[] {
  return [...tree]
    .filter((folder) => !isHidden(folder))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, locale(), { numeric: true }))
    .flatMap(({ children = [], ...folder }) => [folder, ...flatTree(children)]);
}

function isHidden({ wellKnownName, name, totalCount }: Folder): boolean {
  if (wellKnownName === null) {
    return hiddenNames.includes(name);
  }
  return HIDDEN.includes(wellKnownName) || (TRANSIT.includes(wellKnownName) && totalCount === 0);
}

function rank({ wellKnownName }: Folder): number {
  const index = ORDER.indexOf(wellKnownName ?? '');
  return index === -1 ? ORDER.length : index;
}

export interface FolderRow {
  readonly folder: Folder;
  /** 0 at the top. */
  readonly level: number;
  readonly hasChildren: boolean;
  readonly isExpanded: boolean;
}

/** The rows of the tree, in which only these folders (by id) are expanded. */
export function folderRows(folders: readonly Folder[], isExpanded: (id: string) => boolean): FolderRow[] {
  const levels = new Map<string, number>();
  const closed = new Set<string>();
  const parents = new Set(folders.map(({ parentId }) => parentId));
  const rows: FolderRow[] = [];
  for (const folder of folders) {
    const parent = folder.parentId ?? '';
    const level = (levels.get(parent) ?? -1) + 1;
    levels.set(folder.id, level);
    const hasChildren = parents.has(folder.id);
    const isOpen = hasChildren && isExpanded(folder.id);
    if (closed.has(parent)) {
      closed.add(folder.id);
      continue;
    }
    if (!isOpen) {
      closed.add(folder.id);
    }
    rows.push({ folder, level, hasChildren, isExpanded: isOpen });
  }
  return rows;
}

/** Whether a folder is `id` itself or is below it. */
export function isWithin(folders: readonly Folder[], folder: Folder, id: string): boolean {
  const byId = new Map(folders.map((one) => [one.id, one]));
  for (let at: Folder | undefined = folder; at !== undefined; at = byId.get(at.parentId ?? '')) {
    if (at.id === id) {
      return true;
    }
  }
  return false;
}

/** Whether it is in Deleted Items, where a deletion is permanent. */
export function isDeleted(folders: readonly Folder[], folder: Folder): boolean {
  const deleted = folders.find(({ wellKnownName }) => wellKnownName === 'deleteditems');
  return deleted !== undefined && isWithin(folders, folder, deleted.id);
}

/**
 * Whether a deletion of a folder needs a confirmation: always when it's permanent. By a single key, which may be meant for a message,
 * also when the folder is not empty. A deletion from its menu, and one of an empty folder, can be undone.
 */
export function asksBeforeDeletion(folders: readonly Folder[], folder: Folder, isByKey: boolean): boolean {
  if (isDeleted(folders, folder)) {
    return true;
  }
  return isByKey && (folder.totalCount > 0 || folders.some(({ parentId }) => parentId === folder.id));
}

/** The names of the folder's ancestors, the outermost first, and its own. */
export function pathOf(folders: readonly Folder[], folder: Folder): string[] {
  const byId = new Map(folders.map((one) => [one.id, one]));
  const names: string[] = [];
  for (let at: Folder | undefined = folder; at !== undefined; at = byId.get(at.parentId ?? '')) {
    names.unshift(at.name);
  }
  return names;
}

/** What is wrong with a folder's name beside its siblings, as a text for the user. */
export function nameFault(name: string, siblings: readonly Folder[], own?: string): string | undefined {
  const wanted = name.trim();
  if (wanted === '') {
    return t('Enter a name.');
  }
  if (wanted.length > 255) {
    return t('Use at most 255 characters.');
  }
  if (/[\u0000-\u001f\u007f]/.test(wanted)) {
    return t('Use letters, digits and symbols only.');
  }
  const isTaken = siblings.some((one) => one.id !== own && one.name.toLowerCase() === wanted.toLowerCase());
  return isTaken ? t('There’s a folder with this name already.') : undefined;
}

/** Folders whose name or path contains all of these words; those whose own name begins with them come first. */
export function matchingFolders(folders: readonly Folder[], all: readonly Folder[], text: string): readonly Folder[] {
  const words = folded(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) {
    return folders;
  }
  const found = folders.filter((folder) => {
    const path = folded(pathOf(all, folder).join(' / '));
    return words.every((word) => path.includes(word));
  });
  const first = folded(text.trim());
  const isFirst = ({ name }: Folder): boolean => folded(name).startsWith(first);
  return [...found.filter(isFirst), ...found.filter((folder) => !isFirst(folder))];
}

/** For comparisons without case, and without accents, which not every keyboard has. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The name of the top level. */
export const topName = t('Top level');

/** The folder's current position, for an undo. */
export function positionOf(folder: Folder, folders: readonly Folder[]): { parentId: string | null; name: string } {
  const parent = folders.find(({ id }) => id === folder.parentId);
  return parent === undefined ? { parentId: null, name: topName } : { parentId: parent.id, name: parent.name };
}
