import { parseStrings, userStored } from '../platform/user-stored.js';
import { withFirst } from './folder-memory.js';

const MOST = 8;

/** The user's searches, the last first; deleted at sign-out. */
export const recentSearches = userStored('searches', parseStrings);

export function rememberSearch(userId: string, text: string): void {
  recentSearches.set(userId, withFirst(recentSearches.get(userId), text, MOST));
}
