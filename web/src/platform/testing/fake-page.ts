/** The browser functions that the modules of the outbox need. Imported before them, because some of them use it at load time. */

/** Real storage lists its keys as its own properties; this one does too. */
class FakeStorage {
  static isFull = false;

  getItem(name: string): string | null {
    return Object.hasOwn(this, name) ? (Reflect.get(this, name) as string) : null;
  }

  setItem(name: string, value: string): void {
    if (FakeStorage.isFull) {
      throw new DOMException('full', 'QuotaExceededError');
    }
    Reflect.set(this, name, value);
  }

  removeItem(name: string): void {
    Reflect.deleteProperty(this, name);
  }

  fill(): void {
    FakeStorage.isFull = true;
  }

  clear(): void {
    for (const name of Object.keys(this)) {
      this.removeItem(name);
    }
    FakeStorage.isFull = false;
  }
}

/** The locks of one page: a request with `ifAvailable` is refused while the lock is held. */
class FakeLocks {
  readonly #held = new Map<string, Promise<unknown>>();

  request = async (name: string, ...rest: unknown[]): Promise<unknown> => {
    const run = rest.at(-1) as (lock: unknown) => unknown;
    const { ifAvailable } = (rest.length > 1 ? rest[0] : {}) as { ifAvailable?: boolean };
    const held = this.#held.get(name);
    if (held !== undefined && ifAvailable === true) {
      return run(null);
    }
    await held?.catch(() => undefined);
    const running = Promise.resolve().then(() => run({ name }));
    this.#held.set(name, running);
    return running.finally(() => this.#held.delete(name));
  };
}

export const storage = new FakeStorage();
export const network = { onLine: true, locks: new FakeLocks() };
/** The browser's cookies, as a page sets and reads them. */
export const cookies = new Map<string, string>();
const page = {
  get cookie(): string {
    return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  },
  set cookie(text: string) {
    const [name = '', value = ''] = (text.split('; ')[0] ?? '').split('=');
    if (text.includes('max-age=0')) {
      cookies.delete(name);
    } else {
      cookies.set(name, value);
    }
  },
};
/** The window: events that are dispatched to it reach its listeners. */
const target = new EventTarget();
const location = { pathname: '/mail', search: '', reload: (): void => undefined };

const globals = {
  localStorage: storage,
  navigator: network,
  // No channel to other tabs: it would be left open.
  BroadcastChannel: undefined,
  window: Object.assign(target, { location }),
  document: page,
};
const before = Object.fromEntries(Object.keys(globals).map((name) => [name, Reflect.get(globalThis, name) as unknown]));
for (const [name, value] of Object.entries(globals)) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

export function closePage(): void {
  for (const [name, value] of Object.entries(before)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}
