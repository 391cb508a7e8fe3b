import { relative } from 'node:path';

import TestSequencer from '@jest/test-sequencer';

import { root } from '../../scripts/build.mjs';

/** Seconds that the long suites took on two cores (2026-11-30); only their order matters. */
const seconds = {
  'test/e2e/every-fault-in-turn.spec.ts': 90,
  'test/browser/accessibility.spec.ts': 150,
  'test/browser/uploads.spec.ts': 105,
  'test/browser/outages.spec.ts': 100,
  'test/browser/drafts.spec.ts': 93,
  'test/browser/windows.spec.ts': 87,
  'test/browser/languages.spec.ts': 80,
  'test/browser/compose-stories.spec.ts': 73,
  'test/browser/tabs.spec.ts': 72,
  'test/e2e/mail-failures.spec.ts': 71,
  'test/browser/organising.spec.ts': 67,
  'test/browser/notifications.spec.ts': 66,
  'test/browser/walk.spec.ts': 91,
  'test/browser/offline-reading.spec.ts': 62,
  'test/browser/keys.spec.ts': 62,
  'test/integration/release.spec.ts': 62,
  'test/browser/people.spec.ts': 60,
  'test/browser/device-binding.spec.ts': 58,
  'test/integration/service-package.spec.ts': 56,
  'test/integration/redis-as-sold.spec.ts': 55,
  'test/browser/triage.spec.ts': 55,
  'test/browser/mail-rendering.spec.ts': 50,
  'test/e2e/real-answers-graph.spec.ts': 48,
  'test/integration/register.spec.ts': 46,
  'test/integration/mail-upload.spec.ts': 41,
  // It works without a pause. As the last suite it would run alone.
  'src/mail/html/html-sanitiser.fuzz.spec.ts': 40,
};

/** The longest usual duration of the other suites, by kind of test. */
const secondsOfKind = { browser: 39, e2e: 30, integration: 35, conventions: 10 };

/**
 * Jest starts the longest suites first, so that none runs alone at the end. It knows their durations only from earlier runs in this
 * checkout. Without earlier runs, it uses the ones above.
 */
export default class LongestFirstSequencer extends TestSequencer {
  time(test) {
    return super.time(test) ?? 1_000 * usualSeconds(test);
  }
}

function usualSeconds({ path, context }) {
  return seconds[relative(root, path)] ?? secondsOfKind[context.config.displayName?.name] ?? 1;
}
