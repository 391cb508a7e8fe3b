import { useEffect } from 'react';
import { thisPage } from '../../client/browser-page.js';
import type { MessageSummary } from '../../client/index.js';
import {
  closeDesktopNotifications,
  isDesktopNotificationShown,
  notificationAccess,
  showDesktopNotification,
} from '../../platform/desktop-notifications.js';
import { notificationChoice } from '../../platform/notification-choice.js';
import { INBOX, listHref, messageHref } from '../../platform/routes.js';
import { asideMail, pendingInteraction } from '../../platform/services.js';
import { useUser } from '../../platform/session.js';
import { useStore } from '../../platform/store.js';
import { hasEndedSince } from '../actions/requested-actions.js';
import { mailChanges } from '../mail-changes.js';
import { openMessage } from '../open-message.js';
import { NewMailWatch } from './new-mail-watch.js';
import { mailNotices, severalTag, type NotifiedMail } from './notices.js';

/** Up to this number messages are counted; beyond it the text is “more than”. */
const pageSize = 25;

/**
 * Shows system notifications of new mail while a user is signed in and wants them. When they change the setting in any tab, shown
 * notifications are closed: nobody may see the senders any more.
 */
export function useNewMailNotifications(): void {
  const { id: userId } = useUser();
  const chosen = notificationChoice.use(userId);
  const isGranted = useStore(notificationAccess) === 'granted';
  const how = isGranted && (chosen === 'content' || chosen === 'plain') ? chosen : undefined;
  useEffect(() => notificationChoice.follow(userId), [userId]);
  useEffect(() => {
    const page = thisPage();
    if (how === undefined || page?.locks === undefined) {
      return undefined;
    }
    const watch = new NewMailWatch({
      locks: page.locks,
      fetchNewest: () => asideMail.messages({ folder: 'inbox', top: pageSize }, { quiet: true }),
      notify: notifierWith(how === 'content'),
    });
    const stops = [
      mailChanges.subscribe(() => {
        watch.changed();
      }),
      pendingInteraction.subscribe(() => {
        if (isSessionOver()) {
          closeDesktopNotifications();
        }
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
      for (const stop of stops) {
        stop();
      }
      watch.stop();
      closeDesktopNotifications();
    };
  }, [how]);
}

function notifierWith(withContent: boolean): (messages: readonly MessageSummary[], hasMore: boolean) => void {
  let notified: NotifiedMail | undefined;
  return (messages, hasMore) => {
    if (isSessionOver()) {
      return;
    }
    // Mail that the user has just handled here, e.g. restored from Junk Email, is not new to them.
    const news = messages.filter(({ id }) => !hasEndedSince(id, 0));
    if (news.length === 0) {
      return;
    }
    const earlier = isDesktopNotificationShown(severalTag) ? notified : undefined;
    const { notices, several } = mailNotices(news, { withContent, hasMore, earlier });
    notified = several ?? earlier;
    for (const { messageId, ...notice } of notices) {
      const href = messageId === undefined ? listHref(INBOX) : messageHref(INBOX, messageId);
      showDesktopNotification({
        ...notice,
        onClick: () => {
          openMessage(href, { byKeyboard: false });
        },
      });
    }
  };
}

function isSessionOver(): boolean {
  return pendingInteraction.get()?.problem.code === 'login_required';
}
