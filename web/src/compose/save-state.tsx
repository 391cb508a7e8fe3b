import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { usePermission } from '../platform/permissions.js';
import { useStore } from '../platform/store.js';
import { isBlank } from '../drafts/draft.js';
import { t } from '../texts/t.js';
import type { DraftHandle } from './use-draft.js';

const useStyles = makeStyles({
  root: { display: 'flex', alignItems: 'center', minWidth: 0 },
  text: { color: tokens.colorNeutralForeground2, padding: '0 8px' },
  failed: { color: tokens.colorStatusDangerForeground1 },
});

/** Whether the text is saved, and where. */
export function SaveState({ handle: { working, draft } }: { readonly handle: DraftHandle }): ReactElement {
  const styles = useStyles();
  const status = useStore(working.saver.status);
  const permission = usePermission('mail.write');
  const isFailed = permission === 'granted' && status === 'not-saved';
  return (
    <span className={styles.root}>
      <Text
        role="status"
        size={200}
        truncate
        wrap={false}
        data-testid="save-state"
        className={isFailed ? `${styles.text} ${styles.failed}` : styles.text}
        title={isFailed ? t('Kept on this device. We keep trying.') : undefined}
      >
        {isBlank(draft) || permission === undefined ? '' : permission === 'granted' ? TEXTS[status] : onDevice}
      </Text>
      {isFailed ? (
        <Button
          size="small"
          appearance="transparent"
          onClick={() => {
            working.saver.finish().catch(() => undefined);
          }}
        >
          {t('Try again')}
        </Button>
      ) : null}
    </span>
  );
}

const TEXTS = { saved: t('Saved'), saving: t('Saving…'), 'not-saved': t('Not saved') } as const;
const onDevice = t('On this device');
