import { Lanes } from '../http/index.js';

/** Outlook refuses more than four concurrent requests of an application for one mailbox. */
const concurrentRequests = 4;
const defaultWaiting = { requests: 32, timeMs: 10_000 };

/** Lets at most four requests per mailbox through, a batch as several; the others wait in order, bounded in number and time. */
export class MailboxLimiter extends Lanes {
  constructor(waiting = defaultWaiting) {
    super({
      perLane: concurrentRequests,
      total: Infinity,
      waitingPerLane: waiting.requests,
      waiting: Infinity,
      waitMs: waiting.timeMs,
      retryAfterSeconds: 2,
    });
  }
}
