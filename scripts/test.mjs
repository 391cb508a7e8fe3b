/** `npm test`: installs what is missing (redis-server, Chromium), builds, and runs every test. Arguments go to jest. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, '.cache');
const resultsFile = join(cache, 'test-results.json');

const programs = requirePrograms({
  'redis-server': ['redis-server'],
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
});
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
    // A test that fails half way may leave a server behind; the run ends all the same.
    '--forceExit',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile, TEST_CA_FILE: caFile, CHROMIUM: programs.chromium },
    // The JSON goes to the file; without this it would also be printed.
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(resultsFile, 'utf8'));
// A suite that cannot even be loaded has no failed test of its own.
const failed = Math.max(numFailedTests, numFailedTestSuites);
process.stdout.write(`${numPassedTests} passed, ${failed} failed\n`);
process.exit(jest.status ?? 1);

/** The programs' paths by name. What is missing is installed where that is allowed, and named where it is not. */
function requirePrograms(programs) {
  const missing = Object.keys(programs).filter((name) => pathOf(programs[name]) === undefined);
  if (missing.length > 0) {
    install(missing);
  }
  return Object.fromEntries(Object.entries(programs).map(([name, commands]) => [name, pathOf(commands)]));
}

function pathOf(commands) {
  return commands
    .map((command) =>
      spawnSync('sh', ['-c', `command -v ${command}`])
        .stdout.toString()
        .trim(),
    )
    .find((path) => path !== '');
}

function install(packages) {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (spawnSync('sh', ['-c', `command -v apt-get && ${[...asRoot, 'true'].join(' ')}`]).status !== 0) {
    process.stderr.write(
      `The tests need ${packages.join(' and ')}. Install them with your system's package manager, ` +
        `e.g. sudo apt-get install ${packages.join(' ')}, and run npm test again.\n`,
    );
    process.exit(1);
  }
  process.stdout.write(`installing ${packages.join(', ')}\n`);
  for (const words of [
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const [program, ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', ...words];
    execFileSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
}
