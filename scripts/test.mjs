/**
 * `npm test`: installs what is missing (redis-server, Chromium), builds, and runs every test. Arguments go to Jest. The last
 * line has the totals; the line before it, what the run took.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { prepareLibraries } from '../tools/jest/prepare-libraries.mjs';
import { build, root } from './build.mjs';
import { allPackages, requirePrograms } from './programs.mjs';
import { cacheFolder, makeCertificateAuthority, startJest } from './test-setup.mjs';
import { describeUsage, measureUsage } from './usage.mjs';

const resultsFile = join(cacheFolder, 'test-results.json');
const usage = measureUsage();

await requirePrograms(allPackages);
await prepareLibraries();
const unbuilt = await build(root);
rmSync(resultsFile, { force: true });

const status = await startJest(
  [
    ...['--json', `--outputFile=${resultsFile}`, '--testLocationInResults=false'],
    // What isn't built can't be started. The tests that start nothing run nevertheless.
    ...(unbuilt.length > 0 ? ['--selectProjects', 'unit', 'sandbox', 'web'] : []),
    ...process.argv.slice(2),
  ],
  // The JSON goes to the file; without this it would also be printed.
  {
    stdio: ['ignore', 'ignore', 'inherit'],
    caFile: unbuilt.includes('build:sandbox') ? undefined : makeCertificateAuthority(),
  },
);

const { passed, failed } = readTotals();
unbuilt.forEach((part) => {
  process.stdout.write(`failed: npm run ${part}\n`);
});
process.stdout.write(`the tests took ${describeUsage(usage.stop())}\n`);
process.stdout.write(`${passed} passed, ${failed + unbuilt.length} failed\n`);
process.exitCode = unbuilt.length > 0 ? 1 : status;

/** Without a file of results, the run itself has failed. */
function readTotals() {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(resultsFile, 'utf8'));
    // A suite that can't even be loaded has no failed test of its own.
    return { passed: numPassedTests, failed: Math.max(numFailedTests, numFailedTestSuites) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
