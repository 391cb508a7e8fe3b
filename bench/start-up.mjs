/**
 * Measures the time from the start of the process until `/health/ready` returns 200, including Redis and discovery. With
 * folders, as for `compare-builds.mjs`, it measures other builds in turn.
 */
import { parseArgs } from 'node:util';

import { fixed, median } from './harness/report.mjs';
import { Stage } from './harness/stage.mjs';

const starts = Number(process.env.BENCH_ROUNDS ?? 9);
const { positionals: folders } = parseArgs({ allowPositionals: true });
const files = { product: undefined, ...Object.fromEntries(folders.map((folder) => [`product ${folder}`, folder])) };

const stage = await Stage.open();
try {
  const measured = Object.fromEntries(Object.keys(files).map((name) => [name, { times: [], cpu: [] }]));
  for (let start = 0; start < starts; start++) {
    for (const [name, folder] of Object.entries(files)) {
      const target = await stage.startTarget(name, folder === undefined ? {} : { file: `../${folder}/main.js` });
      measured[name].times.push(target.readyAfterMs);
      measured[name].cpu.push((await target.ask('sinceStart')).cpuMicroseconds / 1000);
      await target.end();
    }
  }
  process.stdout.write('\n## Start-up\n\n');
  for (const [name, { times, cpu }] of Object.entries(measured)) {
    const best = `fastest ${fixed(Math.min(...times), 0)} ms, ${fixed(Math.min(...cpu), 0)} ms`;
    process.stdout.write(
      `${name}: ready after ${fixed(median(times), 0)} ms, of which ${fixed(median(cpu), 0)} ms CPU (${best})\n`,
    );
  }
} finally {
  await stage.close();
}
