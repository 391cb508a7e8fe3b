import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { scheduledQuery } from '../drafts/scheduled-query.js';
import { subjectOf } from '../mailbox/people.js';
import { navigate } from '../platform/router.js';
import { editHref } from '../platform/routes.js';
import { longTime } from '../ui/dates.js';
import { problemText } from '../ui/problem-text.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM, minHeight: '44px' },
  text: { flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
  when: { color: tokens.colorNeutralForeground2 },
});

/** The messages that are scheduled in the mailbox, from this device or another. */
export function ScheduledList(): ReactElement {
  const styles = useStyles();
  const { data, error } = useQuery({ ...scheduledQuery, staleTime: 0 });
  if (error !== null) {
    return <Text role="alert">{t('{title}.', { title: problemText(error).title })}</Text>;
  }
  if (data === undefined) {
    return <Text>{t('Loading…')}</Text>;
  }
  if (data.length === 0) {
    return <Text>{t('No messages are waiting to be sent.')}</Text>;
  }
  return (
    <ul className={styles.list} aria-label={t('Waiting to be sent')}>
      {data.map((message) => (
        <li key={message.id} className={styles.item}>
          <span className={styles.text}>
            <Text weight="semibold" dir="auto">
              {subjectOf(message)}
            </Text>{' '}
            <Text size={200} className={styles.when}>
              {longTime(new Date(message.sendAt))}
            </Text>
          </span>
          <Button
            size="small"
            aria-label={t('Open {subject}', { subject: subjectOf(message) })}
            onClick={() => {
              navigate(editHref(message.id));
            }}
          >
            {t('Open')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
