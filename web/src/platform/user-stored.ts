import { createStore, type Store, useStore } from './store.js';

/** A small value that is stored for one user on this device, until they sign out. */
export interface UserStored<Value> {
  readonly get: (userId: string) => Value;
  readonly set: (userId: string, value: Value) => void;
  /** Changes the stored value, which another tab may have changed meanwhile. */
  readonly update: (userId: string, change: (value: Value) => Value) => void;
  readonly use: (userId: string) => Value;
  /** Applies changes and deletions from other tabs; returns the function that stops it. */
  readonly follow: (userId: string) => () => void;
}

const PREFIX = 'of-user:';

const resets: ((userId: string) => void)[] = [];

/** `parse` accepts any stored value, also of an older version, and never throws; undefined means that nothing is stored. */
export function userStored<Value>(name: string, parse: (stored: unknown) => Value): UserStored<Value> {
  const stores = new Map<string, Store<Value>>();
  /** The users whose value couldn't be stored. */
  const unstored = new Set<string>();
  const storeOf = (userId: string): Store<Value> => {
    const known = stores.get(userId);
    if (known !== undefined) {
      return known;
    }
    const store = createStore(parse(read(userKey(userId, name))));
    stores.set(userId, store);
    return store;
  };
  resets.push((userId) => {
    stores.get(userId)?.set(parse(undefined));
  });
  const set = (userId: string, value: Value): void => {
    storeOf(userId).set(value);
    try {
      localStorage.setItem(userKey(userId, name), JSON.stringify(value));
      unstored.delete(userId);
    } catch {
      // Storage is full or forbidden: the value is valid for this page only.
      unstored.add(userId);
    }
  };
  return {
    get: (userId) => storeOf(userId).get(),
    set,
    update: (userId, change) => {
      set(userId, change(unstored.has(userId) ? storeOf(userId).get() : parse(read(userKey(userId, name)))));
    },
    use: (userId) => useStore(storeOf(userId)),
    follow: (userId) => {
      const reload = ({ key }: StorageEvent): void => {
        if (key === userKey(userId, name)) {
          storeOf(userId).set(parse(read(key)));
        }
      };
      window.addEventListener('storage', reload);
      return () => {
        window.removeEventListener('storage', reload);
      };
    },
  };
}

/** Deletes the user's values at sign-out. */
export function deleteUserStored(userId: string): void {
  for (const reset of resets) {
    reset(userId);
  }
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(userKey(userId, ''))) {
        localStorage.removeItem(key);
      }
    }
  } catch {
    // Forbidden: then nothing was stored.
  }
}

/** The strings of a stored list. */
export function parseStrings(stored: unknown): readonly string[] {
  return Array.isArray(stored) ? stored.filter((one): one is string => typeof one === 'string') : [];
}

/** The key of the stored value; values under such a key are deleted at sign-out. */
export function userKey(userId: string, name: string): string {
  return `${PREFIX}${userId}:${name}`;
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
