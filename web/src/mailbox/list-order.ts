import type { ListView } from '../platform/routes.js';

/** Days stand over the messages only where they follow each other by date. */
export function isByDate({ sort }: ListView): boolean {
  return sort === '' || sort === 'oldest';
}

/** What a search found, and other orders, stand for themselves; of a narrowed list, not all of a conversation is there. */
export function isGroupable({ search, filter, sort }: ListView): boolean {
  return search === '' && sort === '' && (filter === '' || filter === 'focused' || filter === 'other');
}
