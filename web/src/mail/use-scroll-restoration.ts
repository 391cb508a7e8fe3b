import { type RefObject, useEffect, useRef } from 'react';

const PREFIX = 'place:';

/**
 * Restores the scroll position of the list after navigation and reloads; the position is stored for this tab. While the list is not
 * completely loaded, it scrolls as far as it can, which loads more, until it reaches the position or the user scrolls.
 */
export function useScrollRestoration(scroller: RefObject<HTMLElement | null>, name: string, height: number): void {
  const target = useRef<number>(undefined);
  const isShown = useRef(false);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) {
      return undefined;
    }
    const restore = (): void => {
      target.current = read(name);
      go(element, target);
    };
    // A hidden list, e.g. behind a message on a phone, loses its scroll position.
    const observer = new ResizeObserver(() => {
      const isVisible = element.clientHeight > 0;
      if (isVisible && !isShown.current) {
        restore();
        // The virtualizer has read 0 while the list was hidden. If the browser restores the position itself, it fires no scroll event:
        // the rows would be rendered for the top, and the visible part would be blank.
        element.dispatchEvent(new Event('scroll'));
      }
      isShown.current = isVisible;
    });
    const onScroll = (): void => {
      if (isShown.current && element.clientHeight > 0 && target.current === undefined) {
        write(name, element.scrollTop);
      }
    };
    const onUser = (): void => {
      target.current = undefined;
    };
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
      element.addEventListener(type, onUser);
    }
    return () => {
      isShown.current = false;
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
      for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
        element.removeEventListener(type, onUser);
      }
    };
  }, [scroller, name]);

  useEffect(() => {
    if (scroller.current !== null) {
      go(scroller.current, target);
    }
  }, [scroller, height]);
}

function go(element: HTMLElement, target: { current: number | undefined }): void {
  if (target.current === undefined) {
    return;
  }
  element.scrollTop = target.current;
  if (element.scrollTop >= target.current - 1) {
    target.current = undefined;
  }
}

function read(name: string): number | undefined {
  try {
    const offset = Number(sessionStorage.getItem(PREFIX + name) ?? 'none');
    return Number.isFinite(offset) && offset > 0 ? offset : undefined;
  } catch {
    return undefined;
  }
}

function write(name: string, offset: number): void {
  try {
    sessionStorage.setItem(PREFIX + name, String(Math.round(offset)));
  } catch {
    // Storage is full or forbidden: the list begins at its top.
  }
}
