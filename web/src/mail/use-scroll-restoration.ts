import { type RefObject, useEffect, useRef } from 'react';

const PREFIX = 'place:';

/**
 * The list keeps its place on the way back and over reloads: how far it was scrolled is kept for this tab. Where not all of it
 * is loaded yet, it goes as far as it can, which loads more, until it is there or the user scrolls.
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
    // Hidden, e.g. behind a message on a phone, a list forgets how far it was scrolled.
    const observer = new ResizeObserver(() => {
      const isVisible = element.clientHeight > 0;
      if (isVisible && !isShown.current) {
        restore();
        // Whoever asked while it was hidden was told 0, and where the browser has kept the place by itself it tells of no scroll:
        // the rows would be made for the top, and the place be blank.
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
