import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { blockedSendersQuery, unblockSender } from '../mailbox/blocked-senders.js';
import { usePermission } from '../platform/permissions.js';
import { problemText } from '../ui/problem-text.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM, minHeight: '44px' },
  text: { flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
});

/** The senders whose mail goes to Junk Email. Opening the settings doesn't prompt for the permission. */
export function BlockedSenders(): ReactElement {
  const styles = useStyles();
  const permission = usePermission('mailbox.settings');
  const { data, error } = useQuery({ ...blockedSendersQuery, enabled: permission === 'granted' });
  if (error !== null) {
    return <Text role="alert">{t('{title}.', { title: problemText(error).title })}</Text>;
  }
  if (permission !== undefined && permission !== 'granted') {
    return <Text>{t('Block senders from the menu of a message. You’ll see them here.')}</Text>;
  }
  if (data === undefined) {
    return <Text>{t('Loading…')}</Text>;
  }
  if (data.length === 0) {
    return <Text>{t('No senders are blocked. Block one from the menu of a message.')}</Text>;
  }
  return (
    <ul className={styles.list} aria-label={t('Blocked senders')}>
      {data.map(({ address }) => (
        <li key={address} className={styles.item}>
          <Text className={styles.text}>{address}</Text>
          <Button
            size="small"
            aria-label={t('Unblock {address}', { address })}
            onClick={() => {
              void unblockSender(address);
            }}
          >
            {t('Unblock')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
