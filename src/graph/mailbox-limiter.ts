import { Lanes } from '../http/index.js';

/** Outlook refuses more than four concurrent requests of an application for one mailbox. */
const concurrentRequests = 4;
const defaultWaiting = { requests: 32, timeMs: 10_000 };
/**
 * Slow downloads hold up to three permits for minutes. A batch that waited for all of its own would hold up everything behind it,
 * and fail in the end; what Outlook refuses of its parts is asked for again.
 */
const fewerAfterMs = 1_000;

/**
 * Permits at most four requests per mailbox at a time, a batch as several; the others wait in order, bounded in number
 * and time.
 */
export class MailboxLimiter extends Lanes {
  constructor(waiting = defaultWaiting) {
    super({
      perLane: concurrentRequests,
      total: Infinity,
      waitingPerLane: waiting.requests,
      waiting: Infinity,
      waitMs: waiting.timeMs,
      fewerAfterMs,
      retryAfterSeconds: 2,
    });
  }
}
