import { inspect } from 'node:util';

const redacted = '[redacted]';

/** A value that must not be shown: it prints as `[redacted]` in strings, JSON and `inspect`. */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The only access to the value; search for it to find every place that handles a secret. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [inspect.custom](): string {
    return redacted;
  }
}
