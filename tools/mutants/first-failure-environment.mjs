import { appendFileSync, readFileSync } from 'node:fs';

import { TestEnvironment } from 'jest-environment-node';

import { Repeater } from './repeater.mjs';

/**
 * Reports by lines of JSON in the file REPORT: each test that ends, and for each file the blocks that it ran (see blocks.mjs)
 * and how long it took. With FIRST_FAILURE=ends the whole run ends at the first failed test. With a file of MUTANTS each test
 * is repeated with each mutant (see switched.mjs) that it runs.
 */
export default class FirstFailureEnvironment extends TestEnvironment {
  #spec;
  #blocks = new Set();
  #blocksOfTest = new Set();
  #testStart = { at: 0, usage: process.cpuUsage() };
  #startedAt = Date.now();
  #hasFailed = false;
  #repeater;

  constructor(config, context) {
    super(config, context);
    this.#spec = context.testPath.slice(config.projectConfig.rootDir.length + 1);
    this.global.noteBlock = (block) => {
      this.#blocks.add(block);
      this.#blocksOfTest.add(block);
    };
    if (process.env.MUTANTS !== undefined) {
      const mutants = JSON.parse(readFileSync(process.env.MUTANTS, 'utf8'));
      this.#repeater = new Repeater(mutants, this.global, report);
    }
  }

  async handleTestEvent(event) {
    if (event.name === 'test_start') {
      this.#blocksOfTest = new Set();
      this.#testStart = { at: Date.now(), usage: process.cpuUsage() };
    } else if (event.name === 'test_done') {
      this.#test(titleOf(event.test), event.test.errors);
    } else if (event.name === 'test_fn_success') {
      if (event.test.errors.length === 0) {
        const { user, system } = process.cpuUsage(this.#testStart.usage);
        const cost = { milliseconds: Date.now() - this.#testStart.at, processorMs: (user + system) / 1000 };
        await this.#repeater?.repeat(event.test, `${this.#spec} ${titleOf(event.test)}`, this.#blocksOfTest, cost);
      }
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

function titleOf({ name, parent }) {
  return `${parent.name} ${name}`;
}

function report(fact) {
  appendFileSync(process.env.REPORT, `${JSON.stringify(fact)}\n`);
}

/** Circus stores an error or a pair of errors. */
function textOf(failure) {
  const error = Array.isArray(failure) ? (failure[0] ?? failure[1]) : failure;
  return String(error?.message ?? error).split('\n', 1)[0];
}
