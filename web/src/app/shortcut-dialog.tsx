import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { shortcutHelp } from '../platform/shortcut-help.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  list: { display: 'grid', gridTemplateColumns: 'auto 1fr', gap: '8px 20px', alignItems: 'center', margin: 0 },
  keys: { margin: 0, display: 'flex', gap: '4px' },
  key: {
    minWidth: '24px',
    padding: '2px 7px',
    textAlign: 'center',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderBottomWidth: '2px',
    borderRadius: tokens.borderRadiusMedium,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
  },
  meaning: { margin: 0 },
  note: { display: 'block', marginTop: tokens.spacingVerticalL, color: tokens.colorNeutralForeground2 },
});

const SHORTCUTS: readonly { keys: readonly string[]; meaning: string }[] = [
  { keys: ['j', 'k'], meaning: t('Next and previous message') },
  { keys: [t('Enter', { context: 'key' })], meaning: t('Open the message') },
  { keys: ['x'], meaning: t('Select the message, to act on several') },
  { keys: [t('Shift', { context: 'key' }), '↓'], meaning: t('Select more') },
  { keys: [t('Ctrl', { context: 'key' }), 'A'], meaning: t('Select all in the list') },
  { keys: ['c'], meaning: t('New message') },
  { keys: ['r'], meaning: t('Reply') },
  { keys: ['a'], meaning: t('Reply all') },
  { keys: ['f'], meaning: t('Forward') },
  { keys: ['e'], meaning: t('Archive', { context: 'to do' }) },
  { keys: ['#', t('Delete', { context: 'key' })], meaning: t('Delete') },
  { keys: [t('Ctrl', { context: 'key' }), 'Z'], meaning: t('Undo') },
  { keys: ['v'], meaning: t('Move to a folder') },
  { keys: ['u'], meaning: t('Mark as read or unread') },
  { keys: ['s'], meaning: t('Flag or remove the flag') },
  { keys: ['F2'], meaning: t('Rename the folder') },
  { keys: ['/'], meaning: t('Search') },
  {
    keys: [t('Esc', { context: 'key' })],
    meaning: t('Close the message or the draft (it is kept), clear the selection'),
  },
  { keys: [t('Ctrl', { context: 'key' }), t('Enter', { context: 'key' })], meaning: t('Send') },
  { keys: ['?'], meaning: t('This list') },
];

export function ShortcutDialog(): ReactElement {
  const styles = useStyles();
  const close = (): void => {
    shortcutHelp.set(false);
  };
  return (
    <Dialog open onOpenChange={close}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('Keyboard shortcuts')}</DialogTitle>
          {/* Longer than a small window: keyboard users scroll it with the focus inside. */}
          <DialogContent tabIndex={0}>
            <dl className={styles.list}>
              {SHORTCUTS.map(({ keys, meaning }) => (
                <div key={meaning} style={{ display: 'contents' }}>
                  <dt className={styles.keys}>
                    {keys.map((key) => (
                      <kbd key={key} className={styles.key}>
                        {key}
                      </kbd>
                    ))}
                  </dt>
                  <dd className={styles.meaning}>{meaning}</dd>
                </div>
              ))}
            </dl>
            <Text size={200} className={styles.note}>
              {t('Single keys can be turned off in Settings.')}
            </Text>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={close}>
              {t('Close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
