import { type PointerEvent, useEffect, useRef } from 'react';

/** The duration on Android and iOS. */
const longMs = 500;
/** The tolerance for a finger that moves slightly. */
const slackPx = 10;

interface LongPress {
  /** Whether the last press was by a finger or a pen. */
  readonly isTouch: () => boolean;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
    readonly onClickCapture: (event: React.MouseEvent) => void;
  };
}

/** Detects a finger that stays in its place. The click after the finger is lifted is ignored. */
export function useLongPress(onLongPress: () => void): LongPress {
  const began = useRef<{ x: number; y: number; timer: ReturnType<typeof setTimeout> }>(null);
  const isTouch = useRef(false);
  const swallowsClick = useRef(false);
  const stop = (): void => {
    if (began.current !== null) {
      clearTimeout(began.current.timer);
    }
    began.current = null;
  };
  useEffect(() => stop, []);
  return {
    isTouch: () => isTouch.current,
    handlers: {
      onPointerDown: ({ pointerType, isPrimary, clientX: x, clientY: y }) => {
        stop();
        isTouch.current = pointerType !== 'mouse';
        swallowsClick.current = false;
        if (!isTouch.current || !isPrimary) {
          return;
        }
        const timer = setTimeout(() => {
          began.current = null;
          swallowsClick.current = true;
          onLongPress();
        }, longMs);
        began.current = { x, y, timer };
      },
      onPointerMove: ({ clientX, clientY }) => {
        const from = began.current;
        if (from !== null && Math.hypot(clientX - from.x, clientY - from.y) > slackPx) {
          stop();
        }
      },
      onPointerUp: stop,
      onPointerCancel: stop,
      onClickCapture: (event) => {
        if (!swallowsClick.current) {
          return;
        }
        swallowsClick.current = false;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}
