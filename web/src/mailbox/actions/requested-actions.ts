import type { MessagePage, MessageSummary } from '../../client/index.js';
import { createStore } from '../../platform/store.js';
import { type RequestedAction, withRequested } from './mail-action.js';

/** The actions that are requested and not performed yet. */
export const requestedActions = createStore<readonly RequestedAction[]>([]);

/** Counts actions that have ended: the response to an earlier request may be older than they are. */
export const endedActions = createStore(0);

const lastEnds = new Map<string, number>();

/** An action on these messages has ended, with whatever result. */
export function noteEnded(messages: readonly MessageSummary[]): void {
  endedActions.set(endedActions.get() + 1);
  for (const { id } of messages) {
    lastEnds.set(id, endedActions.get());
  }
}

/** Whether an action on the message has ended since `endedActions` had this value: earlier responses may be stale. */
export function hasEndedSince(id: string, count: number): boolean {
  return (lastEnds.get(id) ?? 0) > count;
}

/** A page of a list as it will be after all requested actions. */
export function pageWithRequested(page: MessagePage, folder: string): MessagePage {
  return { ...page, items: itemsWithRequested(page.items, folder) };
}

export function itemsWithRequested(items: readonly MessageSummary[], folder: string): MessageSummary[] {
  return withRequested(items, folder, requestedActions.get());
}

/** Messages outside of a list, in whatever folder. */
export function messagesWithRequested<Some extends MessageSummary>(messages: readonly Some[]): Some[] {
  return withRequested(messages, noFolder, requestedActions.get());
}

/** No action removes anything from it. */
const noFolder = '';
