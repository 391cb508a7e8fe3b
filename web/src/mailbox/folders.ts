import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Folder } from '../client/index.js';
import { client } from '../platform/services.js';

const ORDER = ['inbox', 'drafts', 'sentitems', 'archive', 'junkemail', 'deleteditems', 'outbox'];
/** Kept by the mail server for itself. */
const HIDDEN = [
  'syncissues',
  'conflicts',
  'localfailures',
  'serverfailures',
  'conversationhistory',
  'recoverableitemsdeletions',
];

/** Where the server does not say what a folder is for. */
const HIDDEN_NAMES = ['Conversation History', 'Sync Issues', 'Conflicts', 'Local Failures', 'Server Failures'];

export const foldersQuery = queryOptions({
  queryKey: ['folders'],
  queryFn: async ({ signal }) => {
    const folders: Folder[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.mail.folders(cursor, { signal, quiet: true });
      folders.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return sortFolders(folders);
  },
});

export function useFolders(): UseQueryResult<Folder[]> {
  return useQuery(foldersQuery);
}

/** How a folder is called in the address and in requests. */
export function folderKey(folder: Folder): string {
  return folder.wellKnownName ?? folder.id;
}

/** The ones everybody has first, in the order mail programs use, then the user's own by name. */
export function sortFolders(folders: readonly Folder[]): Folder[] {
  return folders
    .filter(({ wellKnownName, name }) =>
      wellKnownName === null ? !HIDDEN_NAMES.includes(name) : !HIDDEN.includes(wellKnownName),
    )
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

export function findFolder(folders: readonly Folder[] | undefined, key: string): Folder | undefined {
  return folders?.find((folder) => folderKey(folder) === key || folder.id === key);
}

/** Whether mail can be moved from one folder to the other: what is to be sent is moved by nobody. */
export function isMoveTarget(target: Folder, from: string): boolean {
  if (folderKey(target) === from || target.id === from) return false;
  return target.wellKnownName !== 'drafts' && target.wellKnownName !== 'outbox';
}

const FALLBACK_NAMES: Readonly<Record<string, string>> = {
  inbox: 'Inbox',
  drafts: 'Drafts',
  sentitems: 'Sent Items',
  archive: 'Archive',
  junkemail: 'Junk Email',
  deleteditems: 'Deleted Items',
  outbox: 'Outbox',
};

/** A name to show, also before the folders are there. */
export function folderName(folders: readonly Folder[] | undefined, key: string): string {
  return findFolder(folders, key)?.name ?? FALLBACK_NAMES[key] ?? 'Folder';
}

function rank(folder: Folder): number {
  const index = ORDER.indexOf(folder.wellKnownName ?? '');
  return index === -1 ? ORDER.length : index;
}
