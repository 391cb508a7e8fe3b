import { platform, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';

import { perform, type SanitiserTask } from './sanitiser-task.js';

/** At a lower priority than the event loop. */
const niceness = 10;

// Linux has a priority for each thread; elsewhere this one's would be the process's.
if (platform() === 'linux') {
  setPriority(niceness);
}

/** The thread of `SanitiserThreads`: one task at a time. */
parentPort?.on('message', (task: SanitiserTask) => {
  parentPort?.postMessage(perform(task));
});
