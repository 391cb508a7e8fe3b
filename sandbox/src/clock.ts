import type { SandboxClock } from './model.js';

/** The machine's time plus the offset that tests have set. */
export class AdjustableClock implements SandboxClock {
  #offset = 0;

  now(): number {
    return Date.now() + this.#offset;
  }

  /** Whole seconds, as JWT times are. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  advance(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  reset(): void {
    this.#offset = 0;
  }
}
