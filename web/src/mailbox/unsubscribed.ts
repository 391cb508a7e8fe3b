import { parseStrings, userStored } from '../platform/user-stored.js';
import { withFirst } from './folder-memory.js';

const MOST = 200;

/** Messages (by their ids) whose lists the user has left from here, the last first. */
export const unsubscribedMessages = userStored('unsubscribed', parseStrings);

export function rememberUnsubscribed(userId: string, messageId: string): void {
  unsubscribedMessages.set(userId, withFirst(unsubscribedMessages.get(userId), messageId, MOST));
}
