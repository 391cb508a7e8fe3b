import { Lanes } from '../http/index.js';
import { defaultLimits } from './graph-transport.js';

/** One less than a mailbox has permits: whoever downloads slowly can still read their list. */
const perUser = 3;

/** Bodies on their way from Graph to users: a few of each at a time, the others wait in order, bounded in number and time. */
export class DownloadLanes extends Lanes {
  constructor(total = defaultLimits.relays) {
    super({
      perLane: perUser,
      total,
      // A message may have hundreds of pictures in its text, all of which its page asks for at once.
      waitingPerLane: 256,
      waiting: 4_096,
      waitMs: 30_000,
    });
  }
}
