import { parseStrings, type UserStored, userStored } from '../../platform/user-stored.js';

const MOST = 500;

/**
 * Senders (by their addresses) whose pictures are always shown. Of the user, not of the browser: who signs in next has not agreed that these
 * senders learn what they open.
 */
export const pictureSenders = userStored('picture-senders', parseStrings);

/** Messages (by their ids) with colours of their own that are shown dark. */
export const darkenedMessages = userStored('darkened', parseStrings);

/** The oldest makes way. */
export function remember(names: UserStored<readonly string[]>, userId: string, name: string, isIn: boolean): void {
  const others = names.get(userId).filter((each) => each !== name);
  names.set(userId, isIn ? [...others, name].slice(-MOST) : others);
}

/** Where earlier versions of the app had them, for whoever used the browser. */
for (const key of ['mail-picture-senders', 'mail-darkened']) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Storage is forbidden: then nothing was stored.
  }
}
