import { setTimeout as pause } from 'node:timers/promises';

import type { Replica } from '../support/replicas.js';
import type { UserAgent } from '../support/user-agent.js';

/** A user who reads their list, one request after the other, alternating between the replicas. */
export class OrdinaryUser {
  readonly #milliseconds: number[] = [];
  readonly #failures: string[] = [];

  constructor(
    private readonly browser: UserAgent,
    private readonly replicas: readonly Replica[],
  ) {}

  get failures(): readonly string[] {
    return this.#failures;
  }

  /** Until `isOver`, and at least `least` times. */
  async read(isOver: () => boolean, least = 40): Promise<void> {
    this.#milliseconds.length = 0;
    while (!isOver() || this.#milliseconds.length < least) {
      const replica = this.replicas[this.#milliseconds.length % this.replicas.length];
      const start = performance.now();
      const { status, text } = await this.browser.xhr('GET', replica?.at('/api/mail/messages') ?? '');
      this.#milliseconds.push(performance.now() - start);
      if (status !== 200) {
        this.#failures.push(`${status} ${text.slice(0, 200)}`);
      }
      await pause(10);
    }
  }

  /** Milliseconds. */
  get p95(): number {
    const sorted = [...this.#milliseconds].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length * 0.95)] ?? 0;
  }
}

/** The number of each response, the most frequent first. */
export function counted(answers: readonly (number | string)[]): string {
  const counts = new Map<number | string, number>();
  answers.forEach((answer) => counts.set(answer, (counts.get(answer) ?? 0) + 1));
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([answer, count]) => `${count} × ${answer}`)
    .join(', ');
}
