/** All tokens expire at once: 100 users send a request to three replicas at the same moment. Entra must get one request per user. */
import assert from 'node:assert/strict';

import { listPath } from './harness/checks.mjs';
import { fixed, median } from './harness/report.mjs';
import { Stage } from './harness/stage.mjs';

const users = 100;
const repeats = 5;

const stage = await Stage.open();
try {
  const replicas = [];
  for (const name of ['product 1', 'product 2', 'product 3']) {
    replicas.push(await stage.startTarget(name, { file: '../dist/main.js' }));
  }
  const results = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const { product } = await stage.seed({ count: users, isExpired: true });
    await stage.entra.ask({ reset: true });
    await Promise.all(replicas.map((replica) => replica.ask('begin')));
    const requests = product.flatMap((headers) =>
      replicas.map(({ port }) => ({ port, request: { path: listPath, headers } })),
    );
    const { milliseconds, statuses } = await stage.load.ask({ command: 'burst', requests });
    const used = await Promise.all(replicas.map((replica) => replica.ask('end')));
    const { tokens, byUser } = await stage.entra.ask({ reset: true });
    assert.deepEqual(statuses, { 200: users * replicas.length });
    const cpuMs = used.reduce((sum, { cpuMicroseconds }) => sum + cpuMicroseconds, 0) / 1000;
    results.push({ milliseconds, cpuMs, tokens, mostForOne: Math.max(...Object.values(byUser)) });
  }
  const of = (read) => median(results.map(read));
  process.stdout.write(`\n## Refresh storm: ${users} users with expired tokens, each at three replicas at once\n\n`);
  process.stdout.write(
    `all answered 200 in ${fixed(
      of((each) => each.milliseconds),
      0,
    )} ms (three replicas on one core), `,
  );
  process.stdout.write(`${fixed(of((each) => each.cpuMs) / users, 1)} ms CPU per user; calls of the token endpoint: `);
  process.stdout.write(`${results.map(({ tokens }) => tokens).join(', ')}; most for one user: `);
  process.stdout.write(`${Math.max(...results.map(({ mostForOne }) => mostForOne))}\n`);
} finally {
  await stage.close();
}
