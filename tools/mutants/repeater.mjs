import { appendFileSync } from 'node:fs';

import { factsIn } from './jest-run.mjs';

/** The limit for all repetitions of a test, so that fuzzing tests aren't repeated with every mutant. */
const mostProcessorMs = 90_000;
const slowTestMs = 8000;
const patienceMs = 4000;

/** The failure of a test that does not end in time. */
export const late = 'did not end';

/** The killed mutants, of this process and of the ones that run at the same time. */
const killed = {
  known: new Set(),
  refresh() {
    this.known = new Set(factsIn(process.env.KILLED).map(({ mutant }) => mutant));
  },
  has(number) {
    return this.known.has(number);
  },
  add(mutant, by, error) {
    appendFileSync(process.env.KILLED, `${JSON.stringify({ mutant, by, error })}\n`);
    this.known.add(mutant);
  },
};

/** Repeats a test that has passed, in the state that it left, once for each mutant that it runs. */
export class Repeater {
  #mutants;
  #global;
  #report;

  /** @param {{ number: number, block: string }[]} mutants */
  constructor(mutants, global, report) {
    this.#mutants = mutants;
    this.#global = global;
    this.#report = report;
  }

  /**
   * A mutant is killed when the test fails with it, passes without it, and fails with it again. When the test does not pass without
   * a mutant any more, it is not repeated further.
   */
  async repeat(test, title, blocks, { milliseconds, processorMs }) {
    killed.refresh();
    const candidates = this.#mutants.filter(({ number, block }) => blocks.has(block) && !killed.has(number));
    if (candidates.length === 0 || milliseconds > slowTestMs || processorMs * candidates.length > mostProcessorMs) {
      return;
    }
    // The test has just run; jest cleans up once more at the end.
    await runHooks(test, 'afterEach');
    const failure = (mutant) => this.#failure(test, mutant, milliseconds);
    let isSound = (await failure(undefined)) === undefined;
    for (let next = 0; isSound && next < candidates.length; next++) {
      const mutant = candidates[next];
      killed.refresh();
      if (killed.has(mutant.number)) {
        continue;
      }
      this.#report({ trying: mutant.number, by: title });
      const first = await failure(mutant);
      if (first === undefined) {
        continue;
      }
      isSound = (await failure(undefined)) === undefined;
      if (isSound && (first === late || (await failure(mutant)) !== undefined)) {
        killed.add(mutant.number, title, first);
        isSound = (await failure(undefined)) === undefined || (await failure(undefined)) === undefined;
      }
    }
    if (!isSound) {
      this.#report({ spoiled: title });
    }
    await runHooks(test, 'beforeEach');
  }

  /** Why the test fails, with its hooks around it; undefined when it passes. */
  async #failure(test, mutant, milliseconds) {
    this.#global.mutant = mutant?.number;
    let timer;
    const isLate = new Promise((resolve) => {
      timer = setTimeout(() => resolve(late), patienceMs + 5 * milliseconds);
    });
    try {
      return await Promise.race([passes(test), isLate]);
    } catch (error) {
      return String(error?.message ?? error).split('\n', 1)[0];
    } finally {
      clearTimeout(timer);
      this.#global.mutant = undefined;
    }
  }
}

async function passes(test) {
  await runHooks(test, 'beforeEach');
  try {
    await test.fn.call({});
  } finally {
    await runHooks(test, 'afterEach');
  }
  return undefined;
}

/** Runs the outer hooks first; for those that clean up, the inner ones first. */
async function runHooks(test, type) {
  const groups = [];
  for (let group = test.parent; group !== undefined; group = group.parent) {
    groups.unshift(group);
  }
  const hooks = groups.flatMap((group) => group.hooks.filter((hook) => hook.type === type));
  for (const hook of type === 'afterEach' ? hooks.reverse() : hooks) {
    await hook.fn.call({});
  }
}
