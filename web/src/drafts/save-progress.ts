/** The state of saving: edits are counted, and each save records the last edit that it contains. */
export interface SaveProgress {
  readonly edits: number;
  readonly savedEdits: number;
  readonly isRunning: boolean;
  /** The number of consecutive failures. */
  readonly failures: number;
  /** When the first unsaved edit was made. */
  readonly unsavedSince: number;
}

export type SaveEvent =
  | { readonly kind: 'edited'; readonly at: number }
  | { readonly kind: 'started' }
  | { readonly kind: 'saved'; readonly edits: number; readonly at: number }
  | { readonly kind: 'failed' };

export type SaveStatus = 'saved' | 'saving' | 'not-saved';

export const nothingToSave: SaveProgress = {
  edits: 0,
  savedEdits: 0,
  isRunning: false,
  failures: 0,
  unsavedSince: 0,
};

const quietMs = 1_000;
const longestWaitMs = 5_000;
const firstRetryMs = 5_000;
const lastRetryMs = 60_000;

export function progressed(progress: SaveProgress, event: SaveEvent): SaveProgress {
  switch (event.kind) {
    case 'edited':
      return {
        ...progress,
        edits: progress.edits + 1,
        unsavedSince: isDirty(progress) ? progress.unsavedSince : event.at,
      };
    case 'started':
      return { ...progress, isRunning: true };
    case 'saved':
      return { ...progress, isRunning: false, failures: 0, savedEdits: event.edits, unsavedSince: event.at };
    case 'failed':
      return { ...progress, isRunning: false, failures: progress.failures + 1 };
  }
}

export function isDirty({ edits, savedEdits }: SaveProgress): boolean {
  return edits > savedEdits;
}

export function statusOf(progress: SaveProgress): SaveStatus {
  if (!isDirty(progress)) {
    return 'saved';
  }
  return progress.failures > 0 && !progress.isRunning ? 'not-saved' : 'saving';
}

/** The delay until the next save: after a pause in the typing, with an upper limit; longer after each failure. */
export function waitMs({ failures, unsavedSince }: SaveProgress, now: number): number {
  if (failures > 0) {
    return Math.min(lastRetryMs, firstRetryMs * 2 ** (failures - 1));
  }
  return Math.max(0, Math.min(quietMs, unsavedSince + longestWaitMs - now));
}
