const MOST = 20;

/** The changes that can be undone, by the time of their request (epoch, ms); the newest last. */
export class DoneEdits<Inverse> {
  readonly #done: { readonly inverse: Inverse; readonly at: number }[] = [];

  add(inverse: Inverse, at: number): void {
    this.#done.push({ inverse, at });
    this.#done.sort((a, b) => a.at - b.at);
    if (this.#done.length > MOST) {
      this.#done.shift();
    }
  }

  /** The change was undone in another way, e.g. by its notice. */
  remove(inverse: Inverse): void {
    const at = this.#done.findIndex((one) => one.inverse === inverse);
    if (at !== -1) {
      this.#done.splice(at, 1);
    }
  }

  /** Returns and removes the inverse of the newest change, unless something else was requested after it, at `time`. */
  takeNewerThan(time: number): Inverse | undefined {
    const last = this.#done.at(-1);
    if (last === undefined || last.at < time) {
      return undefined;
    }
    this.#done.pop();
    return last.inverse;
  }
}
