import { type Sandbox, startSandbox } from '../index.js';
import type { SandboxOptions } from '../options.js';
import { AppUnderTest } from './app-under-test.js';

export interface Running {
  readonly sandbox: Sandbox;
  readonly app: AppUnderTest;
}

/** One sandbox for a file of tests, reset before each. */
export function withSandbox(options: SandboxOptions = {}): () => Running {
  let running: Running | undefined;
  beforeAll(async () => {
    const sandbox = await startSandbox(options);
    running = { sandbox, app: new AppUnderTest(sandbox) };
  });
  beforeEach(() => {
    running?.sandbox.control.reset();
  });
  afterAll(async () => {
    await running?.sandbox.close();
  });
  return () => {
    if (running === undefined) {
      throw new Error('The sandbox is not up.');
    }
    return running;
  };
}
