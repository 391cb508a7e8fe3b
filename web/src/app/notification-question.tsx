import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import { askForNotifications, notificationAccess, notificationsWouldHelp } from '../platform/desktop-notifications.js';
import { notify } from '../platform/notify.js';
import { setPreference, usePreferences } from '../platform/preferences.js';
import { useStore } from '../platform/store.js';
import { t } from '../texts/t.js';

/** Asked once, when mail has come that nobody saw: before the browser asks, and so that a no is not the browser's for ever. */
export function NotificationQuestion(): ReactElement | null {
  const wouldHelp = useStore(notificationsWouldHelp);
  const access = useStore(notificationAccess);
  const { newMailNotifications } = usePreferences();
  const [isAsking, setAsking] = useState(false);
  // Who has refused this site its notifications has been asked.
  const isAskable = access === 'default' || access === 'granted';
  if (!wouldHelp || newMailNotifications !== 'unasked' || !isAskable) return null;
  const turnOn = async (): Promise<void> => {
    setAsking(true);
    const answer = await askForNotifications();
    setAsking(false);
    setPreference({ newMailNotifications: answer === 'granted' ? 'content' : 'off' });
    if (answer === 'granted') notify({ title: t('You’ll be notified of new mail'), id: 'notifications' });
    else notify({ title: t('Notifications stay off. You can turn them on in Settings.'), intent: 'info' });
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
            setPreference({ newMailNotifications: 'off' });
          }}
        >
          {t('No, thanks')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
