import { type RefObject, useLayoutEffect, useState } from 'react';

/**
 * Whether the element has room for all of itself, such as a bar for the words of its buttons. It's tried before anything is
 * painted, and again when its words have changed; what it needed then is remembered, so that the answer is true again once the element is
 * as wide.
 */
export function useFits(element: RefObject<HTMLElement | null>): boolean {
  const [fits, setFits] = useState(true);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) {
      return undefined;
    }
    /** In px, with all of it; 0 while it has always fitted. */
    let needed = 0;
    const measure = (): void => {
      const { scrollWidth, clientWidth } = current;
      // Hidden, it stays as it was.
      if (clientWidth === 0) {
        return;
      }
      // All of it is shown where it fitted until now: its words have grown, as "Send" does into "Sending…".
      if (clientWidth >= needed && scrollWidth > clientWidth) {
        needed = scrollWidth;
      }
      setFits(clientWidth >= needed);
    };
    measure();
    const resizes = new ResizeObserver(measure);
    resizes.observe(current);
    const words = new MutationObserver(measure);
    words.observe(current, { subtree: true, childList: true, characterData: true });
    return () => {
      resizes.disconnect();
      words.disconnect();
    };
  }, [element]);
  return fits;
}
