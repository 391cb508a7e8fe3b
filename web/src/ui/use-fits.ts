import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

/**
 * Whether the element has space for all of its content, such as a bar for the labels of its buttons. The content is measured before
 * the browser paints, and again when the labels have changed. The required width is stored: the result is true again once the element is
 * as wide.
 */
export function useFits(element: RefObject<HTMLElement | null>): boolean {
  const [fits, setFits] = useState(true);
  /** The labels while not all content is shown: other labels may need less space. Undefined while all content is shown. */
  const shortened = useRef<string>(undefined);
  useLayoutEffect(() => {
    shortened.current = fits || element.current === null ? undefined : labelsOf(element.current);
  }, [element, fits]);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) {
      return undefined;
    }
    /** The required width in px; 0 while the content has always fitted. */
    let needed = 0;
    const measure = (): boolean => {
      const { scrollWidth, clientWidth } = current;
      // All content was shown and has grown, as "Send" does into "Sending…".
      if (clientWidth >= needed && scrollWidth > clientWidth) {
        needed = scrollWidth;
      }
      return clientWidth >= needed;
    };
    const follow = (): void => {
      // While it is hidden, the result doesn't change.
      if (current.clientWidth > 0) {
        setFits(measure());
      }
    };
    const followLabels = (): void => {
      if (current.clientWidth > 0 && shortened.current !== undefined && shortened.current !== labelsOf(current)) {
        // Shows all content to measure it. The browser doesn't paint that when there still is too little space.
        needed = 0;
        flushSync(() => {
          setFits(true);
        });
        const isFitting = measure();
        flushSync(() => {
          setFits(isFitting);
        });
      } else {
        follow();
      }
    };
    follow();
    const resizes = new ResizeObserver(follow);
    resizes.observe(current);
    const labels = new MutationObserver(followLabels);
    labels.observe(current, { subtree: true, childList: true, characterData: true });
    return () => {
      resizes.disconnect();
      labels.disconnect();
    };
  }, [element]);
  return fits;
}

function labelsOf(bar: HTMLElement): string {
  return [...bar.querySelectorAll('button')].map(({ textContent }) => textContent).join('\n');
}
