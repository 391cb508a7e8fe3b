import { useEffect, useRef } from 'react';

let close: (() => void) | undefined;

/** Closes the open composer and stores its text. */
export function closeComposer(): void {
  close?.();
}

/** Registers the composer's own function for closing it, while it is open. */
export function useComposerClose(onClose: () => void): void {
  const current = useRef(onClose);
  useEffect(() => {
    current.current = onClose;
  });
  useEffect(() => {
    const own = (): void => {
      current.current();
    };
    close = own;
    return () => {
      if (close === own) {
        close = undefined;
      }
    };
  }, []);
}
