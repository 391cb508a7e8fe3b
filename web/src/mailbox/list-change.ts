import type { MessageSummary } from '../client/index.js';
import { idsOf } from './message-set.js';

/** A list before and after its changes. */
export interface ListChange {
  readonly before: readonly MessageSummary[];
  readonly after: readonly MessageSummary[];
}

export function removedFrom({ before, after }: ListChange): MessageSummary[] {
  const left = idsOf(after);
  return before.filter(({ id }) => !left.has(id));
}

/** The new and changed messages of the list; `contentOf` returns the compared content. */
export function newOrOther(
  { before, after }: ListChange,
  contentOf: (message: MessageSummary) => string = JSON.stringify,
): MessageSummary[] {
  const old = new Map(before.map((message) => [message.id, message]));
  return after.filter((message) => {
    const known = old.get(message.id);
    return known !== message && (known === undefined || contentOf(known) !== contentOf(message));
  });
}
