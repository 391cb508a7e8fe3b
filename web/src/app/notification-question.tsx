import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import { askForNotifications, notificationAccess, notificationsWouldHelp } from '../platform/desktop-notifications.js';
import { notificationChoice } from '../platform/notification-choice.js';
import { notify } from '../platform/notify.js';
import { useUser } from '../platform/session.js';
import { useStore } from '../platform/store.js';
import { t } from '../texts/t.js';

/** Asked once, after new mail that the user didn't see. It comes before the browser's question, whose "no" is permanent. */
export function NotificationQuestion(): ReactElement | null {
  const wouldHelp = useStore(notificationsWouldHelp);
  const access = useStore(notificationAccess);
  const { id: userId } = useUser();
  const chosen = notificationChoice.use(userId);
  const [isAsking, setAsking] = useState(false);
  // A user who has blocked notifications for this site has already decided.
  const isAskable = access === 'default' || access === 'granted';
  if (!wouldHelp || chosen !== 'unasked' || !isAskable) {
    return null;
  }
  const turnOn = async (): Promise<void> => {
    setAsking(true);
    const answer = await askForNotifications();
    setAsking(false);
    notificationChoice.set(userId, answer === 'granted' ? 'content' : 'off');
    if (answer === 'granted') {
      notify({ title: t('You’ll be notified of new mail'), id: 'notifications' });
    } else if (answer === 'unsupported') {
      notify({ title: t('This browser doesn’t show notifications from this site.'), intent: 'info' });
    } else {
      notify({ title: t('Notifications stay off. You can turn them on in Settings.'), intent: 'info' });
    }
  };
  return (
    <MessageBar intent="info" layout="auto" data-testid="notification-question">
      <MessageBarBody>{t('New mail came while you were away. Be notified on your desktop?')}</MessageBarBody>
      <MessageBarActions>
        <Button size="small" disabled={isAsking} onClick={() => void turnOn()}>
          {t('Turn on')}
        </Button>
        <Button
          size="small"
          onClick={() => {
            notificationChoice.set(userId, 'off');
          }}
        >
          {t('No, thanks')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
