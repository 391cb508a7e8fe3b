import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { Settings } from './test-environment.js';
import type { ReplicaEndpoint } from './user-agent.js';

interface Report {
  readonly id?: number;
  readonly failure?: string;
  readonly line?: string;
}

/**
 * A process of the built service that a test starts, stops and restarts with other settings, and whose clock it moves.
 */
export class OtherReplica implements ReplicaEndpoint {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (report: Report) => void>();
  #orders = 0;

  /** `log` receives its lines. */
  constructor(
    readonly port: number,
    log: string[],
  ) {
    this.#child = fork(join(import.meta.dirname, 'replica-process.mjs'), { execArgv: [] });
    this.#child.on('message', (report: Report) => {
      if (report.line !== undefined) {
        log.push(report.line);
      }
      this.#waiting.get(report.id ?? 0)?.(report);
    });
    this.#child.on('exit', () => {
      this.#waiting.forEach((settle) => {
        settle({ failure: 'the other replica has died' });
      });
    });
  }

  start(environment: Settings): Promise<void> {
    return this.#order('start', environment);
  }

  stop(): Promise<void> {
    return this.#order('stop');
  }

  /** How far its clock is ahead of the real one. */
  setAhead(milliseconds: number): Promise<void> {
    return this.#order('setAhead', milliseconds);
  }

  settled(): Promise<void> {
    return this.#order('settle');
  }

  async close(): Promise<void> {
    if (this.#child.exitCode === null) {
      const exit = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await exit;
    }
  }

  #order(order: string, argument?: unknown): Promise<void> {
    const id = ++this.#orders;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ failure }) => {
        this.#waiting.delete(id);
        if (failure === undefined) {
          resolve();
        } else {
          reject(new Error(failure));
        }
      });
      this.#child.send({ id, order, argument });
    });
  }
}
