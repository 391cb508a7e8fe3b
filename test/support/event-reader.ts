import type { UserAgent } from './user-agent.js';

/** Reads a `text/event-stream` as the SPA does. */
export class EventReader {
  readonly #controller = new AbortController();
  #text = '';
  #isEnded = false;
  #notify: () => void = () => undefined;

  private constructor(readonly response: Response) {
    void this.#read();
  }

  static async open(browser: UserAgent, url: string): Promise<EventReader> {
    const controller = new AbortController();
    const cookie = browser.cookies.header(new URL(url), () => true);
    const { address } = browser.route(new URL(url));
    const response = await fetch(address, { headers: { cookie, 'x-csrf': '1' }, signal: controller.signal });
    const reader = new EventReader(response);
    reader.#controller.signal.addEventListener('abort', () => {
      controller.abort();
    });
    return reader;
  }

  get hasEnded(): boolean {
    return this.#isEnded;
  }

  /** How often `text` has arrived. */
  count(text: string): number {
    return this.#text.split(text).length - 1;
  }

  /** Resolves when `text` has arrived; rejects when the stream ends without it. */
  async until(text: string): Promise<void> {
    while (!this.#text.includes(text)) {
      if (this.#isEnded) {
        throw new Error(`the stream ended without "${text}": ${this.#text}`);
      }
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
  }

  async untilEnd(): Promise<void> {
    while (!this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
  }

  close(): void {
    this.#controller.abort();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of this.response.body as unknown as AsyncIterable<Uint8Array>) {
        this.#text += decoder.decode(chunk, { stream: true });
        this.#notify();
      }
    } catch {
      // The stream was closed by us, or lost: it has ended either way.
    }
    this.#isEnded = true;
    this.#notify();
  }
}
