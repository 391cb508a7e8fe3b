import { useEffect, useRef } from 'react';

let close: (() => void) | undefined;

/** Closes the composer that is open, and keeps what is written. */
export function closeComposer(): void {
  close?.();
}

/** The composer says how it is closed, for as long as it is open. */
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
