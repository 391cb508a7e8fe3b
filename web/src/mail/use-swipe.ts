import { type MouseEvent, type Touch, type TouchEvent, useRef, useState } from 'react';

/** The distance after which releasing triggers the action. */
const decidesPx = 96;
/** A shorter movement is a tap. */
const beginsPx = 12;

export type SwipeSide = 'start' | 'end';

interface Swipe {
  /** The offset of the row in px; 0 without a swipe. */
  readonly offset: number;
  /** The action that releasing would trigger now. */
  readonly side: SwipeSide | undefined;
  readonly handlers: {
    readonly onTouchStart: (event: TouchEvent) => void;
    readonly onTouchMove: (event: TouchEvent) => void;
    readonly onTouchEnd: () => void;
    readonly onTouchCancel: () => void;
    readonly onClickCapture: (event: MouseEvent) => void;
  };
}

/** A horizontal swipe of a row with one finger: `end` is towards the end of the line, whatever the direction of the script. */
export function useSwipe(onSwipe: (side: SwipeSide) => void): Swipe {
  const start = useRef<{ x: number; y: number; isSwipe: boolean; offset: number }>(null);
  const suppressesClick = useRef(false);
  const [offset, setOffset] = useState(0);
  const side = sideOf(offset);
  const reset = (): void => {
    start.current = null;
    setOffset(0);
  };
  return {
    offset,
    side,
    handlers: {
      onTouchStart: (event) => {
        suppressesClick.current = false;
        const touch: Touch | undefined = event.touches[0];
        start.current =
          touch === undefined || event.touches.length > 1
            ? null
            : { x: touch.clientX, y: touch.clientY, isSwipe: false, offset: 0 };
      },
      onTouchMove: (event) => {
        const touch: Touch | undefined = event.touches[0];
        const from = start.current;
        if (touch === undefined || from === null) {
          return;
        }
        if (event.touches.length > 1) {
          reset();
          return;
        }
        const x = touch.clientX - from.x;
        if (!from.isSwipe) {
          const y = touch.clientY - from.y;
          if (Math.abs(y) > beginsPx) {
            start.current = null;
          }
          if (Math.abs(x) < beginsPx || Math.abs(y) > Math.abs(x)) {
            return;
          }
          from.isSwipe = true;
        }
        suppressesClick.current = true;
        from.offset = x;
        setOffset(x);
      },
      onTouchEnd: () => {
        // Not the rendered offset: the finger may have moved since.
        const reached = sideOf(start.current?.isSwipe === true ? start.current.offset : 0);
        reset();
        if (reached !== undefined) {
          onSwipe(reached);
        }
      },
      onTouchCancel: reset,
      onClickCapture: (event) => {
        if (!suppressesClick.current) {
          return;
        }
        suppressesClick.current = false;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}

export function sideOf(offset: number): SwipeSide | undefined {
  if (Math.abs(offset) < decidesPx) {
    return undefined;
  }
  const isForward = document.dir === 'rtl' ? offset < 0 : offset > 0;
  return isForward ? 'end' : 'start';
}
