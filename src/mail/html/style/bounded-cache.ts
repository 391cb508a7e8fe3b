const mostEntries = 4_000;
const longestKey = 400;

/** Caches results for short texts; a full cache is cleared. */
export class BoundedCache<Value> {
  readonly #entries = new Map<string, Value>();

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: Value): void {
    if (key.length > longestKey) {
      return;
    }
    if (this.#entries.size >= mostEntries) {
      this.#entries.clear();
    }
    this.#entries.set(key, value);
  }
}
