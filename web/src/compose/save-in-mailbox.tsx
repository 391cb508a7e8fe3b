import { Link, Text, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { usePermission } from '../platform/permissions.js';
import { t } from '../texts/t.js';
import { useConnect } from './use-connect.js';
import type { DraftHandle } from './use-draft.js';

const useStyles = makeStyles({
  root: { padding: '8px 0 12px', color: tokens.colorNeutralForeground2 },
  link: { fontSize: 'inherit' },
});

/** One line below the text: users who want their drafts on other devices find it, and it doesn't disturb the others. */
export function SaveInMailbox({ handle }: { readonly handle: DraftHandle }): ReactElement | null {
  const styles = useStyles();
  const state = usePermission('mail.write');
  const { isLeaving, go } = useConnect(handle, ['mail.write']);
  if (state === undefined || state === 'granted') {
    return null;
  }
  return (
    <Text size={200} className={styles.root}>
      {t('Kept on this device as you type.')}{' '}
      <Link as="button" inline className={styles.link} disabled={isLeaving} onClick={go}>
        {t('Keep drafts in the mailbox')}
      </Link>
    </Text>
  );
}
