/** Measures what stays in memory after an hour's requests of a busy service, sent in a minute: 108,000 lists (30 a second) of 1,000 users. */
import { listRequests } from './harness/checks.mjs';
import { fixed, megabytes, table } from './harness/report.mjs';
import { Stage } from './harness/stage.mjs';

const hourOfRequests = 108_000;
const stretchMs = 5_000;

const stage = await Stage.open();
try {
  const headers = await stage.seed({ count: 1_000 });
  const target = await stage.startTarget('product', { nodeOptions: ['--expose-gc'] });
  const load = { requests: listRequests('product', headers), connections: 32, milliseconds: stretchMs };
  const rows = [];
  for (let count = 0; count < hourOfRequests;) {
    const run = await stage.measure(target, load);
    count += run.count;
    const { heapUsed } = await target.ask('collect');
    rows.push([
      count,
      megabytes(heapUsed),
      megabytes(run.rss),
      `${fixed(run.longestBlockMs, 1)} ms`,
      `${fixed(run.longestGcMs, 1)} ms`,
      `${fixed((100 * run.gcMs) / stretchMs, 1)} %`,
    ]);
  }
  process.stdout.write('\n## Memory over an hour of requests\n\n');
  table(
    [
      'requests',
      'heap after a collection',
      'RSS before it',
      'longest block',
      'longest collection',
      'time in collections',
    ],
    rows,
  );
} finally {
  await stage.close();
}
