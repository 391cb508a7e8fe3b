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
import { type ActionSubjects, messagesOf } from '../mailbox/actions/targets.js';
import { useStore } from '../platform/store.js';
import { deletionToConfirm } from './mail-commands.js';
import { subjectOf } from '../mailbox/people.js';

interface DeleteDialogProps {
  readonly onConfirm: (subjects: ActionSubjects) => void;
}

export function DeleteDialog({ onConfirm }: DeleteDialogProps): ReactElement | null {
  const subjects = useStore(deletionToConfirm);
  const messages = messagesOf(subjects ?? []);
  const [first] = messages;
  if (subjects === undefined || first === undefined) return null;
  const { length } = messages;
  const close = (): void => {
    deletionToConfirm.set(undefined);
  };
  const what = length === 1 ? `“${subjectOf(first)}”` : `${length} messages`;
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
                onConfirm(subjects);
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
