/** Reports a burst as one call at its beginning, and one more at its end if there was more of it. */
export class BurstLimit {
  #pause: NodeJS.Timeout | undefined;
  #isPending = false;

  constructor(
    private readonly pauseMs: number,
    private readonly pass: () => void,
  ) {}

  note(): void {
    if (this.#pause !== undefined) {
      this.#isPending = true;
      return;
    }
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#isPending) {
        this.#isPending = false;
        this.note();
      }
    }, this.pauseMs).unref();
    this.pass();
  }
}
