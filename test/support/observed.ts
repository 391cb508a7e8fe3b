import { Writable } from 'node:stream';

import { Logger, NoMetrics } from '../../src/common/index.js';

/** Keeps what is logged and counted. */
export class Observed extends NoMetrics {
  readonly lines: string[] = [];
  readonly counted: string[] = [];
  readonly logger = new Logger(
    'trace',
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.lines.push(chunk.toString());
        done();
      },
    }),
  );

  override count(name?: string, labels?: object): void {
    this.counted.push(`${String(name)} ${JSON.stringify(labels)}`);
  }
}
