import {
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';

interface QuestionProps {
  readonly title: string;
  /** What it means to say yes. */
  readonly children: ReactNode;
  /** Buttons; the first one has the focus. */
  readonly answers: ReactNode;
  /** Also by Escape. */
  readonly onCancel: () => void;
}

/** A dialog that wants an answer before anything else: a click beside it closes nothing. */
export function QuestionDialog({ title, children, answers, onCancel }: QuestionProps): ReactElement {
  return (
    <Dialog
      open
      modalType="alert"
      onOpenChange={(_, { open }) => {
        if (!open) {
          onCancel();
        }
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{children}</DialogContent>
          <DialogActions>{answers}</DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
