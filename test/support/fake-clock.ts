import { Clock } from '../../src/common/index.js';

/** A clock that a test moves. */
export class FakeClock extends Clock {
  #now: number;

  constructor(now = Date.parse('2026-11-22T10:00:00Z')) {
    super();
    this.#now = now;
  }

  override now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
