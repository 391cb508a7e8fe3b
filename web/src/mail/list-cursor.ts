import { type RefObject, useCallback, useMemo, useState } from 'react';
import type { ListItem, MessageItem } from './list-items.js';

/** The place in the list that the keyboard is at. */
export interface ListCursor {
  /** The one row Tab stops at. */
  readonly tabStopId: string | undefined;
  /** Moves by so many rows and focuses the row. */
  readonly move: (step: number) => void;
  /** Puts the focus on the current row. */
  readonly focus: () => void;
  readonly current: () => MessageItem | undefined;
}

interface ListCursorOptions {
  readonly items: readonly ListItem[];
  readonly selectedId: string | undefined;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly scrollTo: (index: number) => void;
}

export function useListCursor({ items, selectedId, scroller, scrollTo }: ListCursorOptions): ListCursor {
  const [movedTo, setMovedTo] = useState<{ id: string; whileSelected: string | undefined }>();
  const messages = useMemo(() => items.filter((item) => item.kind === 'message'), [items]);
  // Opening a message elsewhere takes the cursor there; otherwise it stays where the keys have brought it.
  const wanted = movedTo !== undefined && movedTo.whileSelected === selectedId ? movedTo.id : selectedId;
  const at = indexOf(messages, wanted ?? movedTo?.id);
  const tabStopId = messages[at]?.message.id;

  const focusRow = useCallback(
    (item: MessageItem) => {
      scrollTo(items.indexOf(item));
      // The row may have to be made first: two frames later it is there.
      requestAnimationFrame(() => {
        requestAnimationFrame(() => {
          const selector = `[data-message-id="${CSS.escape(item.message.id)}"]`;
          scroller.current?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
        });
      });
    },
    [items, scroller, scrollTo],
  );

  return useMemo(
    () => ({
      tabStopId,
      move: (step) => {
        const hasFocus = scroller.current?.contains(document.activeElement) === true;
        // The first key press goes to the row that is at hand, not past it.
        const target = hasFocus || selectedId !== undefined ? at + step : at;
        const item = messages[Math.min(messages.length - 1, Math.max(0, target))];
        if (item === undefined) return;
        setMovedTo({ id: item.message.id, whileSelected: selectedId });
        focusRow(item);
      },
      focus: () => {
        const item = messages[at];
        if (item !== undefined) focusRow(item);
      },
      current: () => messages[at],
    }),
    [tabStopId, messages, at, selectedId, scroller, focusRow],
  );
}

function indexOf(messages: readonly MessageItem[], id: string | undefined): number {
  const exact = messages.findIndex((item) => item.message.id === id);
  if (exact !== -1) return exact;
  const inThread = messages.findIndex((item) => item.thread.some((message) => message.id === id));
  return Math.max(0, inThread);
}
