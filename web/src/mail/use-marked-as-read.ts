import { useEffect, useRef } from 'react';
import type { Message } from '../client/index.js';
import { markReadQuietly } from '../mailbox/actions/mail-actions.js';
import { usePreferences } from '../platform/preferences.js';
import { useUser } from '../platform/session.js';

/** Long enough to tell reading from passing by. */
const readAfterMs = 700;

/**
 * Only where the user has let this app change their mail: reading must never lead to a question. Nor to a receipt: Exchange may
 * send one with the mark, which is for the reader to decide, here or in the settings.
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
    // Marking it unread again while it is open must stay: only opening marks.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id, folder]);
}
