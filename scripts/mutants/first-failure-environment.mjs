import { appendFileSync } from 'node:fs';

import { TestEnvironment } from 'jest-environment-node';

/**
 * Ends the whole run at the first failed test, and reports by lines of JSON in the file REPORT: each test that ends, and
 * for each file the blocks that it ran (see blocks.mjs) and how long it took.
 */
export default class FirstFailureEnvironment extends TestEnvironment {
  #spec;
  #blocks = new Set();
  #startedAt = Date.now();
  #hasFailed = false;

  constructor(config, context) {
    super(config, context);
    this.#spec = context.testPath.slice(config.projectConfig.rootDir.length + 1);
    this.global.noteBlock = (block) => this.#blocks.add(block);
  }

  handleTestEvent(event) {
    if (event.name === 'test_done') {
      const { name, parent, errors } = event.test;
      this.#test(`${parent.name} ${name}`, errors);
    } else if (event.name === 'hook_failure') {
      this.#test(event.hook.type, [event.error]);
    }
  }

  async teardown() {
    const blocks = [...this.#blocks];
    report({ spec: this.#spec, milliseconds: Date.now() - this.#startedAt, blocks, hasFailed: this.#hasFailed });
    await super.teardown();
  }

  #test(test, errors) {
    const error = errors.length === 0 ? undefined : textOf(errors[0]);
    report({ test, error });
    if (error !== undefined) {
      this.#hasFailed = true;
      if (process.env.FIRST_FAILURE === 'ends') {
        report({ killed: `${this.#spec} ${test}`, error });
        process.exit(1);
      }
    }
  }
}

function report(fact) {
  appendFileSync(process.env.REPORT, `${JSON.stringify(fact)}\n`);
}

/** What circus keeps is an error or a pair of errors. */
function textOf(failure) {
  const error = Array.isArray(failure) ? (failure[0] ?? failure[1]) : failure;
  return String(error?.message ?? error).split('\n', 1)[0];
}
