import { readFileSync } from 'node:fs';
import { setInterval } from 'node:timers';

const pageBytes = 4096;

/** Resident memory of a process, polled every second. */
export class Memory {
  readonly #samples: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.#timer = setInterval(() => {
      const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
      this.#samples.push(Math.round((pages * pageBytes) / 2 ** 20));
    }, 1_000);
  }

  /** MiB, the median of each quarter of the time. */
  stop(): readonly [number, number, number, number] {
    clearInterval(this.#timer);
    const quarter = (which: number): number => {
      const [from, to] = [which, which + 1].map((each) => Math.floor((each * this.#samples.length) / 4));
      const sorted = this.#samples.slice(from, to).sort((one, other) => one - other);
      return sorted[Math.floor(sorted.length / 2)] ?? 0;
    };
    return [quarter(0), quarter(1), quarter(2), quarter(3)];
  }
}
