import type { ClipboardEvent, DragEvent } from 'react';
import { pastedFiles } from './pasted-files.js';

interface FileHandlers {
  readonly onPaste: (event: ClipboardEvent) => void;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
}

/**
 * Attaches files that are pasted or dropped anywhere in the composer, unless the editor has handled them. `attach` is undefined while files
 * can't be attached.
 */
export function fileHandlers(attach: ((files: Iterable<File>) => void) | undefined): FileHandlers {
  return {
    onPaste: (event) => {
      // Dialogs and menus are elsewhere in the page, but their events bubble to the composer.
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
