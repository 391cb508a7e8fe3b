import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { allParts, root } from './build.mjs';
import { pathOf } from './programs.mjs';

/** Files outside of version control: the certificate authority of the tests, results of runs. */
export const cacheFolder = join(root, '.cache');

/** Projects (jest.config.mjs) that import sources only; the others start what is built and talk to a sandbox over TLS. */
const projectsWithoutBuild = ['unit', 'sandbox', 'web'];
const foldersWithoutBuild = /^(?:\.\/)?(?:src|sandbox|web|tools|test\/contracts)\b/;
const foldersWithoutWeb = /^(?:\.\/)?test\/(?:e2e|integration)\b/;

/**
 * The parts of the product that must be built for the tests that the arguments of Jest choose: none when only unit tests are
 * named, all of them when nothing is named.
 */
export function partsFor(args) {
  const named = namedBy(args);
  const chosen = named.projects.length > 0 ? named.projects : named.paths;
  const all = (matches) => chosen.length > 0 && chosen.every(matches);
  if (all((name) => projectsWithoutBuild.includes(name) || foldersWithoutBuild.test(name))) {
    return [];
  }
  return all((name) => ['integration', 'e2e'].includes(name) || foldersWithoutWeb.test(name))
    ? ['build:server', 'build:sandbox']
    : allParts;
}

/** The names of projects after `--selectProjects`, and the paths: positional arguments, or those after `--testPathPatterns`. */
function namedBy(args) {
  const named = { projects: [], paths: [] };
  let option = '';
  for (const word of args.flatMap((arg) => (arg.startsWith('--') ? arg.split('=') : [arg]))) {
    if (word.startsWith('-')) {
      option = word;
    } else if (option === '--selectProjects') {
      named.projects.push(word);
    } else if (option === '' || option === '--testPathPatterns' || option === '--runTestsByPath') {
      named.paths.push(word);
    } else {
      // The value of another option; what follows is positional again.
      option = '';
    }
  }
  return named;
}

/** The file of the authority that signs the sandbox's certificates; creates it when it's missing. Needs a built sandbox. */
export function makeCertificateAuthority() {
  mkdirSync(cacheFolder, { recursive: true });
  const script = join(root, 'sandbox/dist/make-ca.js');
  return execFileSync(process.execPath, [script, join(cacheFolder, 'sandbox-ca')], { encoding: 'utf8' }).trim();
}

/** Runs Jest; resolves with its exit code. Node reads additional authorities only when it starts, so it's a process of its own. */
export function startJest(args, { stdio, caFile }) {
  const trust = caFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: caFile, TEST_CA_FILE: caFile };
  const chromium = process.env.CHROMIUM ?? pathOf('chromium');
  const headless = process.env.CHROMIUM ?? pathOf('chromium-headless-shell') ?? chromium;
  const jest = spawn(
    process.execPath,
    ['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules/jest/bin/jest.js'), ...args],
    {
      cwd: root,
      env: {
        ...process.env,
        ...trust,
        ...(chromium === undefined ? {} : { CHROMIUM: chromium, HEADLESS_CHROMIUM: headless }),
      },
      stdio,
    },
  );
  return new Promise((resolve, reject) => {
    jest.on('error', reject);
    jest.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}
