/** `npm test`: installs what is missing (redis-server, Chromium), builds, and runs every test. Arguments go to jest. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, '.cache');
const resultsFile = join(cache, 'test-results.json');

installMissing({ 'redis-server': 'redis-server', chromium: 'chromium' });
await build(root);
mkdirSync(cache, { recursive: true });
const caFile = execFileSync(process.execPath, [join(root, 'sandbox/dist/make-ca.js'), join(cache, 'sandbox-ca')])
  .toString()
  .trim();

const jest = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--json',
    `--outputFile=${resultsFile}`,
    '--testLocationInResults=false',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile, TEST_CA_FILE: caFile },
    // The JSON goes to the file; without this it would also be printed.
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(resultsFile, 'utf8'));
// A suite that cannot even be loaded has no failed test of its own.
const failed = Math.max(numFailedTests, numFailedTestSuites);
process.stdout.write(`${numPassedTests} passed, ${failed} failed\n`);
process.exit(jest.status ?? 1);

function installMissing(programs) {
  const missing = Object.entries(programs)
    .filter(([program]) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)
    .map(([, debianPackage]) => debianPackage);
  if (missing.length === 0) {
    return;
  }
  const isDebianRoot = process.getuid?.() === 0 && spawnSync('sh', ['-c', 'command -v apt-get']).status === 0;
  if (!isDebianRoot) {
    process.stderr.write(
      `The tests need ${missing.join(' and ')}. Install them with your system's package manager, ` +
        `e.g. sudo apt-get install ${missing.join(' ')}, and run npm test again.\n`,
    );
    process.exit(1);
  }
  process.stdout.write(`installing ${missing.join(', ')}\n`);
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
