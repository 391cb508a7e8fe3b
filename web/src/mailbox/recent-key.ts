import type { Folder } from '../client/index.js';
import { createStore } from '../platform/store.js';

/** What is known of the newest messages over all folders. */
export const allRecent = ['recent'] as const;

/** The folders as they were when those were read, or certainly not after: what has other counts since then has messages that may be missing. */
export const foldersOfRecent = createStore<readonly Folder[] | undefined>(undefined);
