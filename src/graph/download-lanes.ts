import { Lanes } from '../http/index.js';
import { defaultLimits } from './graph-transport.js';

/** One less than a mailbox has permits: whoever downloads slowly can still read their list. */
const perUser = 3;
/** Of all that may be on their way at once; each has a connection to Graph. */
const smallShare = 1 / 3;

/** What is held without a reader: Graph is done with it when it is here, however slow its reader is. */
export const mostSmallBytes = 65_536;

/** A message may have hundreds of pictures in its text, all of which its page asks for at once. */
const waiting = { waitingPerLane: 256, waiting: 4_096, waitMs: 30_000 };

/**
 * Bodies on their way from Graph to users: a few of each at a time, the others wait in order, bounded in number and time. Small ones have places
 * of their own, so that no picture waits behind films.
 */
export class DownloadLanes extends Lanes {
  readonly small: Lanes;

  constructor(connections = defaultLimits.relays) {
    const small = Math.floor(connections * smallShare);
    super({ perLane: perUser, total: connections - small, ...waiting });
    this.small = new Lanes({ perLane: perUser, total: small, ...waiting });
  }
}
