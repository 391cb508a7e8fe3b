import { Injectable } from '@nestjs/common';

import { Logger, Metrics, type UnreadableItem } from '../common/index.js';

/** What lists are shown without, because nobody can read it: shown mail must not lack a part that no operator ever hears of. */
@Injectable()
export class UnreadableItems {
  constructor(
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  /** `count` items of one answer are left out. One line for the answer, without their content. */
  note(kind: UnreadableItem, count: number): void {
    if (count > 0) {
      this.metrics.count('bff_unreadable_items_total', { kind }, count);
      this.logger.warning({ kind, count }, 'items of an answer cannot be read and are left out');
    }
  }
}
