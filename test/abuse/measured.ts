import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import type { Replica } from '../support/replicas.js';
import type { UserAgent } from '../support/user-agent.js';

/** Of Linux. */
export function residentMebibytes({ pid }: Replica): number {
  const [, kibibytes = ''] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
}

/** The most that each replica has grown by while `work` went on, in MiB. */
export async function growthDuring(replicas: readonly Replica[], work: Promise<unknown>): Promise<number> {
  const before = replicas.map(residentMebibytes);
  let isDone = false;
  let growth = 0;
  const watch = async (): Promise<void> => {
    while (!isDone) {
      growth = Math.max(growth, ...replicas.map((replica, index) => residentMebibytes(replica) - (before[index] ?? 0)));
      await pause(20);
    }
  };
  await Promise.all([
    work.finally(() => {
      isDone = true;
    }),
    watch(),
  ]);
  return growth;
}

/** Somebody who reads their list, one request after the other, now at this replica and now at that. */
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

  get requests(): number {
    return this.#milliseconds.length;
  }

  /** Until `isOver`, and `least` times at least. */
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

/** How often each answer came, the most frequent first. */
export function counted(answers: readonly (number | string)[]): string {
  const counts = new Map<number | string, number>();
  answers.forEach((answer) => counts.set(answer, (counts.get(answer) ?? 0) + 1));
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([answer, count]) => `${count} × ${answer}`)
    .join(', ');
}
