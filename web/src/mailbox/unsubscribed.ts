import { parseStrings, userStored } from '../platform/user-stored.js';
import { withFirst } from './folder-memory.js';

const MOST = 200;

/** Ids of messages whose mailing lists the user has left in this app, the newest first. */
export const unsubscribedMessages = userStored('unsubscribed', parseStrings);

export function rememberUnsubscribed(userId: string, messageId: string): void {
  unsubscribedMessages.update(userId, (known) => withFirst(known, messageId, MOST));
}
