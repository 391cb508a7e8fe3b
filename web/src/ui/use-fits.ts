import { type RefObject, useLayoutEffect, useState } from 'react';

/**
 * Whether the element has room for all of itself, such as a bar for the words of its buttons. It's tried before anything is
 * painted; what it needed then is remembered, so that the answer is true again once the element is as wide.
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
      if (needed === 0 && scrollWidth > clientWidth) {
        needed = scrollWidth;
      }
      setFits(clientWidth >= needed);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return fits;
}
