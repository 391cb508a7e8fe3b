import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Folder, FolderPage } from '../client/index.js';
import { orStored } from '../platform/offline/offline-copy.js';
import { client, queryClient } from '../platform/services.js';
import { mailPart } from '../platform/start-response.js';
import { flatTree } from './folder-tree.js';
import { folderDepth } from './list-request.js';
import { t } from '../texts/t.js';

/** The complete tree as a flat list: each folder after its parent. */
export const foldersQuery = queryOptions({
  queryKey: ['folders'],
  queryFn: ({ signal }): Promise<Folder[]> =>
    orStored('folders', ['folders'], () => allFolders(signal), {
      isShown: () => queryClient.getQueryData(['folders']) !== undefined,
    }),
});

async function allFolders(signal: AbortSignal): Promise<Folder[]> {
  const folders: Folder[] = [];
  let cursor: string | undefined;
  do {
    const query = { depth: folderDepth, ...(cursor === undefined ? {} : { cursor }) };
    const ask = (stop: AbortSignal): Promise<FolderPage> => client.mail.folders(query, { signal: stop, quiet: true });
    const page: FolderPage = await (cursor === undefined ? mailPart('folders', ask, { signal }) : ask(signal));
    folders.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return flatTree(folders);
}

export function useFolders(): UseQueryResult<Folder[]> {
  return useQuery(foldersQuery);
}

/** The folder's key in addresses and requests. */
export function folderKey(folder: Folder): string {
  return folder.wellKnownName ?? folder.id;
}

export function findFolder(folders: readonly Folder[] | undefined, key: string): Folder | undefined {
  return folders?.find((folder) => folderKey(folder) === key || folder.id === key);
}

/** Whether mail can be moved from one folder to the other; unsent mail can't be moved. */
export function isMoveTarget(target: Folder, from: string): boolean {
  if (folderKey(target) === from || target.id === from) {
    return false;
  }
  return target.wellKnownName !== 'drafts' && target.wellKnownName !== 'outbox';
}

const fallbackNames: Readonly<Record<string, string>> = {
  inbox: t('Inbox'),
  drafts: t('Drafts'),
  sentitems: t('Sent Items'),
  archive: t('Archive'),
  junkemail: t('Junk Email'),
  deleteditems: t('Deleted Items'),
  outbox: t('Outbox'),
  all: t('All folders'),
};

/** The name for display, also before the folders are loaded. */
export function folderName(folders: readonly Folder[] | undefined, key: string): string {
  return findFolder(folders, key)?.name ?? fallbackNames[key] ?? t('Folder');
}
