import { createStore } from '../platform/store.js';

/** Counts the mailbox changes that the server has reported, and events that may hide one. */
export const mailChanges = createStore(0);
