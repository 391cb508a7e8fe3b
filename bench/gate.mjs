/**
 * What must not grow unnoticed, without a clock: calls of Redis and Graph, and bytes allocated, per mail list. It reports; with
 * `--strict` it fails beyond the margin. Bytes are counted in a heap so large that nothing is collected meanwhile.
 */
import { readFileSync, writeFileSync } from 'node:fs';

import { listRequests } from './harness/checks.mjs';
import { fileOf } from './harness/processes.mjs';
import { table } from './harness/report.mjs';
import { Stage } from './harness/stage.mjs';

const margin = 0.15;
const recordFile = fileOf('gate.json');
const nodeOptions = ['--expose-gc', '--min-semi-space-size=512', '--max-semi-space-size=512'];
const fewest = 400;

const measured = await measure();
const recorded = JSON.parse(readFileSync(recordFile, 'utf8'));
const rows = Object.entries(measured).map(([name, value]) => {
  const change = value / recorded[name] - 1;
  return { name, value, change, isWorse: change > margin };
});
table(
  ['per mail list', 'recorded', 'now', 'change', ''],
  rows.map(({ name, value, change, isWorse }) => [
    name,
    recorded[name],
    Math.round(value * 100) / 100,
    `${Math.round(change * 100)} %`,
    isWorse ? 'WORSE' : '',
  ]),
);
if (process.argv.includes('--record')) {
  writeFileSync(recordFile, `${JSON.stringify(measured, undefined, 2)}\n`);
}
process.exitCode = process.argv.includes('--strict') && rows.some(({ isWorse }) => isWorse) ? 1 : 0;

async function measure() {
  const stage = await Stage.open();
  try {
    const headers = await stage.seed({ count: 20 });
    const target = await stage.startTarget('product', { nodeOptions });
    const load = { requests: listRequests('product', headers), connections: 4 };
    await stage.measure(target, { ...load, milliseconds: 5_000 });
    const heapBefore = (await target.ask('collect')).heapUsed;
    const { calls: callsBefore } = await stage.graph.ask({});
    let count = 0;
    let redisReads = 0;
    let collections = 0;
    while (count < fewest) {
      const run = await stage.measure(target, { ...load, milliseconds: 300 });
      count += run.count;
      redisReads += run.redisReads;
      collections += run.collections;
    }
    const { heapUsed } = await target.ask('end');
    const { calls } = await stage.graph.ask({});
    if (collections > 0) {
      throw new Error(`${collections} collections in ${count} requests: the count of bytes is worth nothing`);
    }
    return {
      redisCalls: redisReads / count,
      graphCalls: (calls - callsBefore) / count,
      kilobytesAllocated: Math.round((heapUsed - heapBefore) / count / 102.4) / 10,
    };
  } finally {
    await stage.close();
  }
}
