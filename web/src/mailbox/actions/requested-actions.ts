import type { MessagePage, MessageSummary } from '../../client/index.js';
import { createStore } from '../../platform/store.js';
import { type RequestedAction, withRequested } from './mail-action.js';

/** What was asked for and is not done yet. */
export const requestedActions = createStore<readonly RequestedAction[]>([]);

/** Counts actions that ended: an answer that was asked for before may be older than they are. */
export const endedActions = createStore(0);

/** A page of a list as it will be when everything that was asked for is done. */
export function pageWithRequested(page: MessagePage, folder: string): MessagePage {
  return { ...page, items: itemsWithRequested(page.items, folder) };
}

export function itemsWithRequested(items: readonly MessageSummary[], folder: string): MessageSummary[] {
  return withRequested(items, folder, requestedActions.get());
}
