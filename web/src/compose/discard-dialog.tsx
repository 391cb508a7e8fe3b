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

interface DiscardDialogProps {
  readonly open: boolean;
  readonly onCancel: () => void;
  readonly onDiscard: () => void;
}

export function DiscardDialog({ open, onCancel, onDiscard }: DiscardDialogProps): ReactElement {
  return (
    <Dialog open={open} modalType="alert" onOpenChange={onCancel}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Discard this draft?</DialogTitle>
          <DialogContent>What you have written will be gone.</DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onDiscard}>
              Discard
            </Button>
            <Button onClick={onCancel}>Keep writing</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
