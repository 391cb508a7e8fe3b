import type { MessagePage, MessageSummary } from '../../client/index.js';
import { createStore } from '../../platform/store.js';
import { type RequestedAction, withRequested } from './mail-action.js';

/** What was asked for and is not done yet. */
export const requestedActions = createStore<readonly RequestedAction[]>([]);

/** Counts actions that ended: an answer that was asked for before may be older than they are. */
export const endedActions = createStore(0);

const lastEnds = new Map<string, number>();

/** An action on these has ended, however. */
export function noteEnded(messages: readonly MessageSummary[]): void {
  endedActions.set(endedActions.get() + 1);
  for (const { id } of messages) {
    lastEnds.set(id, endedActions.get());
  }
}

/** Whether an action on the message has ended since `endedActions` was this: what was asked for then is perhaps older. */
export function hasEndedSince(id: string, count: number): boolean {
  return (lastEnds.get(id) ?? 0) > count;
}

/** A page of a list as it will be when everything that was asked for is done. */
export function pageWithRequested(page: MessagePage, folder: string): MessagePage {
  return { ...page, items: itemsWithRequested(page.items, folder) };
}

export function itemsWithRequested(items: readonly MessageSummary[], folder: string): MessageSummary[] {
  return withRequested(items, folder, requestedActions.get());
}

/** Messages that are known by themselves, wherever they are. */
export function messagesWithRequested<Some extends MessageSummary>(messages: readonly Some[]): Some[] {
  return withRequested(messages, noFolder, requestedActions.get());
}

/** No action takes anything away from it. */
const noFolder = '';
