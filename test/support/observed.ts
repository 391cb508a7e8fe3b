import { Writable } from 'node:stream';

import { Logger, NoMetrics } from '../../src/common/index.js';

/** Stores what is logged and counted. */
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

  override count(name?: string, labels?: object, amount?: number): void {
    this.counted.push([name, JSON.stringify(labels), amount].filter((part) => part !== undefined).join(' '));
  }
}
