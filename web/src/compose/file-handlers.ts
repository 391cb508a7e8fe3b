import type { ClipboardEvent, DragEvent } from 'react';
import { pastedFiles } from './pasted-files.js';

interface FileHandlers {
  readonly onPaste: (event: ClipboardEvent) => void;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
}

/** Files that are pasted or dropped anywhere in the composer; what the text has taken is in it, or attached, by now. Undefined: not now. */
export function fileHandlers(attach: ((files: Iterable<File>) => void) | undefined): FileHandlers {
  return {
    onPaste: (event) => {
      // Dialogs and menus lie elsewhere in the page, and bubble to the composer all the same.
      const isInside = event.target instanceof Node && event.currentTarget.contains(event.target);
      const files = isInside && !event.isDefaultPrevented() ? pastedFiles(event.clipboardData) : [];
      if (files.length > 0) {
        event.preventDefault();
        attach?.(files);
      }
    },
    onDragOver: (event) => {
      event.preventDefault();
    },
    onDrop: (event) => {
      if (event.dataTransfer.files.length > 0 && !event.isDefaultPrevented()) {
        event.preventDefault();
        attach?.(event.dataTransfer.files);
      }
    },
  };
}
