/** A barrier. Requests wait at it, and a test can wait until they have arrived. */
export class Gate {
  #isOpen = false;
  #waiters: (() => void)[] = [];
  #watchers: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(readonly name: string) {}

  get count(): number {
    return this.#waiters.length;
  }

  pass(): Promise<void> {
    if (this.#isOpen) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.#notifyWatchers();
    });
  }

  /** Resolves as soon as `count` requests wait here. */
  waiting(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#watchers.push({ count, resolve });
      this.#notifyWatchers();
    });
  }

  /** Releases all waiting requests. Later ones do not wait. */
  open(): void {
    this.#isOpen = true;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const letPass of waiters) {
      letPass();
    }
  }

  close(): void {
    this.#isOpen = false;
  }

  #notifyWatchers(): void {
    const content = this.#watchers.filter((watcher) => watcher.count <= this.#waiters.length);
    this.#watchers = this.#watchers.filter((watcher) => watcher.count > this.#waiters.length);
    for (const watcher of content) {
      watcher.resolve();
    }
  }
}

export class Gates {
  readonly #gates = new Map<string, Gate>();

  gate(name: string): Gate {
    const known = this.#gates.get(name);
    if (known !== undefined) {
      return known;
    }
    const gate = new Gate(name);
    this.#gates.set(name, gate);
    return gate;
  }

  openAll(): void {
    for (const gate of this.#gates.values()) {
      gate.open();
    }
    this.#gates.clear();
  }

  list(): readonly { readonly name: string; readonly waiting: number }[] {
    return [...this.#gates.values()].map((gate) => ({ name: gate.name, waiting: gate.count }));
  }
}
