import { useEffect } from 'react';
import { clearAppBadge } from '../platform/app-badge.js';

/** The number on the icon of the installed app, where the system shows one; removed when mail is no longer shown. */
export function useAppBadge(unread: number): void {
  useEffect(() => {
    if (!('setAppBadge' in navigator)) {
      return;
    }
    // A browser may refuse it for a page that isn't installed.
    navigator.setAppBadge(unread).catch(() => undefined);
  }, [unread]);
  useEffect(() => clearAppBadge, []);
}
