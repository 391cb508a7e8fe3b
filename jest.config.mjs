import { availableParallelism, totalmem } from 'node:os';

const common = {
  transform: { '^.+\\.tsx?$': '<rootDir>/tools/jest/transformer.mjs' },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  resolver: '<rootDir>/tools/jest/resolver.mjs',
  testEnvironment: '<rootDir>/test/support/closing-environment.mjs',
};

/**
 * Suites with servers and a browser wait for most of their time (in `e2e` and `integration` four fifths), so that three workers share two
 * cores, as long as there is memory: a worker, its browser and its replicas take up to 3 GB.
 */
function workers() {
  // A container has less than its machine.
  const roomFor = Math.floor(Math.min(totalmem(), process.constrainedMemory() || Infinity) / 3e9);
  return Math.max(2, Math.min(Math.ceil(1.5 * availableParallelism()), roomFor));
}

/** One project per kind of test; `npm run jest -- --selectProjects unit` runs one of them. */
export default {
  // Only what hangs is ended by time: a busy machine is slow, and no test fails for that. A test may take longer, by a
  // number of its own, but none ends sooner (closing-environment.mjs).
  testTimeout: 240_000,
  maxWorkers: workers(),
  testSequencer: '<rootDir>/tools/jest/longest-first-sequencer.mjs',
  // ES modules of a finished suite are never collected (docs/development.md): a worker that has grown is replaced by a new one.
  workerIdleMemoryLimit: 450 * 1024 * 1024,
  // closing-environment.mjs has seen to it that nothing is open; half a minute is for a busy machine.
  workerGracefulExitTimeout: 30_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{src,tools,test/contracts}/**/*.spec.ts'],
    },
    { ...common, displayName: 'sandbox', testMatch: ['<rootDir>/sandbox/src/**/*.spec.ts'] },
    { ...common, displayName: 'web', testMatch: ['<rootDir>/web/src/**/*.spec.{ts,tsx}'] },
    { ...common, displayName: 'conventions', testMatch: ['<rootDir>/test/conventions/**/*.spec.ts'] },
    { ...common, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.spec.ts'] },
    { ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
    // Heavy evidence, by `npm run chaos` only.
    ...(process.env.CHAOS === '1'
      ? [{ ...common, displayName: 'chaos', testMatch: ['<rootDir>/test/chaos/**/*.spec.ts'] }]
      : []),
    // By `npm run abuse` only.
    ...(process.env.ABUSE === '1'
      ? [{ ...common, displayName: 'abuse', testMatch: ['<rootDir>/test/abuse/**/*.spec.ts'] }]
      : []),
    // An hour of it, by `npm run endurance` only.
    ...(process.env.ENDURANCE_SECONDS === undefined
      ? []
      : [{ ...common, displayName: 'endurance', testMatch: ['<rootDir>/test/endurance/**/*.spec.ts'] }]),
    { ...common, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.spec.ts'] },
    ...(process.env['STORY_URL'] === undefined
      ? []
      : [{ ...common, displayName: 'container', testMatch: ['<rootDir>/test/container/**/*.spec.ts'] }]),
  ],
};
