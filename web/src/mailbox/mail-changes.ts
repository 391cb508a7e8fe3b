import { createStore } from '../platform/store.js';

/** Counts the changes of the mailbox that the server has reported, and what is as good as one. */
export const mailChanges = createStore(0);
