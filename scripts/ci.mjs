/** The steps of `.ci/run`, in order; the first one that fails ends the run, after its totals. */
import { spawn } from 'node:child_process';

import { root } from './build.mjs';
import { describeUsage, measureUsage } from './usage.mjs';

/** The exit code of `bench/gate.mjs` when a count exceeds `bench/gate.json`. */
const moreThanRecorded = 3;

const steps = [
  { command: 'npm ci --no-audit --no-fund' },
  { command: 'npm run check' },
  { command: 'npm run build' },
  { command: 'npm test', hasTotals: true },
  // Compares counts of calls, requests, bytes and allocations with the recorded ones (docs/performance.md); no times. A count
  // above the recorded one fails the run. A count that could not be made does not.
  { command: 'npm run -s bench:gate', limitSeconds: 300, failsWith: moreThanRecorded },
];

const whole = measureUsage();
const took = [];
let totals;
let failedStep;

for (const step of steps) {
  process.stdout.write(`\n== ${step.command}\n`);
  const usage = measureUsage();
  const { code, lastLine } = await run(step);
  took.push(`${step.command}: ${describeUsage(usage.stop())}`);
  totals = step.hasTotals ? lastLine : totals;
  if (code !== 0 && step.failsWith !== undefined && code !== step.failsWith) {
    process.stdout.write(`not measured: ${step.command}\n`);
  } else if (code !== 0) {
    failedStep = step.command;
    break;
  }
}

process.stdout.write(`\n${took.join('\n')}\nthe whole run: ${describeUsage(whole.stop())}\n`);
if (failedStep !== undefined) {
  process.stdout.write(`failed: ${failedStep}\n`);
  process.exitCode = 1;
}
process.stdout.write(`${totals ?? '0 passed, 1 failed'}\n`);

/** Runs a step and shows its output; resolves with its exit code and the last line that it wrote. */
function run({ command, limitSeconds }) {
  const child = spawn('sh', ['-c', command], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(limitSeconds === undefined ? {} : { timeout: limitSeconds * 1000 }),
  });
  let tail = '';
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    tail = (tail + chunk.toString()).slice(-1_000);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    // `close` is emitted when the output has ended too.
    child.on('close', (code) => resolve({ code: code ?? 1, lastLine: tail.trim().split('\n').at(-1) }));
  });
}
