import { GraphError } from './graph-error.js';

/** Exchange Online's limits for one app and one mailbox. */
export interface ThrottlingSettings {
  concurrentRequests: number;
  requestsPerTenMinutes: number;
  /** Null: the header is missing, as it sometimes is in reality. */
  retryAfterSeconds: number | null;
  /** The least duration of a mailbox request, so that requests overlap in tests. */
  latencyMilliseconds: number;
}

export const defaultThrottling: Readonly<ThrottlingSettings> = {
  concurrentRequests: 4,
  requestsPerTenMinutes: 10_000,
  retryAfterSeconds: 10,
  latencyMilliseconds: 0,
};

const tenMinutes = 10 * 60 * 1000;

interface Usage {
  running: number;
  peak: number;
  refused: number;
  windowStartedAt: number;
  inWindow: number;
}

export class Throttling {
  settings: ThrottlingSettings = { ...defaultThrottling };
  readonly #usage = new Map<string, Usage>();

  constructor(private readonly now: () => number) {}

  /** Acquires a permit and returns its release. @throws GraphError 429 when there is none left */
  acquire(clientId: string, mailboxOid: string): () => void {
    const usage = this.#of(`${clientId}:${mailboxOid}`);
    if (this.now() - usage.windowStartedAt >= tenMinutes) {
      Object.assign(usage, { windowStartedAt: this.now(), inWindow: 0 });
    }
    if (usage.running >= this.settings.concurrentRequests) {
      throw this.#refuse(usage, 'MailboxConcurrency');
    }
    if (usage.inWindow >= this.settings.requestsPerTenMinutes) {
      throw this.#refuse(usage, 'RequestsPerTenMinutes');
    }
    usage.inWindow += 1;
    usage.running += 1;
    usage.peak = Math.max(usage.peak, usage.running);
    let isIn = true;
    return () => {
      if (isIn) {
        usage.running -= 1;
      }
      isIn = false;
    };
  }

  of(mailboxOid: string): { readonly running: number; readonly peak: number; readonly refused: number } {
    const mine = [...this.#usage].filter(([key]) => key.endsWith(`:${mailboxOid}`)).map(([, usage]) => usage);
    return {
      running: mine.reduce((sum, usage) => sum + usage.running, 0),
      peak: mine.reduce((most, usage) => Math.max(most, usage.peak), 0),
      refused: mine.reduce((sum, usage) => sum + usage.refused, 0),
    };
  }

  resetPeaks(): void {
    for (const usage of this.#usage.values()) {
      Object.assign(usage, { peak: usage.running, refused: 0, inWindow: 0 });
    }
  }

  reset(): void {
    this.settings = { ...defaultThrottling };
    this.resetPeaks();
  }

  #of(key: string): Usage {
    const usage = this.#usage.get(key) ?? { running: 0, peak: 0, refused: 0, windowStartedAt: this.now(), inWindow: 0 };
    this.#usage.set(key, usage);
    return usage;
  }

  #refuse(usage: Usage, limit: string): GraphError {
    usage.refused += 1;
    const { retryAfterSeconds } = this.settings;
    return new GraphError(
      429,
      'ApplicationThrottled',
      `Application is over its ${limit} limit.`,
      retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) },
    );
  }
}
