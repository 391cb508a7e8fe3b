import { useEffect, useSyncExternalStore } from 'react';
import type { Loaded, LoadedStore } from './loaded-store.js';
import { useRuntime } from './runtime.js';

/** Loads while the component is mounted and a user is signed in. */
export function useLoaded<Data>(store: LoadedStore<Data>, isWanted = true): Loaded<Data> {
  const { session } = useRuntime();
  useEffect(() => (isWanted ? store.use() : undefined), [store, isWanted]);
  useEffect(
    () =>
      session.observe({
        onPermissionsChanged: () => {
          store.retryRefused();
        },
      }),
    [session, store],
  );
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
}
