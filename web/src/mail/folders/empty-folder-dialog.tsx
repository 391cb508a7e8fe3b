import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { tPlural } from '../../texts/messages.js';
import { t } from '../../texts/t.js';

interface EmptyFolderDialogProps {
  readonly name: string;
  readonly count: number;
  /** The messages are in Deleted Items already. */
  readonly isForGood: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function EmptyFolderDialog(props: EmptyFolderDialogProps): ReactElement {
  const { name, count, isForGood, onConfirm, onClose } = props;
  return (
    <Dialog
      open
      modalType="alert"
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('Empty “{name}”?', { name })}</DialogTitle>
          <DialogContent>
            {isForGood
              ? tPlural(
                  '{count, plural, one {# message will be gone. This can’t be undone.} other {# messages will be gone. This can’t be undone.}}',
                  { count },
                )
              : tPlural(
                  '{count, plural, one {# message will go to Deleted Items.} other {# messages will go to Deleted Items.}}',
                  { count },
                )}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('Cancel')}</Button>
            <Button
              appearance="primary"
              onClick={() => {
                onClose();
                onConfirm();
              }}
            >
              {t('Empty folder')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
