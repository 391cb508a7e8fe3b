import { Injectable } from '@nestjs/common';

import { Logger, Metrics, type UnreadableItem } from '../common/index.js';

/** The parts that lists lack because they are unreadable: an operator must learn that shown mail lacks a part. */
@Injectable()
export class UnreadableItems {
  constructor(
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  /** `count` items of one response are omitted. One line for the response, without their content. */
  note(kind: UnreadableItem, count: number): void {
    if (count > 0) {
      this.metrics.count('bff_unreadable_items_total', { kind }, count);
      this.logger.warning({ kind, count }, 'items of an answer cannot be read and are left out');
    }
  }
}
