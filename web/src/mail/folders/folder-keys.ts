import { useEffect, useRef } from 'react';

export type FolderKey = 'next' | 'previous' | 'expand' | 'collapse' | 'rename' | 'delete';

let run: ((key: FolderKey) => void) | undefined;

/** Passes a key to the folder that has the focus. */
export function pressInFolders(key: FolderKey): void {
  run?.(key);
}

/** The folder pane of the page or of the drawer. */
export function useFolderKeys(onKey: (key: FolderKey) => void): void {
  const current = useRef(onKey);
  useEffect(() => {
    current.current = onKey;
  });
  useEffect(() => {
    const own = (key: FolderKey): void => {
      current.current(key);
    };
    run = own;
    return () => {
      if (run === own) {
        run = undefined;
      }
    };
  }, []);
}
