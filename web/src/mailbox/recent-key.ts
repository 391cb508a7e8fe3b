import type { Folder } from '../client/index.js';
import { createStore } from '../platform/store.js';

/** The key of the cached newest messages over all folders. */
export const allRecent = ['recent'] as const;

/** The folders from the time of that read, or earlier. A folder whose counts differ now has messages that may be missing in it. */
export const foldersOfRecent = createStore<readonly Folder[] | undefined>(undefined);
