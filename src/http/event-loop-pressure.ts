const everyMs = 250;
const mostLateMs = 1_000;

/** Whether the event loop is so late, twice in a row, that new work would only make everybody wait longer. */
export class EventLoopPressure {
  #dueAt: number;
  #lateMs: readonly [number, number] = [0, 0];

  constructor(private readonly now: () => number = () => performance.now()) {
    this.#dueAt = now() + everyMs;
  }

  /** Checks regularly until the process ends. */
  static watch(): EventLoopPressure {
    const pressure = new EventLoopPressure();
    setInterval(() => {
      pressure.sample();
    }, everyMs).unref();
    return pressure;
  }

  get isHigh(): boolean {
    return Math.min(...this.#lateMs) > mostLateMs;
  }

  sample(): void {
    const now = this.now();
    this.#lateMs = [this.#lateMs[1], now - this.#dueAt];
    this.#dueAt = now + everyMs;
  }
}
