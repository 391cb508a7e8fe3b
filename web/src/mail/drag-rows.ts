import type { DragEvent } from 'react';
import { type ActionSubjects, messagesOf } from '../mailbox/actions/targets.js';
import { createStore } from '../platform/store.js';

/** What is being dragged to a folder, in this window. */
export const draggedRows = createStore<ActionSubjects | undefined>(undefined);

/** The pointer carries how many they are, not a picture of one row. */
export function beginDrag({ dataTransfer }: DragEvent, subjects: ActionSubjects): void {
  const { length } = messagesOf(subjects);
  const label = document.createElement('div');
  label.textContent = length === 1 ? '1 message' : `${length} messages`;
  label.style.cssText =
    'position:fixed;top:-100px;padding:6px 12px;border-radius:6px;background:#0f6cbd;color:#fff;font:600 14px/20px sans-serif';
  document.body.append(label);
  setTimeout(() => {
    label.remove();
  });
  // Nothing that another program could take for a file or a link.
  dataTransfer.clearData();
  dataTransfer.setData('application/x-mail-rows', '');
  dataTransfer.effectAllowed = 'move';
  dataTransfer.setDragImage(label, -8, -8);
  draggedRows.set(subjects);
}

export function endDrag(): void {
  draggedRows.set(undefined);
}
