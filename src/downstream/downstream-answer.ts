import type { IncomingHttpHeaders } from 'node:http';

import { Problem } from '../common/index.js';

/** An API's response, in memory. */
export class DownstreamAnswer {
  constructor(
    readonly status: number,
    readonly headers: IncomingHttpHeaders,
    readonly bytes: Buffer,
  ) {}

  get isSuccess(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  text(): string {
    return this.bytes.toString('utf8');
  }

  /**
   * The JSON of the body; check its schema before use.
   * @throws Problem `api_error` when the body is invalid
   */
  json(): unknown {
    try {
      return JSON.parse(this.text());
    } catch (error) {
      throw new Problem('api_error', { cause: error });
    }
  }
}
