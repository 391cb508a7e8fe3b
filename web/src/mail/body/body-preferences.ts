import { createStore, type Store, useStore } from '../../platform/store.js';

const MOST = 500;

/** A stored set of names; the oldest is removed when it is full. */
export interface RememberedSet {
  has(name: string): boolean;
  set(name: string, isIn: boolean): void;
  readonly store: Store<readonly string[]>;
}

/** Senders whose pictures are always shown. */
export const pictureSenders = rememberedSet('mail-picture-senders');

/** Messages with their own colours that the user has switched to dark. */
export const darkenedMessages = rememberedSet('mail-darkened');

export function useRemembered(set: RememberedSet, name: string): boolean {
  return useStore(set.store).includes(name);
}

function rememberedSet(key: string): RememberedSet {
  const store = createStore<readonly string[]>(read(key));
  return {
    store,
    has: (name) => store.get().includes(name),
    set(name, isIn) {
      const others = store.get().filter((each) => each !== name);
      const next = isIn ? [...others, name].slice(-MOST) : others;
      store.set(next);
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Storage is full or forbidden: the choice is valid for this page only.
      }
    },
  };
}

function read(key: string): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}
