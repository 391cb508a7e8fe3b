import { EventStreamParser, type ServerEvent } from './event-stream-parser.js';
import { requestInit } from './request-init.js';
import { isProofMissing, retryAfterSeconds, sleep } from './retry-after.js';

export type StreamState = 'connecting' | 'open' | 'waiting' | 'unsupported' | 'refused' | 'closed';

export interface EventStreamOptions {
  readonly url: string;
  /** The time (`Mail-As-Of`) at which the page's data was read. Read for each connection: the stream begins with the changes since then. */
  readonly since?: (() => string | undefined) | undefined;
  readonly onEvent: (event: ServerEvent) => void;
  readonly onState?: (state: StreamState) => void;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly random?: () => number;
  /** After a longer silence the connection counts as dead: the server sends heartbeats. */
  readonly silenceMs?: number;
}

export interface EventStream {
  close(): void;
  /** Connects again after a refusal: a user has signed in, or has granted a permission. */
  resume(): void;
}

const firstDelayMs = 1_000;
const lastDelayMs = 30_000;
const defaultSilenceMs = 75_000;

/**
 * An event stream over fetch, because EventSource cannot send the CSRF header. Reconnects with growing, jittered
 * delays and Last-Event-ID. After a 404 (a server without streams), 401 or 403 it does not reconnect until `resume`.
 */
export function openEventStream(options: EventStreamOptions): EventStream {
  const controller = new AbortController();
  const connection = new Connection(options, controller.signal);
  void connection.run();
  return {
    close: () => {
      controller.abort();
      options.onState?.('closed');
    },
    resume: () => {
      void connection.run();
    },
  };
}

type Outcome = { kind: 'stop' } | { kind: 'again'; delayMs: number | undefined; wasOpen: boolean };

class Connection {
  readonly #parser = new EventStreamParser();
  #isRunning = false;

  constructor(
    private readonly options: EventStreamOptions,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<void> {
    if (this.#isRunning) {
      return;
    }
    this.#isRunning = true;
    await this.#keepConnected();
    this.#isRunning = false;
  }

  async #keepConnected(): Promise<void> {
    const pause = this.options.sleep ?? sleep;
    for (let failures = 0; !this.signal.aborted;) {
      const outcome = await this.#connectOnce();
      if (outcome.kind === 'stop' || this.#isClosed()) {
        return;
      }
      failures = outcome.wasOpen ? 0 : failures + 1;
      this.options.onState?.('waiting');
      try {
        await pause(outcome.delayMs ?? this.#parser.retryMs ?? this.#backoff(failures), this.signal);
      } catch {
        return;
      }
    }
  }

  async #connectOnce(): Promise<Outcome> {
    this.options.onState?.('connecting');
    const attempt = new AbortController();
    try {
      const response = await this.#request(AbortSignal.any([this.signal, attempt.signal]));
      const refusal = await this.#refusalOf(response);
      if (refusal !== undefined) {
        return refusal;
      }
      this.options.onState?.('open');
      await this.#read(response, attempt);
      return { kind: 'again', delayMs: undefined, wasOpen: true };
    } catch {
      return { kind: 'again', delayMs: undefined, wasOpen: false };
    }
  }

  #request(signal: AbortSignal): Promise<Response> {
    const { lastEventId } = this.#parser;
    const resumed: Record<string, string> = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
    const headers = { Accept: 'text/event-stream', ...requestInit.headers, ...resumed };
    const { url } = this.options;
    const since = this.options.since?.();
    return (this.options.fetch ?? globalThis.fetch)(since ? `${url}?since=${encodeURIComponent(since)}` : url, {
      headers,
      signal,
      cache: 'no-store',
    });
  }

  async #refusalOf(response: Response): Promise<Outcome | undefined> {
    // The browser proves the device before it connects again.
    if (await isProofMissing(response)) {
      return { kind: 'again', delayMs: undefined, wasOpen: false };
    }
    if (response.status === 401 || response.status === 403) {
      return this.#stop('refused');
    }
    if (response.status >= 400 && response.status < 500 && response.status !== 429) {
      return this.#stop('unsupported');
    }
    if (!response.ok) {
      const seconds = retryAfterSeconds(response.headers);
      return { kind: 'again', delayMs: seconds === undefined ? undefined : seconds * 1000, wasOpen: false };
    }
    const isStream = response.headers.get('Content-Type')?.startsWith('text/event-stream') === true;
    return isStream ? undefined : this.#stop('unsupported');
  }

  #stop(state: StreamState): Outcome {
    this.options.onState?.(state);
    return { kind: 'stop' };
  }

  async #read(response: Response, attempt: AbortController): Promise<void> {
    if (response.body === null) {
      return;
    }
    const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
    const decoder = new TextDecoder();
    this.#parser.reset();
    const silenceMs = this.options.silenceMs ?? defaultSilenceMs;
    const giveUp = (): void => {
      attempt.abort();
    };
    let watchdog = setTimeout(giveUp, silenceMs);
    try {
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        clearTimeout(watchdog);
        watchdog = setTimeout(giveUp, silenceMs);
        for (const event of this.#parser.push(decoder.decode(chunk.value, { stream: true }))) {
          this.options.onEvent(event);
        }
      }
    } catch (error) {
      if (!attempt.signal.aborted) {
        throw error;
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  #isClosed(): boolean {
    return this.signal.aborted;
  }

  #backoff(failures: number): number {
    const random = this.options.random ?? Math.random;
    const ceiling = Math.min(lastDelayMs, firstDelayMs * 2 ** failures);
    return ceiling / 2 + (ceiling / 2) * random();
  }
}
