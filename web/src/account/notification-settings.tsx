import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { askForNotifications, notificationAccess, type NotificationAccess } from '../platform/desktop-notifications.js';
import { type NotificationChoice, notificationChoice } from '../platform/notification-choice.js';
import { useUser } from '../platform/session.js';
import { useStore } from '../platform/store.js';
import { t } from '../texts/t.js';

const HINTS: Readonly<Record<NotificationAccess, string>> = {
  granted: t('For unread mail in the Inbox, while none of this app’s tabs is visible. At least one must be open.'),
  default: t(
    'Your browser will ask you first. They’re for unread mail in the Inbox, while no tab of this app is visible.',
  ),
  denied: t(
    'Your browser blocks this site’s notifications. To change that, open the site settings: the icon beside the address.',
  ),
  unsupported: t('This browser doesn’t show notifications from this site.'),
};

/** Whether the desktop shows notifications of new mail: the user's choice, and the browser's permission. */
export function NotificationSettings(): ReactElement {
  const { id: userId } = useUser();
  const chosen = notificationChoice.use(userId);
  const access = useStore(notificationAccess);
  const isPossible = access === 'granted' || access === 'default';
  const isOn = access === 'granted' && chosen !== 'unasked';
  const choose = async (choice: NotificationChoice): Promise<void> => {
    if (choice === 'off' || (await askForNotifications()) === 'granted') {
      notificationChoice.set(userId, choice);
    }
  };
  return (
    <Field
      label={t('Desktop notifications')}
      {...(access === 'denied'
        ? { validationState: 'warning' as const, validationMessage: HINTS.denied }
        : { hint: HINTS[access] })}
    >
      <RadioGroup
        value={isOn ? chosen : 'off'}
        onChange={(_, { value }) => {
          void choose(value === 'content' || value === 'plain' ? value : 'off');
        }}
      >
        <Radio value="off" label={t('Off')} />
        <Radio value="content" label={t('With sender and subject')} disabled={!isPossible} />
        <Radio value="plain" label={t('Without sender and subject')} disabled={!isPossible} />
      </RadioGroup>
    </Field>
  );
}
