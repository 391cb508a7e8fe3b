/** A value outside of React that components read by `useSyncExternalStore`. */
export class ExternalStore<State> {
  readonly #listeners = new Set<() => void>();
  #state: State;

  protected constructor(initial: State) {
    this.#state = initial;
  }

  readonly getSnapshot = (): State => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  protected set(state: State): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }
}
