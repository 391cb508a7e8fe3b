import { writeSync } from 'node:fs';

import type { DestinationStream } from 'pino';

const longestWaitMs = 10;
/** Less than a pipe holds, so that a write of it does not come back half done. */
const mostWaitingBytes = 8_192;
const busyWaitMs = 5;

type Write = (bytes: Buffer) => number;

const writeToStandardOutput: Write = (bytes) => writeSync(1, bytes);

/**
 * Writes lines together: each write wakes whoever reads the log, and that costs many times what it costs to make a line.
 * A line waits for a few milliseconds at most. Nothing is lost when the process exits, by an uncaught error neither; a
 * process that is killed takes the last milliseconds with it.
 */
export class LogOutput implements DestinationStream {
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly writeNow: Write = writeToStandardOutput) {}

  write(line: string): void {
    if (this.#timer === undefined) {
      process.once('exit', this.#flush);
      this.#timer = setTimeout(this.#flush, longestWaitMs).unref();
    }
    this.#waiting += line;
    if (this.#waiting.length >= mostWaitingBytes) {
      this.#flush();
    }
  }

  readonly #flush = (): void => {
    process.off('exit', this.#flush);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let rest = Buffer.from(this.#waiting);
    this.#waiting = '';
    while (rest.length > 0) {
      rest = rest.subarray(this.#writeSome(rest));
    }
  };

  /** How many bytes are done with: written, or lost because nobody reads the log any more. */
  #writeSome(bytes: Buffer): number {
    try {
      return this.writeNow(bytes);
    } catch (error) {
      if (!isBusy(error)) {
        return bytes.length;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busyWaitMs);
      return 0;
    }
  }
}

/** A pipe whose reader is behind. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}
