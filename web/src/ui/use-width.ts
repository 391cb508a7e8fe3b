import { type RefObject, useEffect, useState } from 'react';

/** The width of an element in px; 0 until it is known. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = element;
    if (current === null) {
      return undefined;
    }
    const observer = new ResizeObserver(() => {
      // While it is hidden, the last width stays.
      if (current.clientWidth > 0) {
        setWidth(current.clientWidth);
      }
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return width;
}
