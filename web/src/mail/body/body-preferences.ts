import { parseStrings, type UserStored, userStored } from '../../platform/user-stored.js';

const MOST = 500;

/**
 * Addresses of senders whose pictures are always shown. Stored per user, not per browser: the next user of the browser has not agreed that
 * these senders learn what they open.
 */
export const pictureSenders = userStored('picture-senders', parseStrings);

/** Ids of messages with their own colours that the user has switched to dark. */
export const darkenedMessages = userStored('darkened', parseStrings);

/** Adds or removes a name; the oldest is removed when the list is full. */
export function remember(names: UserStored<readonly string[]>, userId: string, name: string, isIn: boolean): void {
  names.update(userId, (known) => {
    const others = known.filter((each) => each !== name);
    return isIn ? [...others, name].slice(-MOST) : others;
  });
}

/** Earlier versions of the app stored them here, for all users of the browser. */
for (const key of ['mail-picture-senders', 'mail-darkened']) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Storage is forbidden: then nothing was stored.
  }
}
