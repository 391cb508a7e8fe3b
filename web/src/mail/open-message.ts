import { navigate } from '../platform/router.js';
import { createStore } from '../platform/store.js';

/** The address of the message that was opened with the keyboard: there the focus goes to its heading. */
export const openedByKeyboard = createStore<string | undefined>(undefined);

export function openMessage(href: string, { byKeyboard }: { byKeyboard: boolean }): void {
  openedByKeyboard.set(byKeyboard ? href : undefined);
  navigate(href);
}
