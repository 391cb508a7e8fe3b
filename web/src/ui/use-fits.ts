import { type RefObject, useLayoutEffect, useState } from 'react';

/**
 * Whether the element has space for all of its content, such as a bar for the labels of its buttons. The content is measured before
 * the browser paints, and again when the labels have changed. The required width is stored: the result is true again once the element is
 * as wide.
 */
export function useFits(element: RefObject<HTMLElement | null>): boolean {
  const [fits, setFits] = useState(true);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) {
      return undefined;
    }
    /** The required width in px; 0 while the content has always fitted. */
    let needed = 0;
    const measure = (): void => {
      const { scrollWidth, clientWidth } = current;
      // While it is hidden, the result doesn't change.
      if (clientWidth === 0) {
        return;
      }
      // All content was shown and has grown, as "Send" does into "Sending…".
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
