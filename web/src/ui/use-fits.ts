import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

/**
 * Whether the element has room for all of itself, such as a bar for the words of its buttons. It's tried before anything is
 * painted, and again when its words have changed; what it needed then is remembered, so that the answer is true again once the element is
 * as wide.
 */
export function useFits(element: RefObject<HTMLElement | null>): boolean {
  const [fits, setFits] = useState(true);
  /** What its buttons say without room for all of it: other words may need less. Undefined while all of it is shown. */
  const shortened = useRef<string>(undefined);
  useLayoutEffect(() => {
    shortened.current = fits || element.current === null ? undefined : wordsOf(element.current);
  }, [element, fits]);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) {
      return undefined;
    }
    /** In px, with all of it; 0 while it has always fitted. */
    let needed = 0;
    const measure = (): boolean => {
      const { scrollWidth, clientWidth } = current;
      // All of it is shown where it fitted until now: its words have grown, as "Send" does into "Sending…".
      if (clientWidth >= needed && scrollWidth > clientWidth) {
        needed = scrollWidth;
      }
      return clientWidth >= needed;
    };
    const follow = (): void => {
      // Hidden, it stays as it was.
      if (current.clientWidth > 0) {
        setFits(measure());
      }
    };
    const followWords = (): void => {
      if (current.clientWidth > 0 && shortened.current !== undefined && shortened.current !== wordsOf(current)) {
        // All of it is shown once more, and nothing of that is painted where there still is no room.
        needed = 0;
        flushSync(() => {
          setFits(true);
        });
        const isRoomy = measure();
        flushSync(() => {
          setFits(isRoomy);
        });
      } else {
        follow();
      }
    };
    follow();
    const resizes = new ResizeObserver(follow);
    resizes.observe(current);
    const words = new MutationObserver(followWords);
    words.observe(current, { subtree: true, childList: true, characterData: true });
    return () => {
      resizes.disconnect();
      words.disconnect();
    };
  }, [element]);
  return fits;
}

function wordsOf(bar: HTMLElement): string {
  return [...bar.querySelectorAll('button')].map(({ textContent }) => textContent).join('\n');
}
