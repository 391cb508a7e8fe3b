import { relative } from 'node:path';

import TestSequencer from '@jest/test-sequencer';

import { root } from '../../scripts/build.mjs';

/** Seconds that the long suites took on two cores (2026-11-30); only their order matters. */
const seconds = {
  'test/e2e/every-fault-in-turn.spec.ts': 140,
  'test/browser/mail-rendering.spec.ts': 115,
  'test/browser/uploads.spec.ts': 105,
  'test/browser/walk.spec.ts': 104,
  'test/browser/outages.spec.ts': 90,
  'test/browser/windows.spec.ts': 87,
  'test/browser/accessibility.spec.ts': 86,
  'test/browser/drafts.spec.ts': 76,
  'test/browser/tabs.spec.ts': 72,
  'test/e2e/mail-failures.spec.ts': 60,
  'test/browser/notifications.spec.ts': 57,
  'test/integration/service-package.spec.ts': 50,
  'test/browser/handling.spec.ts': 46,
  'test/integration/mail-upload.spec.ts': 40,
  'test/integration/redis-as-sold.spec.ts': 40,
};

/** Of the others, by kind of test: how long one takes at most, as a rule. */
const secondsOfKind = { browser: 39, e2e: 30, integration: 35, conventions: 10 };

/**
 * Jest starts the longest suites first, so that none ends the run alone, but knows their times only from earlier runs in this
 * place. On a machine that has had none, these do.
 */
export default class LongestFirstSequencer extends TestSequencer {
  time(test) {
    return super.time(test) ?? 1_000 * usualSeconds(test);
  }
}

function usualSeconds({ path, context }) {
  return seconds[relative(root, path)] ?? secondsOfKind[context.config.displayName?.name] ?? 1;
}
