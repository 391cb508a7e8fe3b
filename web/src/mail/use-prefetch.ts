import { type FocusEvent, type PointerEvent, type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import { prefetches, prefetchOf } from '../mailbox/prefetch.js';
import type { ListCursor } from './list-cursor.js';

/** Long enough to tell pointing at a row from passing over it. */
const dwellMs = 80;

interface PrefetchOptions {
  readonly openId: string | undefined;
  /** The open message, if there is one, is on the page. */
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
 * Fetches ahead what the user is about to open: the messages after and before the open one, and the row that they point at. It begins
 * with what the user does and with nothing else, so it is use of the session like the opening that it saves.
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
