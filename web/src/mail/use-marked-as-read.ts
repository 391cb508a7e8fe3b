import { useEffect, useRef } from 'react';
import type { Message } from '../client/index.js';
import { markReadQuietly } from '../mailbox/actions/mail-actions.js';
import { usePreferences } from '../platform/preferences.js';
import { useUser } from '../platform/session.js';

/** Long enough to distinguish reading from skipping. */
const readAfterMs = 700;

/**
 * Marks an opened message as read, only if the user permits this app to change their mail: reading must never open a prompt. Nor must it
 * send a receipt, which Exchange may do with the mark: the reader decides about that, here or in the settings.
 */
export function useMarkedAsRead(message: Message | undefined, folder: string): void {
  const user = useUser();
  const id = message?.id;
  const { readReceipts } = usePreferences();
  const isSettled = readReceipts === 'always' || message?.isReadReceiptRequested !== true;
  const isUnread = message !== undefined && !message.isRead && isSettled;
  const latest = useRef(message);
  useEffect(() => {
    latest.current = message;
  });
  useEffect(() => {
    if (id === undefined || !isUnread) {
      return undefined;
    }
    const timer = setTimeout(() => {
      if (latest.current !== undefined) {
        markReadQuietly(user.id, latest.current, folder);
      }
    }, readAfterMs);
    return () => {
      clearTimeout(timer);
    };
    // A message that the user marks as unread while it is open stays unread: only opening marks.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id, folder]);
}
