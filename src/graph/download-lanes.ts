import { Lanes } from '../http/index.js';
import { defaultLimits } from './graph-transport.js';

/** One less than a mailbox has permits: a user who downloads slowly can still read their list. */
const perUser = 3;
/** The limit of all concurrent downloads; each has a connection to Graph. */
const smallShare = 1 / 3;

/**
 * The number of bytes that is buffered without a reader: Graph has finished once they are received, however slow the
 * reader is.
 */
export const mostSmallBytes = 65_536;

/** A message may have hundreds of pictures in its text, which its page requests all at once. */
const waiting = { waitingPerLane: 256, waiting: 4_096, waitMs: 30_000 };

/**
 * Bodies on their way from Graph to users: a few of each user at a time. The others wait in order, bounded in number
 * and time. Small ones have their own permits, so that no picture waits behind films.
 */
export class DownloadLanes extends Lanes {
  readonly small: Lanes;

  constructor(connections = defaultLimits.relays) {
    const small = Math.floor(connections * smallShare);
    super({ perLane: perUser, total: connections - small, ...waiting });
    this.small = new Lanes({ perLane: perUser, total: small, ...waiting });
  }
}
