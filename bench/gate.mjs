/**
 * Counts what must not grow unnoticed, without a clock: Redis commands and calls to Graph of each operation, requests and bytes of a
 * first visit, and bytes allocated per mail list. It fails when a count exceeds `gate.json`. Calls are compared exactly, requests and
 * bytes with a margin. `--record` writes the counts; give the reason in the commit. Allocations are recorded for each version of Node,
 * and counted in a heap so large that no garbage is collected meanwhile.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { headersFor, listRequests } from './harness/checks.mjs';
import { firstVisit } from './harness/first-visit.mjs';
import { fileOf } from './harness/processes.mjs';
import { table } from './harness/report.mjs';
import { Stage } from './harness/stage.mjs';

const recordFile = fileOf('gate.json');
const nodeOptions = ['--expose-gc', '--min-semi-space-size=512', '--max-semi-space-size=512'];
const node = `node ${process.versions.node.split('.', 1)[0]}`;
/** How often each operation is sent, after one request that fills the caches. */
const times = 10;
const operations = {
  'who is signed in': '/auth/session',
  'list of 25': '/api/mail/messages',
  folders: '/api/mail/folders',
  'first page': '/api/mail/start',
  message: '/api/mail/messages/m',
  conversation: '/api/mail/conversations/c',
  photo: '/api/me/photo',
  'list that has changed': '/api/mail/changes',
  'list that has not changed': '/api/mail/messages',
};
/** The operations whose request depends on the first response. */
const followUps = {
  'list that has changed': ({ body }) => ({ path: `/api/mail/changes?cursor=${JSON.parse(body).cursor}` }),
  'list that has not changed': ({ head }) => ({ headers: { 'if-none-match': /\r\netag: *(\S+)/i.exec(head)[1] } }),
};
const sizes = ['list of 25', 'folders', 'first page', 'list that has changed', 'list that has not changed'];
/** The bundler may split off a shared chunk, which adds a request and few bytes. `bundle.spec.ts` has the limits of the app itself. */
const margins = { bytes: 0.1, 'KB allocated': 0.15, 'KB of a first visit': 0.1, 'requests of a first visit': 0.2 };
const fewestLists = 400;
const attempts = 3;
/** The exit code that `scripts/ci.mjs` expects. */
const moreThanRecorded = 3;

const measured = await measure();
const recorded = JSON.parse(readFileSync(recordFile, 'utf8'));
if (process.argv.includes('--record')) {
  writeFileSync(recordFile, `${JSON.stringify({ ...recorded, ...measured }, undefined, 2)}\n`);
}
const rows = Object.entries(measured).map(([name, value]) => {
  const limit = recorded[name];
  const margin = Object.entries(margins).find(([of]) => name.startsWith(of))?.[1] ?? 0;
  return { name, value, limit, isWorse: limit !== undefined && value > limit * (1 + margin) };
});
table(
  ['', 'recorded', 'now', ''],
  rows.map(({ name, value, limit, isWorse }) => [
    name,
    limit ?? 'not recorded',
    value,
    isWorse ? 'MORE' : value < limit ? 'less' : '',
  ]),
);
if (rows.some(({ isWorse }) => isWorse)) {
  process.stdout.write(
    'There is more than bench/gate.json allows. If the increase is worth it: npm run bench:gate -- --record\n',
  );
  process.exitCode = moreThanRecorded;
}

async function measure() {
  const stage = await Stage.open();
  try {
    const headers = await stage.seed({ count: 20, only: ['product', 'limit'] });
    const target = await stage.startTarget('product', { nodeOptions });
    return {
      ...(await countCalls(stage, target, headers)),
      ...(await countFirstVisits(`http://127.0.0.1:${target.port}`)),
      [`KB allocated by a list of 25, ${node}`]: await allocatedByList(stage, target, headers),
    };
  } finally {
    await stage.close();
  }
}

async function countCalls(stage, target, headers) {
  const [first] = headersFor('product', headers);
  const counts = {};
  for (const [name, path] of Object.entries(operations)) {
    const ask = ({ path: other = path, headers: more = {} } = {}) =>
      stage.load.ask({
        command: 'fetch',
        port: target.port,
        request: { path: other, headers: { ...first, ...more } },
      });
    const plain = await ask();
    if (plain.status !== 200) {
      throw new Error(`${path} was answered ${plain.status} ${plain.body}`);
    }
    const again = followUps[name]?.(plain);
    const { head, body } = await ask(again);
    const before = await stage.calls();
    for (let time = 0; time < times; time++) {
      await ask(again);
    }
    const after = await stage.calls();
    counts[`Redis commands: ${name}`] = (after.redis - before.redis) / times;
    counts[`Graph calls: ${name}`] = (after.graph - before.graph) / times;
    if (sizes.includes(name)) {
      counts[`bytes: ${name}`] = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? body.length);
    }
  }
  return counts;
}

async function countFirstVisits(origin) {
  if (!existsSync(fileOf('../web/dist/index.html'))) {
    process.stdout.write('The mail app is not built: npm run build:web. Its first visit is not measured.\n');
    return {};
  }
  const counts = {};
  for (const [name, chunk] of Object.entries({ 'start page': undefined, inbox: 'signed-in-app' })) {
    const { requests, bytes } = await firstVisit(origin, chunk);
    counts[`requests of a first visit: ${name}`] = requests;
    counts[`KB of a first visit: ${name}`] = Math.round(bytes / 102.4) / 10;
  }
  return counts;
}

/** On a busy machine a run may be too short to be meaningful, or garbage may be collected in it. Then it is repeated. */
async function allocatedByList(stage, target, headers) {
  const load = { requests: listRequests('product', headers), connections: 4 };
  await stage.measure(target, { ...load, milliseconds: 5_000 });
  for (let attempt = 0; attempt < attempts; attempt++) {
    const heapBefore = (await target.ask('collect')).heapUsed;
    let count = 0;
    let collections = 0;
    while (count < fewestLists) {
      const run = await stage.measure(target, { ...load, milliseconds: 300 });
      count += run.count;
      collections += run.collections;
    }
    const { heapUsed } = await target.ask('end');
    if (collections === 0) {
      return Math.round((heapUsed - heapBefore) / count / 102.4) / 10;
    }
  }
  throw new Error(`garbage was collected in each of ${attempts} attempts, so the count of bytes is invalid`);
}
