import { useCallback, useSyncExternalStore } from 'react';

function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => {
        list.removeEventListener('change', listener);
      };
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** One pane at a time. */
export function useIsPhone(): boolean {
  return useMediaQuery('(max-width: 759px)');
}

/** List and reading pane side by side, folders in a drawer. */
export function useIsNarrow(): boolean {
  return useMediaQuery('(max-width: 1099px)');
}

/** A touch screen and no mouse. */
export function useIsCoarse(): boolean {
  return useMediaQuery('(pointer: coarse)');
}

/** In px; follows changes. */
export function useWindowWidth(): number {
  return useSyncExternalStore(subscribeToResize, () => window.innerWidth);
}

function subscribeToResize(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => {
    window.removeEventListener('resize', listener);
  };
}

export function usePrefersDark(): boolean {
  return useMediaQuery('(prefers-color-scheme: dark)');
}
