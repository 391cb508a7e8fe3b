import { parentPort } from 'node:worker_threads';

import { perform, type SanitiserTask } from './sanitiser-task.js';

/** The thread of `SanitiserThreads`: one task at a time. */
parentPort?.on('message', (task: SanitiserTask) => {
  parentPort?.postMessage(perform(task));
});
