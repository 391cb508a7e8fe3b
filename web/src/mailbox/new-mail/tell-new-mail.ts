import { useEffect } from 'react';
import { thisPage } from '../../client/browser-page.js';
import type { MessageSummary } from '../../client/index.js';
import {
  closeDesktopNotifications,
  notificationAccess,
  showDesktopNotification,
} from '../../platform/desktop-notifications.js';
import { preferences, usePreferences } from '../../platform/preferences.js';
import { INBOX, listHref, messageHref } from '../../platform/routes.js';
import { asideMail, pendingInteraction } from '../../platform/services.js';
import { useStore } from '../../platform/store.js';
import { hasEndedSince } from '../actions/requested-actions.js';
import { mailChanges } from '../mail-push.js';
import { openMessage } from '../open-message.js';
import { NewMailWatch } from './new-mail-watch.js';
import { mailNotices } from './notices.js';

/** So many are counted; more are “more than” these. */
const PAGE_SIZE = 25;

/** Tells of new mail by the system's notifications, for as long as mail is shown and the user wants it. */
export function useNewMailNotifications(): void {
  const { newMailNotifications } = usePreferences();
  const access = useStore(notificationAccess);
  const isOn = access === 'granted' && (newMailNotifications === 'content' || newMailNotifications === 'plain');
  useEffect(() => {
    const page = thisPage();
    if (!isOn || page?.locks === undefined) return undefined;
    const watch = new NewMailWatch({
      locks: page.locks,
      fetchNewest: () => asideMail.messages({ folder: 'inbox', top: PAGE_SIZE }, { quiet: true }),
      tell,
    });
    const stops = [
      mailChanges.subscribe(() => {
        watch.changed();
      }),
      pendingInteraction.subscribe(() => {
        if (isSessionOver()) closeDesktopNotifications();
      }),
      page.watch({
        onVisibility: () => undefined,
        onSleep: () => {
          watch.stop();
          closeDesktopNotifications();
        },
        onWake: () => {
          watch.start();
        },
      }),
    ];
    watch.start();
    return () => {
      for (const stop of stops) stop();
      watch.stop();
      closeDesktopNotifications();
    };
  }, [isOn]);
}

function tell(messages: readonly MessageSummary[], hasMore: boolean): void {
  if (isSessionOver()) return;
  // What the user has just handled here, e.g. taken back from Junk Email, is no news to them.
  const news = messages.filter(({ id }) => !hasEndedSince(id, 0));
  if (news.length === 0) return;
  const withContent = preferences.get().newMailNotifications === 'content';
  for (const { messageId, ...notice } of mailNotices(news, { withContent, hasMore })) {
    const href = messageId === undefined ? listHref(INBOX) : messageHref(INBOX, messageId);
    showDesktopNotification({
      ...notice,
      onClick: () => {
        openMessage(href, { byKeyboard: false });
      },
    });
  }
}

function isSessionOver(): boolean {
  return pendingInteraction.get()?.problem.code === 'login_required';
}
