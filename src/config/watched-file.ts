import { readFile } from 'node:fs/promises';

import type { Logger } from '../common/index.js';

/**
 * A file that changes while the service runs. Its content is compared and not its time, so that it notices the swap of
 * a link, two writes in one tick and a restored time. Content that cannot be read or used does not replace valid
 * content.
 */
export class WatchedFile<T> {
  #known: { readonly content: string; readonly value: T } | undefined;
  #reported: string | undefined;

  /** `content`: the content that was read already. `parse` throws an error whose message does not quote the content. */
  constructor(
    readonly setting: string,
    private readonly path: string,
    private readonly parse: (content: string) => T,
    content?: string,
  ) {
    if (content !== undefined) {
      this.#known = { content, value: parse(content) };
    }
  }

  /** The last good value, without reading the file. */
  get last(): T | undefined {
    return this.#known?.value;
  }

  /**
   * Polls the file.
   * @throws the fault, when it was never valid.
   */
  async current(logger: Logger): Promise<T> {
    const before = this.#known;
    try {
      const content = await readFile(this.path, 'utf8');
      if (content === before?.content) {
        this.#reported = undefined;
        return before.value;
      }
      const value = this.parse(content);
      this.#known = { content, value };
      this.#reported = undefined;
      if (before !== undefined) {
        logger.info({ setting: this.setting }, 'the file has changed; its new content is in use');
      }
      return value;
    } catch (error) {
      if (before === undefined) {
        throw error;
      }
      this.#report(error, logger);
      return before.value;
    }
  }

  /** Logs each problem once, as the file is polled often. */
  #report(error: unknown, logger: Logger): void {
    if (this.#reported !== String(error)) {
      this.#reported = String(error);
      logger.warning(
        { setting: this.setting, err: error },
        'the file cannot be used; the last good content stays in use',
      );
    }
  }
}
