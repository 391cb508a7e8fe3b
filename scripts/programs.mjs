import { execFileSync, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline/promises';

/** The programs that the tests run besides Node, by the name of the Debian package: their commands, and why they're needed. */
const programs = {
  'redis-server': { commands: ['redis-server'], reason: 'the integration tests talk to a real Redis' },
  chromium: {
    commands: ['chromium', 'chromium-browser', 'google-chrome'],
    reason: 'the browser tests use the SPA',
  },
  'chromium-headless-shell': {
    commands: ['chromium-headless-shell'],
    reason: 'the same browser without a window starts and runs with a third less CPU',
    isOptional: true,
  },
  'libnss3-tools': { commands: ['certutil'], reason: 'Chromium has to trust the certificate authority of the tests' },
};

/** The package names of all programs that the tests need, or run better with. */
export const allPackages = Object.keys(programs);

/** The path of a program by its package's name; undefined when it isn't installed. */
export function pathOf(packageName) {
  return programs[packageName].commands
    .map((command) => spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).stdout.trim())
    .find((path) => path !== '');
}

/**
 * Installs the missing packages of `packageNames`, and optional ones where possible. It does so at once when it runs as root and
 * apt is available, and after the user's confirmation when `sudo` is needed and a terminal is attached. Otherwise it says what
 * to install and ends the process.
 */
export async function requirePrograms(packageNames) {
  const isRoot = process.getuid?.() === 0;
  const absent = packageNames.filter((name) => pathOf(name) === undefined);
  const missing = absent.filter((name) => programs[name].isOptional !== true);
  if (isRoot && hasCommand('apt-get')) {
    absent.filter((name) => !missing.includes(name)).forEach(tryToInstall);
  }
  if (missing.length === 0) {
    return;
  }
  if (hasCommand('apt-get') && (isRoot || (hasCommand('sudo') && (await agrees(missing))))) {
    install(isRoot ? [] : ['sudo'], missing);
    return;
  }
  const reasons = missing.map((name) => `  ${name}: ${programs[name].reason}\n`).join('');
  process.stderr.write(
    `The tests need programs that aren't installed:\n${reasons}` +
      `Install them with your system's package manager (sudo apt-get install ${missing.join(' ')}) and run this again. ` +
      'The unit tests need none of them: npm run test:unit\n',
  );
  process.exit(1);
}

/** Asks the user. Without their confirmation, nothing is changed and sudo doesn't ask for a password. */
async function agrees(missing) {
  if (!process.stdin.isTTY) {
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Install ${missing.join(', ')} with sudo apt-get? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function hasCommand(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

/** Not every distribution has the package, and not every machine can download it. */
function tryToInstall(packageName) {
  try {
    install([], [packageName]);
  } catch {
    process.stdout.write(`${packageName} can't be installed here: the tests do without it\n`);
  }
}

function install(asRoot, missing) {
  process.stdout.write(`installing ${missing.join(', ')}\n`);
  for (const words of [
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...missing],
  ]) {
    const [program, ...args] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', ...words];
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
}
