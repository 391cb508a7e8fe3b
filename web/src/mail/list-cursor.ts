import { type RefObject, useCallback, useMemo, useState } from 'react';
import type { ListItem, MessageItem } from './list-items.js';
import { isCovered, isTyping } from '../platform/keys/focus-area.js';

/** The row of the list that the keyboard is at. Rows are identified by their `key`. */
export interface ListCursor {
  /** All rows, in their order. */
  readonly rows: readonly MessageItem[];
  /** The only row in the tab order. */
  readonly tabStop: string | undefined;
  /** Moves by that many rows, focuses the row and returns its key. */
  readonly move: (step: number) => string | undefined;
  /** Focuses that row, or the current one. */
  readonly focus: (key?: string) => void;
  /** Focuses the row of that message as soon as it exists. */
  readonly focusMessage: (messageId: string) => void;
  /** The row that has the focus, if any. */
  readonly atFocus: () => MessageItem | undefined;
  /** The row that gets the focus when these messages are removed. */
  readonly keyAfter: (messageIds: ReadonlySet<string>) => string | undefined;
  /** The conversation after or before that of this message, for the reading pane. */
  readonly conversationBeside: (messageId: string, by: 1 | -1) => MessageItem | undefined;
}

interface ListCursorOptions {
  readonly items: readonly ListItem[];
  readonly selectedId: string | undefined;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly scrollTo: (index: number) => void;
}

/** A row may have to be rendered first, and a menu returns the focus before it closes: the number of frames to try. */
const mostFrames = 20;
const settledFrames = 3;
/** A dialog takes longer to close: its frames count less. */
const coveredFrame = 0.25;

export function useListCursor({ items, selectedId, scroller, scrollTo }: ListCursorOptions): ListCursor {
  const [movedTo, setMovedTo] = useState<{ key: string; whileSelected: string | undefined }>();
  const rows = useMemo(() => items.filter((item) => item.kind === 'message'), [items]);
  // Opening a message elsewhere moves the cursor there; otherwise it stays where the keyboard has moved it.
  const isMoved = movedTo !== undefined && (selectedId === undefined || movedTo.whileSelected === selectedId);
  const at = Math.max(0, isMoved ? indexOfKey(rows, movedTo.key) : indexOfMessage(rows, selectedId));
  const tabStop = rows[at]?.key;

  const focusKey = useCallback(
    (key: string) => {
      setMovedTo({ key, whileSelected: selectedId });
      const index = items.findIndex((item) => item.key === key);
      if (index !== -1) {
        scrollTo(index);
      }
      // Immediately when the row exists already: the next key acts on the focused row.
      if (!isCovered()) {
        rowLink(scroller, key)?.focus({ preventScroll: true });
      }
      focusWhenThere(scroller, key);
    },
    [items, scroller, scrollTo, selectedId],
  );

  return useMemo(
    () => ({
      rows,
      tabStop,
      move: (step) => {
        const focused = indexOfKey(rows, keyAtFocus());
        // The first key press focuses the current row and doesn't move past it.
        const from = focused === -1 ? at : focused;
        const target = focused !== -1 || selectedId !== undefined ? from + step : from;
        const row = rows[Math.min(rows.length - 1, Math.max(0, target))];
        if (row !== undefined) {
          focusKey(row.key);
        }
        return row?.key;
      },
      focus: (key) => {
        const target = key ?? tabStop;
        if (target !== undefined) {
          focusKey(target);
        } else {
          scroller.current?.focus();
        }
      },
      focusMessage: (messageId) => {
        const row = rows[indexOfMessage(rows, messageId)];
        if (row !== undefined) {
          focusKey(row.key);
        }
      },
      atFocus: () => {
        const key = keyAtFocus();
        return rows.find((row) => row.key === key);
      },
      keyAfter: (ids) => keyAfter(rows, ids),
      conversationBeside: (messageId, by) => {
        const tops = rows.filter((row) => !row.isChild);
        const index = indexOfMessage(tops, messageId);
        return index === -1 ? undefined : tops[index + by];
      },
    }),
    [tabStop, rows, at, selectedId, scroller, focusKey],
  );
}

/** The next row that stays; at the end of the list, the one before. */
export function keyAfter(rows: readonly MessageItem[], ids: ReadonlySet<string>): string | undefined {
  const isGone = (row: MessageItem): boolean => row.thread.every(({ id }) => ids.has(id));
  const last = rows.findLastIndex((row) => row.thread.some(({ id }) => ids.has(id)));
  const rest = [...rows.slice(last + 1), ...rows.slice(0, last + 1).reverse()];
  return rest.find((row) => !isGone(row))?.key;
}

function keyAtFocus(): string | undefined {
  return document.activeElement?.closest('[data-row-key]')?.getAttribute('data-row-key') ?? undefined;
}

function indexOfKey(rows: readonly MessageItem[], key: string | undefined): number {
  return rows.findIndex((row) => row.key === key);
}

function indexOfMessage(rows: readonly MessageItem[], id: string | undefined): number {
  const exact = rows.findIndex((row) => !row.isConversation && row.message.id === id);
  return exact === -1 ? rows.findIndex((row) => row.thread.some((message) => message.id === id)) : exact;
}

function rowLink(scroller: RefObject<HTMLElement | null>, key: string): HTMLElement | undefined {
  return scroller.current?.querySelector<HTMLElement>(`[data-row-key="${CSS.escape(key)}"] a`) ?? undefined;
}

/** The number of the newest attempt. Earlier attempts stop, and so does each when the user does something else. */
let attempts = 0;

function focusWhenThere(scroller: RefObject<HTMLElement | null>, key: string): void {
  attempts += 1;
  const attempt = attempts;
  const giveUp = (): void => {
    if (attempts === attempt) {
      attempts += 1;
    }
  };
  for (const type of ['keydown', 'pointerdown']) {
    window.addEventListener(type, giveUp, { capture: true, once: true });
  }
  const isOver = (): boolean => attempts !== attempt;
  tryFocus(scroller, key, isOver, 0, 0);
}

function tryFocus(
  scroller: RefObject<HTMLElement | null>,
  key: string,
  isOver: () => boolean,
  frame: number,
  settled: number,
): void {
  requestAnimationFrame(() => {
    // The user has begun to type meanwhile: their field has the focus. A dialog or a menu has it until it is closed.
    if (isOver() || (frame > 1 && isTyping(document.activeElement))) {
      return;
    }
    if (isCovered() && frame < mostFrames) {
      tryFocus(scroller, key, isOver, frame + coveredFrame, 0);
      return;
    }
    const row = rowLink(scroller, key);
    if (row !== undefined && document.activeElement !== row) {
      row.focus({ preventScroll: true });
    }
    const isThere = row !== undefined && document.activeElement === row;
    if (frame < mostFrames && !isCovered() && settled < settledFrames) {
      tryFocus(scroller, key, isOver, frame + 1, isThere ? settled + 1 : 0);
    }
  });
}
