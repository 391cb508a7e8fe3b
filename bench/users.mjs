/** The mail list with 1, 100 and 10,000 signed-in users, and what their cache entries cost in memory. */
import { listRequests } from './harness/checks.mjs';
import { fixed, megabytes, median, ratio, table } from './harness/report.mjs';
import { interleave } from './harness/rounds.mjs';
import { Stage } from './harness/stage.mjs';

const counts = [1, 100, 10_000];

const stage = await Stage.open();
try {
  const headers = await stage.seed({ count: Math.max(...counts) });
  const target = await stage.startTarget('product', { nodeOptions: ['--expose-gc'] });
  const requestsOf = (count) => listRequests('product', headers).slice(0, count);
  // Every cache is warm: each user has sent a request.
  const warm = { requests: requestsOf(10_000), connections: 32, milliseconds: 500 };
  for (let seen = 0; seen < 10_000;) {
    seen += (await stage.measure(target, warm)).count;
    warm.requests.push(...warm.requests.splice(0, seen % 10_000));
  }
  const names = counts.map(String);
  const connectionsOf = (count) => Math.min(32, 4 * Number(count));
  const rounds = await interleave(
    stage,
    names,
    (count) => ({ requests: requestsOf(Number(count)), connections: connectionsOf(count) }),
    () => target,
  );
  process.stdout.write('\n## Users\n\n');
  table(
    ['users', 'connections', 'CPU per request', 'req/s', 'requests per CPU second, of those with 100 users'],
    names.map((count) => [
      count,
      connectionsOf(count),
      `${fixed(median(rounds.map((round) => round[count].cpuPerRequest)), 0)} µs`,
      fixed(median(rounds.map((round) => round[count].perSecond)), 0),
      fixed(ratio(rounds, '100', count, 'cpuPerRequest')),
    ]),
  );
  const { rss } = await target.ask('end');
  const { heapUsed, arrayBuffers } = await target.ask('collect');
  process.stdout.write(
    `RSS under load with 10,000 users warm: ${megabytes(rss)}; after a collection ${megabytes(heapUsed)} of heap and ${megabytes(arrayBuffers)} of buffers are in use\n`,
  );
} finally {
  await stage.close();
}
