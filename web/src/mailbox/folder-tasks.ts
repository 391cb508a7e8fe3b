import { createStore } from '../platform/store.js';

/** How far the service is with work on all messages of a folder (`folder.progress` of the mail events). */
export interface FolderTask {
  readonly id: string;
  /** Graph's id of the folder. */
  readonly folder: string;
  readonly task: 'empty' | 'mark-all-read';
  readonly state: 'running' | 'done' | 'failed';
  readonly total: number;
  readonly done: number;
  readonly failed: number;
}

/** The one that was heard of last. */
export const folderTask = createStore<FolderTask | undefined>(undefined);

/** Of an event's data; undefined for what is none. */
export function parseFolderTask(data: string): FolderTask | undefined {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  return isFolderTask(value) ? value : undefined;
}

function isFolderTask(value: unknown): value is FolderTask {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { id, folder, task, state, total, done, failed } = value as Partial<Record<keyof FolderTask, unknown>>;
  return (
    typeof id === 'string' &&
    typeof folder === 'string' &&
    (task === 'empty' || task === 'mark-all-read') &&
    (state === 'running' || state === 'done' || state === 'failed') &&
    [total, done, failed].every((count) => typeof count === 'number')
  );
}
