import { createStore } from './store.js';

export interface Notice {
  readonly title: string;
  readonly body?: string | undefined;
  readonly intent?: 'success' | 'info' | 'warning' | 'error';
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
  /** A notice with the same id replaces the earlier one. */
  readonly id?: string;
  readonly timeoutMs?: number;
  /** Called when the pointer or the focus enters and stops the timeout. The returned function is called when both have left. */
  readonly onHold?: (() => () => void) | undefined;
}

export interface ShownNotice extends Notice {
  readonly key: string;
  readonly timeoutMs: number;
}

const MOST = 3;
const shortMs = 4_000;
const withActionMs = 8_000;

let counter = 0;

/** The notices in the strip below the page, the newest last. */
export const notices = createStore<readonly ShownNotice[]>([]);

/** A short message below the page, read out by screen readers. */
export function notify(notice: Notice): void {
  counter += 1;
  const timeoutMs = notice.timeoutMs ?? (notice.action === undefined ? shortMs : withActionMs);
  const others = notices.get().filter(({ id }) => id === undefined || id !== notice.id);
  notices.set([...withSpaceForOne(others), { ...notice, key: `notice-${counter}`, timeoutMs }]);
}

/** Makes space for one more notice: removes the oldest, preferably one without an action. */
function withSpaceForOne(shown: readonly ShownNotice[]): readonly ShownNotice[] {
  if (shown.length < MOST) {
    return shown;
  }
  const first = shown.find(({ action }) => action === undefined) ?? shown[0];
  return shown.filter((one) => one !== first);
}

/** Dismisses a notice by its key or its id. */
export function dismissNotice(which: string): void {
  notices.set(notices.get().filter(({ key, id }) => key !== which && id !== which));
}

export function useNotify(): (notice: Notice) => void {
  return notify;
}
