import { createStore, type Store, useStore } from './store.js';

/** Something small that is remembered for one user on this device, until they sign out. */
export interface UserStored<Value> {
  readonly get: (userId: string) => Value;
  readonly set: (userId: string, value: Value) => void;
  readonly use: (userId: string) => Value;
  /** What is set, or forgotten, in another tab holds in this one, too; returns what ends it. */
  readonly follow: (userId: string) => () => void;
}

const PREFIX = 'of-user:';

const forgetters: ((userId: string) => void)[] = [];

/** `parse` takes whatever was stored, by an older version too, and never throws; undefined stands for nothing stored. */
export function userStored<Value>(name: string, parse: (stored: unknown) => Value): UserStored<Value> {
  const stores = new Map<string, Store<Value>>();
  const storeOf = (userId: string): Store<Value> => {
    const known = stores.get(userId);
    if (known !== undefined) {
      return known;
    }
    const store = createStore(parse(read(userKey(userId, name))));
    stores.set(userId, store);
    return store;
  };
  forgetters.push((userId) => {
    stores.get(userId)?.set(parse(undefined));
  });
  return {
    get: (userId) => storeOf(userId).get(),
    set: (userId, value) => {
      storeOf(userId).set(value);
      try {
        localStorage.setItem(userKey(userId, name), JSON.stringify(value));
      } catch {
        // Storage is full or forbidden: remembered for this page.
      }
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

/** At sign-out. */
export function forgetUserStored(userId: string): void {
  for (const forget of forgetters) {
    forget(userId);
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

/** Of what was stored: the strings of a list. */
export function parseStrings(stored: unknown): readonly string[] {
  return Array.isArray(stored) ? stored.filter((one): one is string => typeof one === 'string') : [];
}

/** Under which it is kept; what is kept under such a key goes at sign-out. */
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
