import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What is built from what; a part is built again only when a source is newer than its result. */
const parts = [
  {
    script: 'build:server',
    sources: ['src', 'package.json', 'tsconfig.base.json', 'tsconfig.build.json'],
    result: 'dist/main.js',
  },
  { script: 'build:sandbox', sources: ['sandbox/src', 'sandbox/package.json'], result: 'sandbox/dist/main.js' },
  {
    script: 'build:web',
    sources: ['web/src', 'web/index.html', 'web/package.json', 'web/vite.config.ts', 'web/public'],
    result: 'web/dist/index.html',
  },
];

/** Builds what is out of date, one part after the other; rejects when a build fails. */
export async function build(root) {
  for (const { script } of parts.filter(({ script }) => !isBuilt(root, script))) {
    process.stdout.write(`building: npm run ${script}\n`);
    await run('npm', ['run', '--silent', script], root);
  }
}

/** Whether the result of a script is there and no source is newer. */
export function isBuilt(root, script) {
  const { sources, result } = parts.find((part) => part.script === script);
  const builtAt = newest(join(root, result));
  return builtAt > 0 && sources.every((source) => newest(join(root, source)) <= builtAt);
}

/** Runs a program to its end; rejects when it fails. */
export function run(program, args, cwd, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ${args.join(' ')} failed`))));
  });
}

/** Time of the newest file at `path`, in milliseconds; 0 when there is none. */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    return 0;
  }
  return stat.isDirectory() ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name)))) : stat.mtimeMs;
}
