import { createStore } from '../platform/store.js';

/** Counts the changes of the mailbox that the server told us about, and what is as good as one. */
export const mailChanges = createStore(0);
