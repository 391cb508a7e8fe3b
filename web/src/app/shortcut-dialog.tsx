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
import { useStore } from '../platform/store.js';

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
  { keys: ['j', 'k'], meaning: 'Next and previous message' },
  { keys: ['Enter'], meaning: 'Open the message' },
  { keys: ['x'], meaning: 'Select the message, to do something with many' },
  { keys: ['Shift', '↓'], meaning: 'Select more' },
  { keys: ['Ctrl', 'A'], meaning: 'Select all, in the list' },
  { keys: ['c'], meaning: 'New message' },
  { keys: ['r'], meaning: 'Reply' },
  { keys: ['a'], meaning: 'Reply all' },
  { keys: ['f'], meaning: 'Forward' },
  { keys: ['e'], meaning: 'Archive' },
  { keys: ['#', 'Delete'], meaning: 'Delete' },
  { keys: ['Ctrl', 'Z'], meaning: 'Undo' },
  { keys: ['v'], meaning: 'Move to a folder' },
  { keys: ['u'], meaning: 'Mark as read or unread' },
  { keys: ['s'], meaning: 'Flag or remove the flag' },
  { keys: ['F2'], meaning: 'Rename the folder' },
  { keys: ['/'], meaning: 'Search' },
  { keys: ['Esc'], meaning: 'Close the message or the draft (it is kept), clear the selection' },
  { keys: ['Ctrl', 'Enter'], meaning: 'Send' },
  { keys: ['?'], meaning: 'This list' },
];

export function ShortcutDialog(): ReactElement {
  const styles = useStyles();
  const open = useStore(shortcutHelp);
  const close = (): void => {
    shortcutHelp.set(false);
  };
  return (
    <Dialog open={open} onOpenChange={close}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Keyboard shortcuts</DialogTitle>
          {/* Longer than a small window: whoever has no mouse scrolls it with the focus inside. */}
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
              Single keys can be turned off in Settings.
            </Text>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={close}>
              Close
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
