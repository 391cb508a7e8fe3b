import type { QueryKey } from '@tanstack/react-query';
import type { ListView } from '../platform/routes.js';

export function keyOfList({ folder, search, unreadOnly, filter, sort }: ListView): QueryKey {
  return ['messages', folder, search, unreadOnly, filter, sort];
}

/** Whether a list is searched, filtered or sorted: only the service knows whether and where a message belongs in it. */
export function isArranged([, , search, , filter, sort]: QueryKey): boolean {
  return search !== '' || filter !== '' || sort !== '';
}
