import { pino, type DestinationStream } from 'pino';

const standardOutput = 1;
const longestWaitMs = 10;
const mostTogether = 8_192;
/** Beyond it lines are lost: the reader of the log has stopped, and requests don't wait for it. */
const mostWaitingBytes = 8 * 1_048_576;
/** At the exit of the process, a tenth of a second each. */
const mostTriesAtExit = 10;

type Destination = ReturnType<typeof pino.destination>;

/**
 * Writes lines together, by pino's own destination and beside the event loop: each write wakes the reader of the log,
 * and a blocked reader blocks nobody. A line waits for a few milliseconds at most. Nothing is lost when the process
 * exits, not even by an uncaught error; a process that is killed loses the last milliseconds. Lines that are lost
 * because too many were waiting are counted, and the count is written once there is space.
 */
export class LogOutput implements DestinationStream {
  readonly #destination: Destination;
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;
  #lost = 0;
  #triesAtExit: number | undefined;

  constructor(dest = standardOutput, maxLength = mostWaitingBytes) {
    const retryEAGAIN = (): boolean => this.#triesAtExit === undefined || this.#triesAtExit++ < mostTriesAtExit;
    this.#destination = pino.destination({ dest, sync: false, minLength: 0, maxLength, retryEAGAIN });
    this.#destination.on('drop', (lines: string) => {
      this.#lost += lines.split('\n').length - 1;
    });
    // The reader has closed the stream, so this cannot be reported.
    this.#destination.on('error', () => undefined);
  }

  write(line: string): void {
    if (this.#timer === undefined) {
      process.once('exit', this.#writeLast);
      this.#timer = setTimeout(this.#flush, longestWaitMs).unref();
    }
    this.#waiting += line;
    if (this.#waiting.length >= mostTogether) {
      this.#flush();
    }
  }

  readonly #flush = (): void => {
    process.off('exit', this.#writeLast);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lost = this.#lost;
    this.#lost = 0;
    const lines = this.#waiting;
    this.#waiting = '';
    if (lost > 0 && !this.#accepts(lossOf(lost))) {
      this.#lost = lost;
    }
    this.#destination.write(lines);
  };

  /** Whether the buffer accepted the line. */
  #accepts(line: string): boolean {
    const lost = this.#lost;
    this.#destination.write(line);
    return this.#lost === lost;
  }

  readonly #writeLast = (): void => {
    this.#triesAtExit = 0;
    this.#flush();
    try {
      this.#destination.flushSync();
    } catch {
      // The reader has stopped, and nobody waits for it any longer.
    }
  };
}

function lossOf(lost: number): string {
  const time = new Date().toISOString();
  return `${JSON.stringify({ level: 'error', time, lost, msg: 'lines of the log were lost' })}\n`;
}
