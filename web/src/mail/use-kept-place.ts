import { type RefObject, useEffect, useRef } from 'react';

const PREFIX = 'place:';

/**
 * The list keeps its place on the way back and over reloads: how far it was scrolled is kept for this tab. Where not all of it
 * is loaded yet, it goes as far as it can, which loads more, until it is there or the user scrolls.
 */
export function useKeptPlace(scroller: RefObject<HTMLElement | null>, name: string, height: number): void {
  const wanted = useRef<number>(undefined);
  const isShown = useRef(false);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) {
      return undefined;
    }
    const restore = (): void => {
      wanted.current = read(name);
      go(element, wanted);
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
      if (isShown.current && element.clientHeight > 0 && wanted.current === undefined) {
        write(name, element.scrollTop);
      }
    };
    const onUser = (): void => {
      wanted.current = undefined;
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
      go(scroller.current, wanted);
    }
  }, [scroller, height]);
}

function go(element: HTMLElement, wanted: { current: number | undefined }): void {
  if (wanted.current === undefined) {
    return;
  }
  element.scrollTop = wanted.current;
  if (element.scrollTop >= wanted.current - 1) {
    wanted.current = undefined;
  }
}

function read(name: string): number | undefined {
  try {
    const place = Number(sessionStorage.getItem(PREFIX + name) ?? 'none');
    return Number.isFinite(place) && place > 0 ? place : undefined;
  } catch {
    return undefined;
  }
}

function write(name: string, place: number): void {
  try {
    sessionStorage.setItem(PREFIX + name, String(Math.round(place)));
  } catch {
    // Storage is full or forbidden: the list begins at its top.
  }
}
