import { type FocusEvent, type PointerEvent, type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import { prefetches, prefetchOf } from '../mailbox/prefetch.js';
import type { ListCursor } from './list-cursor.js';

/** Long enough to distinguish a pause on a row from a movement across it. */
const dwellMs = 80;

interface PrefetchOptions {
  readonly openId: string | undefined;
  /** The open message, if any, is displayed. */
  readonly isShown: boolean;
  readonly isGrouped: boolean;
  readonly cursor: RefObject<ListCursor | null>;
}

interface PointingHandlers {
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerLeave: () => void;
  readonly onFocus: (event: FocusEvent) => void;
}

/**
 * Prefetches what the user is likely to open next: the messages after and before the open one, and the row under the pointer. Only the
 * user's own actions start it. It therefore counts as use of the session, like the opening that it replaces.
 */
export function usePrefetch({ openId, isShown, isGrouped, cursor }: PrefetchOptions): PointingHandlers {
  const pointed = useRef<{ key: string; timer: ReturnType<typeof setTimeout> }>(undefined);
  const prefetchNeighbours = useEffectEvent(() => {
    const beside =
      openId === undefined ? [] : [1, -1].map((by) => cursor.current?.conversationBeside(openId, by as 1 | -1));
    prefetches.want(
      'beside',
      beside.flatMap((row) => prefetchOf(row?.message, isGrouped)),
    );
  });
  useEffect(() => {
    prefetches.hold(!isShown);
    if (isShown) {
      prefetchNeighbours();
    }
  }, [openId, isShown]);
  useEffect(
    () => () => {
      clearTimeout(pointed.current?.timer);
      prefetches.want('beside', []);
      prefetches.want('pointed', []);
    },
    [],
  );

  const point = (target: EventTarget): void => {
    const key = target instanceof Element ? (target.closest('[data-row-key]')?.getAttribute('data-row-key') ?? '') : '';
    if (key === pointed.current?.key) {
      return;
    }
    clearTimeout(pointed.current?.timer);
    const timer = setTimeout(() => {
      const row = cursor.current?.rows.find((one) => one.key === key);
      prefetches.want('pointed', prefetchOf(row?.message, isGrouped));
    }, dwellMs);
    pointed.current = { key, timer };
  };
  return {
    onPointerMove: ({ target, pointerType }) => {
      if (pointerType === 'mouse') {
        point(target);
      }
    },
    onPointerLeave: () => {
      clearTimeout(pointed.current?.timer);
      pointed.current = undefined;
      prefetches.want('pointed', []);
    },
    onFocus: ({ target }) => {
      point(target);
    },
  };
}
