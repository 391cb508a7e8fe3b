import { createStore } from '../platform/store.js';

/** The progress of the service's work on all messages of a folder (`folder.progress` of the mail events). */
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

/** The latest reported task. */
export const folderTask = createStore<FolderTask | undefined>(undefined);

/** Parses the data of an event; undefined when it is invalid. */
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
