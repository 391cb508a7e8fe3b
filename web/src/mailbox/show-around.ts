import { queryClient } from '../platform/services.js';
import type { FolderChanges } from './apply-changes.js';
import { aroundChanges } from './around-changes.js';
import { findFolder, foldersQuery } from './folders.js';
import type { ListChange } from './list-change.js';
import { editRecent, patchKnown } from './mail-cache.js';

/** Applies the changes of one folder to the data of the whole mailbox, as far as they are known. */
export function showAround(changes: FolderChanges, key: string, list: ListChange): void {
  const folder = findFolder(queryClient.getQueryData(foldersQuery.queryKey), key);
  const { shown, recentAfter } = aroundChanges({ changes, folder, ...list });
  for (const { isRead, flagged, categories, id } of shown) {
    const marks = { isRead, flagged, ...(categories === undefined ? {} : { categories }) };
    patchKnown(new Set([id]), marks);
  }
  editRecent(recentAfter);
}
