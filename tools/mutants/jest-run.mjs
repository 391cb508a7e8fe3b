import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const silenceMs = 60_000;

/**
 * Runs test files of a scratch tree in the given order, in one process.
 * @returns the facts that first-failure-environment.mjs reports, how jest ended, and whether it had to be stopped
 */
export async function runJest(root, tree, specs, { endsAtFailure, switches = {} }) {
  const reportFile = join(tree, '.cache/report.jsonl');
  rmSync(reportFile, { force: true });
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--no-warnings',
      join(root, 'node_modules/jest/bin/jest.js'),
      '--config=jest.mutants.mjs',
      '--runInBand',
      '--forceExit',
      '--silent',
      ...(endsAtFailure ? ['--bail'] : []),
      '--runTestsByPath',
      ...specs,
    ],
    {
      cwd: tree,
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: join(root, '.cache/sandbox-ca/ca.pem'),
        TEST_CA_FILE: join(root, '.cache/sandbox-ca/ca.pem'),
        TEST_REPLICAS: '1',
        SPECS: specs.join(','),
        REPORT: reportFile,
        FIRST_FAILURE: endsAtFailure ? 'ends' : '',
        ...switches,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
      // A process group of its own, so that its redis-servers and replicas end with it.
      detached: true,
    },
  );
  const end = () => killGroup(child.pid);
  process.once('exit', end);
  const messages = [];
  child.stderr.on('data', (chunk) => messages.push(chunk));
  const { status, isSilent } = await ended(child, reportFile);
  end();
  process.off('exit', end);
  return { status, isSilent, facts: factsIn(reportFile), messages: Buffer.concat(messages).toString() };
}

/** A run that reports nothing for long is stopped. */
async function ended(child, reportFile) {
  let isSilent = false;
  let size = 0;
  let changedAt = Date.now();
  const watch = setInterval(() => {
    const now = existsSync(reportFile) ? readFileSync(reportFile).length : 0;
    if (now !== size) {
      size = now;
      changedAt = Date.now();
    } else if (Date.now() - changedAt > silenceMs) {
      isSilent = true;
      killGroup(child.pid);
    }
  }, 1000);
  const status = await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(watch);
  return { status, isSilent };
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Lines of JSON. */
export function factsIn(file) {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}
