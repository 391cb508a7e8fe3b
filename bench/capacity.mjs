/**
 * `npm run bench -- capacity`: measures what one user, list, message and open tab cost (CPU, memory, Redis, Graph), and computes
 * what 1,000, 50,000 and 1,000,000 users need (`harness/capacity-model.mjs`, docs/capacity.md). A tab is the pair of event streams
 * of a browser, and the polls of its mailbox. `--tabs=5000` opens that many tabs, each of another user, and compares their cost
 * with the model.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { needsOf } from './harness/capacity-model.mjs';
import { headersFor, listPath } from './harness/checks.mjs';
import { fixed, megabytes, table } from './harness/report.mjs';
import { Stage } from './harness/stage.mjs';

const { values: wanted } = parseArgs({ options: { tabs: { type: 'string', default: '1000' } } });
const tabs = Number(wanted.tabs);
const sampleTabs = Math.min(tabs, 1_000);
/** Polls begin 8 s apart and are 24 s apart after a minute without change (`mail-event-streams.ts`). */
const settleMs = Number(process.env.BENCH_SETTLE_MILLISECONDS ?? 75_000);
const windowMs = Number(process.env.BENCH_WINDOW_MILLISECONDS ?? 48_000);
const stretchMs = 4_000;
const idleMs = 10_000;

const stage = await Stage.open();
try {
  const before = await redisState();
  const headers = headersFor('product', await stage.seed({ count: tabs, only: ['product'] }));
  const after = await redisState();
  const redisBytes = (after.bytes - before.bytes) / tabs;
  const target = await stage.startTarget('product', { nodeOptions: ['--expose-gc', '--max-semi-space-size=16'] });

  const messagePath = '/api/mail/messages/m';
  const requestsOf = (path) => headers.map((each) => ({ path, headers: each }));
  await load(requestsOf(listPath).slice(0, 100), 2_000);
  const base = await memoryOf(target);
  await stage.load.ask({ command: 'prepare', name: 'all', requests: requestsOf(listPath) });
  await stage.measure(target, { prepared: 'all', connections: 32, isInTurn: true });
  const known = await memoryOf(target);

  const list = await costOf(requestsOf(listPath).slice(0, 1_000));
  const message = await costOf(requestsOf(messagePath).slice(0, 1_000));
  // A user's first request asks Entra for each of their permissions.
  const start = await costOf(requestsOf('/api/mail/start').slice(0, 20));

  const idleCpu = await idleCpuOf(target);
  const sample = await measureTabs(target, headers, sampleTabs, { known, idleCpu });
  const costs = {
    baseBytes: base.rss,
    user: { bytes: Math.max(0, known.inUse - base.inUse) / Math.max(1, tabs - 100), redisBytes },
    list,
    message,
    tab: sample,
  };

  process.stdout.write('\n## What one costs\n\n');
  const row = (name, { cpu, redis, graph }, memory) => [
    name,
    `${fixed(cpu, 0)} µs`,
    fixed(redis),
    fixed(graph),
    memory ?? '',
  ];
  table(
    ['one', 'CPU', 'Redis commands', 'Graph requests', 'memory of a replica'],
    [
      row('list of 25', list),
      row('message', message),
      row('first page (start)', start),
      row('open tab, each second', sample, `${fixed(sample.bytes / 1024, 0)} KB`),
    ],
  );
  process.stdout.write(
    `A signed-in user: ${fixed(redisBytes / 1024, 1)} KB and ${fixed((after.keys - before.keys) / tabs, 1)} keys of Redis, ` +
      `${fixed(costs.user.bytes / 1024, 1)} KB of a replica that knows them. A replica at rest: ${megabytes(base.rss)}, ${fixed(idleCpu / 1e6, 3)} of a core.\n`,
  );

  process.stdout.write('\n## What they need\n\n');
  table(
    [
      'users',
      'open tabs',
      'cores',
      'replicas',
      'memory of each',
      'Redis',
      'Redis commands a second',
      'Graph counts a second',
    ],
    [1_000, 50_000, 1_000_000].map((users) => {
      const needs = needsOf(users, costs);
      return [
        users,
        needs.tabs,
        fixed(needs.cores, 1),
        needs.replicas,
        megabytes(needs.replicaBytes),
        megabytes(needs.redisBytes),
        fixed(needs.redisPerSecond, 0),
        fixed(needs.graphCountsPerSecond, 0),
      ];
    }),
  );
  const { usersAtGraphsLimit } = needsOf(1, costs);
  process.stdout.write(`Graph's limit for one app is reached by ${fixed(usersAtGraphsLimit, 0)} users.\n`);

  if (tabs > sampleTabs) {
    const all = await measureTabs(target, headers, tabs, { known, idleCpu });
    process.stdout.write(`\n## ${tabs} open tabs beside the model\n\n`);
    table(
      ['', 'model', 'measured'],
      [
        ['core', fixed((tabs * sample.cpu) / 1e6), fixed((tabs * all.cpu) / 1e6)],
        ['Redis commands a second', fixed(tabs * sample.redis, 0), fixed(tabs * all.redis, 0)],
        ['Graph requests a second', fixed(tabs * sample.graph, 0), fixed(tabs * all.graph, 0)],
        ['memory of the tabs', megabytes(tabs * sample.bytes), megabytes(tabs * all.bytes)],
      ],
    );
  }
} finally {
  await stage.close();
}

async function redisState() {
  const bytes = Number(/used_memory:(\d+)/.exec(await stage.redis.info('memory'))[1]);
  return { bytes, keys: await stage.redis.dbsize() };
}

async function memoryOf(target) {
  const { rss, heapUsed, arrayBuffers } = await target.ask('collect');
  return { rss, inUse: heapUsed + arrayBuffers };
}

function load(requests, milliseconds) {
  return stage.measure(stage.targets.product, { requests, connections: 32, milliseconds });
}

/** The cost of one warm request. */
async function costOf(requests) {
  await load(requests, stretchMs);
  const before = await stage.calls();
  const { count, cpuPerRequest: cpu } = await load(requests, stretchMs);
  const after = await stage.calls();
  return { cpu, redis: (after.redis - before.redis) / count, graph: (after.graph - before.graph) / count };
}

/** The CPU of the idle process, in microseconds per second: its timers, and the rest of the compiler's work. */
async function idleCpuOf(target) {
  await pause(idleMs);
  await target.ask('begin');
  await pause(idleMs);
  return (1_000 * (await target.ask('end')).cpuMicroseconds) / idleMs;
}

/** The cost of one open tab per second, once its polls have reached their longest interval. */
async function measureTabs(target, headers, count, { known, idleCpu }) {
  const requests = headers
    .slice(0, count)
    .flatMap((each) => ['/auth/events', '/api/mail/events'].map((path) => ({ path, headers: each })));
  const { error, open } = await stage.load.ask({ command: 'openStreams', port: target.port, requests });
  if (error !== undefined || open !== 2 * count) {
    throw new Error(error ?? `${open} of ${2 * count} streams are open`);
  }
  await pause(settleMs);
  const { inUse, rss } = await memoryOf(target);
  const before = await stage.calls();
  await target.ask('begin');
  const startedAt = performance.now();
  await pause(windowMs);
  const { cpuMicroseconds } = await target.ask('end');
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await stage.calls();
  const closed = await stage.load.ask({ command: 'closeStreams' });
  if (closed.open !== 2 * count) {
    throw new Error(`${2 * count - closed.open} streams have ended unexpectedly`);
  }
  await pause(2_000);
  const each = (value) => value / count / seconds;
  return {
    cpu: each(Math.max(0, cpuMicroseconds - idleCpu * seconds)),
    redis: each(after.redis - before.redis),
    graph: each(after.graph - before.graph),
    // Sockets are outside of the heap.
    bytes: Math.max(inUse - known.inUse, rss - known.rss, 0) / count,
  };
}
