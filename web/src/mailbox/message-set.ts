import type { MessageSummary } from '../client/index.js';

export function idsOf(messages: readonly MessageSummary[]): Set<string> {
  return new Set(messages.map(({ id }) => id));
}

export function unreadIn(messages: readonly MessageSummary[]): number {
  return messages.filter(({ isRead }) => !isRead).length;
}
