/** Fewer than a mail page shows in an hour, and none that is large: those are read once. */
const MOST = 64;
const LARGEST_CHARACTERS = 100_000;

interface KeptAnswer {
  readonly tag: string;
  readonly data: unknown;
}

/**
 * Answers by their address, for as long as this page lives, so that the service can call them unchanged (304, RFC 9110 §13.1.2). Who asks
 * again gets the same object as before.
 */
export class KeptAnswers {
  private readonly kept = new Map<string, KeptAnswer>();

  get(url: string): KeptAnswer | undefined {
    return this.kept.get(url);
  }

  /** Answers without a tag, and large ones, are not kept. What was kept last stays longest. */
  keep(url: string, tag: string | null, data: unknown, characters: number): void {
    this.kept.delete(url);
    if (tag === null || characters > LARGEST_CHARACTERS) return;
    this.kept.set(url, { tag, data });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST && oldest !== undefined) this.kept.delete(oldest);
  }

  /** The session has ended: what comes next may be somebody else's. */
  forget(): void {
    this.kept.clear();
  }
}
