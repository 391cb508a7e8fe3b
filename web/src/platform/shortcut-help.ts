import { createStore } from './store.js';

/** Whether the list of keyboard shortcuts is shown. */
export const shortcutHelp = createStore(false);

export function showShortcuts(): void {
  shortcutHelp.set(true);
}
