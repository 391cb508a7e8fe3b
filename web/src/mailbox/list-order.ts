import type { ListView } from '../platform/routes.js';

/** Day headings require an order by date. */
export function isByDate({ sort }: ListView): boolean {
  return sort === '' || sort === 'oldest';
}

/** Search results and lists in another order are not grouped; in a filtered list, a conversation may be incomplete. */
export function isGroupable({ search, filter, sort }: ListView): boolean {
  return search === '' && sort === '' && (filter === '' || filter === 'focused' || filter === 'other');
}
