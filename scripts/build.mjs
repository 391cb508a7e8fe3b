import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The sources and the result of each part. A part is built again only when a source is newer than its result. */
const parts = [
  {
    script: 'build:server',
    // The libraries are in the bundle.
    sources: [
      'src',
      'package.json',
      'package-lock.json',
      'nest-cli.json',
      'tsconfig.json',
      'tsconfig.base.json',
      'tsconfig.build.json',
      'scripts/bundle.mjs',
    ],
    result: 'dist/bundle/main.js',
  },
  { script: 'build:sandbox', sources: ['sandbox/src', 'sandbox/package.json'], result: 'sandbox/dist/main.js' },
  {
    script: 'build:web',
    sources: [
      'web/src',
      'web/index.html',
      'web/package.json',
      'web/vite.config.ts',
      'web/compress-assets.mjs',
      'web/public',
    ],
    result: 'web/dist/index.html',
  },
];

/** Nest loads these when an application uses them; this one does not. */
export const neverInstalled = [
  /^@nestjs\/(?:microservices|websockets|platform-express)(?:\/|$)/,
  /^@fastify\/(?:multipart|view)$/,
  /^class-(?:transformer|validator)(?:\/|$)/,
];

/** Names of all scripts that build a part of the product. */
export const allParts = parts.map(({ script }) => script);

/** Builds the parts of `scripts` that are out of date, one after the other; resolves with the names of those that failed. */
export async function build(folder, scripts = allParts) {
  const failed = [];
  for (const script of scripts.filter((each) => !isBuilt(folder, each))) {
    process.stdout.write(`building: npm run ${script}\n`);
    try {
      await run('npm', ['run', '--silent', script], folder);
    } catch (error) {
      process.stderr.write(`${error.message}\n`);
      failed.push(script);
    }
  }
  return failed;
}

/** Whether the result of a script exists and no source is newer. */
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
