/** The only source of the current time, so that tests can move it. */
export abstract class Clock {
  /** Milliseconds since the epoch. */
  abstract now(): number;
}

export class SystemClock extends Clock {
  override now(): number {
    return Date.now();
  }
}

/** Milliseconds between two times. Of a clock that was set back, a pause must not last until it has caught up. */
export function distanceMs(one: number, other: number): number {
  return Math.abs(one - other);
}
