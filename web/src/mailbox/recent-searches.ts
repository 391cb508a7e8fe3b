import { parseStrings, userStored } from '../platform/user-stored.js';
import { withFirst } from './folder-memory.js';

const MOST = 8;

/** What was searched for, the last first; forgotten at sign-out. */
export const recentSearches = userStored('searches', parseStrings);

export function rememberSearch(userId: string, text: string): void {
  recentSearches.set(userId, withFirst(recentSearches.get(userId), text, MOST));
}
