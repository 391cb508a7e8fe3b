/**
 * The environment of every suite: Node's, and a check at the end that the suite has closed what it opened. A server, a
 * socket, a child process or a timer that outlives its suite fails it, by name: it would prevent the run from ending, and its
 * errors would be thrown into a suite that has nothing to do with it.
 */
import { setTimeout as pause } from 'node:timers/promises';

import { TestEnvironment } from 'jest-environment-node';

// Node opens a process's own streams on first use, and never closes them: they belong to no suite.
void [process.stdin, process.stdout, process.stderr];

/** A generous bound: a socket whose other end is a busy process takes a while to close. */
const patienceMs = 90_000;

export default class ClosingEnvironment extends TestEnvironment {
  #before = new Map();

  async setup() {
    await super.setup();
    this.#before = countOpen();
  }

  async handleTestEvent(event, state) {
    if (event.name === 'test_start' || event.name === 'hook_start') {
      raiseLimit(event.test ?? event.hook, state);
    }
    if (event.name === 'run_finish') {
      const left = await this.#leftOpen();
      if (left.length > 0) {
        state.unhandledErrors.push(
          new Error(`The suite left open: ${left.join(', ')}. Close it in afterEach or afterAll.`),
        );
      }
    }
  }

  /** The kinds of which more are open than when the suite began, e.g. `2 TCPServerWrap`. */
  async #leftOpen() {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const left = [...countOpen()].flatMap(([kind, count]) => {
        const more = count - (this.#before.get(kind) ?? 0);
        return more > 0 ? [`${more} ${kind}`] : [];
      });
      if (left.length === 0 || performance.now() > deadline) {
        return left;
      }
      await pause(20);
    }
  }
}

/** No test and no hook ends sooner than the configuration says. */
function raiseLimit(timed, { testTimeout }) {
  if (timed.timeout !== undefined) {
    timed.timeout = Math.max(timed.timeout, testTimeout);
  }
}

/** What keeps this process alive, counted by kind. Requests (a write, a name look-up) end by themselves. */
function countOpen() {
  const counts = new Map();
  for (const kind of process.getActiveResourcesInfo()) {
    if (!kind.endsWith('Request') && !kind.endsWith('ReqWrap') && !kind.endsWith('Req')) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  return counts;
}
