import type { DragEvent } from 'react';
import { type ActionSubjects, messagesOf } from '../mailbox/actions/targets.js';
import { createStore } from '../platform/store.js';
import { tPlural } from '../texts/messages.js';

const TYPE = 'application/x-mail-rows';

/** The messages that are being dragged to a folder in this window. */
export const draggedRows = createStore<{ readonly id: string; readonly subjects: ActionSubjects } | undefined>(
  undefined,
);

/** The drag image shows the number of messages, not a picture of one row. */
export function beginDrag({ dataTransfer }: DragEvent, subjects: ActionSubjects): void {
  const { length } = messagesOf(subjects);
  const label = document.createElement('div');
  label.textContent = tPlural('{count, plural, one {# message} other {# messages}}', { count: length });
  label.style.cssText =
    'position:fixed;top:-100px;padding:6px 12px;border-radius:6px;background:#0f6cbd;color:#fff;font:600 14px/20px sans-serif';
  document.body.append(label);
  setTimeout(() => {
    label.remove();
  });
  // No data that another program could take for a file or a link.
  dataTransfer.clearData();
  const id = crypto.randomUUID();
  dataTransfer.setData(TYPE, id);
  dataTransfer.effectAllowed = 'move';
  dataTransfer.setDragImage(label, -8, -8);
  draggedRows.set({ id, subjects });
  const listening = new AbortController();
  const end = (): void => {
    listening.abort();
    if (draggedRows.get()?.id === id) {
      draggedRows.set(undefined);
    }
  };
  // The list may remove a row from the page during the drag. Then only the next press shows that the drag has ended.
  for (const type of ['dragend', 'drop', 'pointerdown']) {
    window.addEventListener(type, end, { signal: listening.signal });
  }
}

/** Whether rows are dragged. Files, links and text are not ours, whatever was dragged before. */
export function carriesRows({ types }: DataTransfer): boolean {
  return types.includes(TYPE);
}

/** The messages that were dropped; undefined when they don't belong to the drag in this window. */
export function droppedRows(dataTransfer: DataTransfer): ActionSubjects | undefined {
  const dragged = draggedRows.get();
  return dragged !== undefined && dragged.id === dataTransfer.getData(TYPE) ? dragged.subjects : undefined;
}
