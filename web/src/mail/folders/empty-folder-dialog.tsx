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
  const what = count === 1 ? '1 message' : `${count} messages`;
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
          <DialogTitle>Empty “{name}”?</DialogTitle>
          <DialogContent>
            {isForGood ? `${what} will be gone. This can’t be undone.` : `${what} will go to Deleted Items.`}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              appearance="primary"
              onClick={() => {
                onClose();
                onConfirm();
              }}
            >
              Empty folder
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
