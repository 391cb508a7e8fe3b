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
import type { MessageSummary } from '../client/index.js';
import { useStore } from '../platform/store.js';
import { deletionToConfirm } from './mail-commands.js';
import { subjectOf } from '../mailbox/people.js';

interface DeleteDialogProps {
  readonly onConfirm: (messages: readonly MessageSummary[]) => void;
}

export function DeleteDialog({ onConfirm }: DeleteDialogProps): ReactElement | null {
  const messages = useStore(deletionToConfirm);
  const [first] = messages ?? [];
  if (messages === undefined || first === undefined) return null;
  const close = (): void => {
    deletionToConfirm.set(undefined);
  };
  const what = messages.length === 1 ? `“${subjectOf(first)}”` : `${messages.length} messages`;
  return (
    <Dialog open modalType="alert" onOpenChange={close}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Delete for good?</DialogTitle>
          <DialogContent>{what} will be gone. This can’t be undone.</DialogContent>
          <DialogActions>
            <Button
              appearance="primary"
              onClick={() => {
                close();
                onConfirm(messages);
              }}
            >
              Delete
            </Button>
            <Button onClick={close}>Cancel</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
