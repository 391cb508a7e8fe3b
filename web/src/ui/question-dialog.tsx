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
  /** The consequences of a confirmation. */
  readonly children: ReactNode;
  /** Buttons; the first one has the focus. */
  readonly answers: ReactNode;
  /** Also called by Escape. */
  readonly onCancel: () => void;
}

/** A modal dialog that needs an answer: a click outside doesn't close it. */
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
