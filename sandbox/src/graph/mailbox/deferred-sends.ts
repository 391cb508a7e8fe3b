import type { MailItem } from './mail-item.js';
import type { Mailbox } from './mailbox.js';

/** PidTagDeferredSendTime, as Graph spells the property. */
const deferredSendTime = 'systemtime 0x3fef';

export interface DeferredSend {
  readonly mailbox: Mailbox;
  readonly item: MailItem;
  readonly due: number;
}

/** Milliseconds since the epoch; undefined when the message is sent at once. */
export function deferredUntil(item: MailItem): number | undefined {
  const due = Date.parse(item.extendedProperties?.[deferredSendTime] ?? '');
  return Number.isNaN(due) ? undefined : due;
}

/**
 * Messages with a deferred send time wait in Drafts. Deleting one before that time cancels it (openonion/connectonion#183,
 * tried against the real service).
 */
export class DeferredSends {
  #waiting: readonly DeferredSend[] = [];

  add(send: DeferredSend): void {
    this.#waiting = [...this.#waiting.filter(({ item }) => item !== send.item), send];
  }

  /** The messages that are due, each once, without those that were deleted or moved meanwhile. */
  takeDue(now: number): readonly DeferredSend[] {
    const due = this.#waiting.filter((send) => send.due <= now);
    if (due.length > 0) {
      this.#waiting = this.#waiting.filter((send) => send.due > now);
    }
    return due.filter(
      ({ mailbox, item }) =>
        mailbox.find(item.immutableId) === item && item.folderId === mailbox.folders.wellKnown('drafts').id,
    );
  }

  reset(): void {
    this.#waiting = [];
  }
}
