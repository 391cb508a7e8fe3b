/**
 * `npm run bench [-- name...]`: installs what only the benchmark needs, builds the service, and runs the named comparisons, or
 * all, one after the other.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const all = [
  'lists',
  'mail-list',
  'cost',
  'users',
  'bound',
  'bodies',
  'proxied',
  'sign-in',
  'storm',
  'start-up',
  'first-paint',
  'felt',
  'memory',
  'capacity',
];
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-'));

if (!existsSync(join(folder, 'node_modules'))) {
  run('npm', ['ci', '--ignore-scripts', '--prefix', folder]);
}
run('npm', ['run', '-s', 'build:sandbox']);
run('npm', ['run', '-s', 'build:server']);
for (const name of names.length === 0 ? all : names) {
  run(process.execPath, [join(folder, `${name}.mjs`), ...flags]);
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: dirname(folder), stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
