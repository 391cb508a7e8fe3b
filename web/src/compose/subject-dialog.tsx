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

interface SubjectDialogProps {
  readonly open: boolean;
  readonly onCancel: () => void;
  readonly onSend: () => void;
}

export function SubjectDialog({ open, onCancel, onSend }: SubjectDialogProps): ReactElement {
  return (
    <Dialog open={open} modalType="alert" onOpenChange={onCancel}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Send without a subject?</DialogTitle>
          <DialogContent>A subject helps people to find your message.</DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onSend}>
              Send anyway
            </Button>
            <Button onClick={onCancel}>Add a subject</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
