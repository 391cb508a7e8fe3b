const MOST = 20;

/** What was done and can be taken back, by when it was asked for (epoch, ms); the newest last. */
export class DoneEdits<Inverse> {
  readonly #done: { readonly inverse: Inverse; readonly at: number }[] = [];

  add(inverse: Inverse, at: number): void {
    this.#done.push({ inverse, at });
    this.#done.sort((a, b) => a.at - b.at);
    if (this.#done.length > MOST) {
      this.#done.shift();
    }
  }

  /** Taken back in another way, as by its notice. */
  forget(inverse: Inverse): void {
    const at = this.#done.findIndex((one) => one.inverse === inverse);
    if (at !== -1) {
      this.#done.splice(at, 1);
    }
  }

  /** What takes back the newest, unless something else was asked for after it, at `time`. It is not given out again. */
  takeNewerThan(time: number): Inverse | undefined {
    const last = this.#done.at(-1);
    if (last === undefined || last.at < time) {
      return undefined;
    }
    this.#done.pop();
    return last.inverse;
  }
}
