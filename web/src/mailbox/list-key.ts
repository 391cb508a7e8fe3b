import type { QueryKey } from '@tanstack/react-query';
import type { ListView } from '../platform/routes.js';

export function keyOfList({ folder, search, unreadOnly, filter, sort }: ListView): QueryKey {
  return ['messages', folder, search, unreadOnly, filter, sort];
}

/** Whether a list is searched, filtered or sorted: where in it a message belongs, if at all, only the service knows. */
export function isArranged([, , search, , filter, sort]: QueryKey): boolean {
  return search !== '' || filter !== '' || sort !== '';
}
