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

/** So many are counted; more are “more than” these. */
const pageSize = 25;

/**
 * Tells of new mail by the system's notifications, for as long as somebody is signed in and wants it. What is shown goes when they
 * choose otherwise, in whatever tab: nobody shall see the senders any more then.
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
    // What the user has just handled here, e.g. taken back from Junk Email, is no news to them.
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
