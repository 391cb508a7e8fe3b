const transform = {
  '^.+\\.tsx?$': ['ts-jest', { useESM: true, tsconfig: 'tsconfig.jest.json', diagnostics: false }],
};
const common = {
  transform,
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironment: 'node',
};

/** One project per kind of test; `npm run jest -- --selectProjects unit` runs one of them. */
export default {
  // Starting the app and the sandbox takes seconds on a machine that has other things to do.
  testTimeout: 30_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/contracts/**/*.spec.ts'],
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
    { ...common, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.spec.ts'] },
    ...(process.env['STORY_URL'] === undefined
      ? []
      : [{ ...common, displayName: 'container', testMatch: ['<rootDir>/test/container/**/*.spec.ts'] }]),
  ],
};
