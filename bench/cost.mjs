/**
 * `npm run bench -- cost`: measures what a request costs when many users are signed in and each sends one now and then, compared
 * with the limit with mapping. 100 and 10,000 users, with the headers of a browser, request lists of 25 and of 5. The target's
 * clock runs faster (`probe.mjs`): each user comes about once a minute. In the last row, each comes after ten minutes, when every
 * use of a session updates the store. `--file=../.cache/other/main.js` measures another build, `--compressed` requests compressed
 * responses.
 */
import { parseArgs } from 'node:util';

import { asBrowser } from './harness/browser.mjs';
import { checkListAnswers, headersFor, listPath } from './harness/checks.mjs';
import { fixed, megabytes, median, ratio, table } from './harness/report.mjs';
import { interleave } from './harness/rounds.mjs';
import { Stage } from './harness/stage.mjs';

const { values: wanted } = parseArgs({
  options: { file: { type: 'string' }, compressed: { type: 'boolean', default: false } },
});
const many = Number(process.env.BENCH_USERS ?? 10_000);
const few = 100;
const connections = 64;
const lists = { 25: listPath, 5: `${listPath}?top=5` };
/** How often a user comes, in minutes of the target's clock. */
const minutesBetweenVisits = { 'once a minute': 1, 'all due': 10 };
const fewVisits = 'many a minute';
const rows = [
  { users: few, visits: fewVisits },
  ...Object.keys(minutesBetweenVisits).map((visits) => ({ users: many, visits })),
];

const stage = await Stage.open();
try {
  const headers = await stage.seed({ count: many, only: ['product', 'limit'] });
  const targets = { product: {}, mappedLimit: {} };
  for (const users of [few, many]) {
    const file = wanted.file === undefined ? {} : { file: wanted.file };
    targets.product[users] = await stage.startTarget('product', { nodeOptions: ['--expose-gc'], ...file });
    targets.mappedLimit[users] = await stage.startTarget('mappedLimit');
  }
  await checkListAnswers(stage, ['product', 'mappedLimit'], headers);
  for (const [length, path] of Object.entries(lists)) {
    for (const users of [few, many]) {
      for (const name of ['product', 'mappedLimit']) {
        const requests = headersFor(name, headers)
          .slice(0, users)
          .map((each) => ({ path, headers: asBrowser(each, { isCompressed: wanted.compressed }) }));
        await stage.load.ask({ command: 'prepare', name: `${name} ${users} ${length}`, requests });
      }
    }
  }
  for (const length of Object.keys(lists).reverse()) {
    await compare(length, targets);
  }
} finally {
  await stage.close();
}

async function compare(length, targets) {
  process.stdout.write(`\n## A list of ${length}, ${connections} connections, headers of a browser\n\n`);
  const lines = [];
  for (const row of rows) {
    lines.push(await measureRow(row, length, targets));
  }
  table(['users', 'each comes', 'CPU', 'limit', 'of the limit', 'p99 by limit’s', 'RSS', 'Redis commands'], lines);
  const { heapUsed, arrayBuffers } = await targets.product[many].ask('collect');
  process.stdout.write(`In use after a collection: ${megabytes(heapUsed)} heap, ${megabytes(arrayBuffers)} buffers\n`);
}

async function measureRow({ users, visits }, length, { product, mappedLimit }) {
  const targetOf = { product: product[users], mappedLimit: mappedLimit[users] };
  const loadOf = (name) => ({ prepared: `${name} ${users} ${length}`, connections });
  const first = await stage.measure(targetOf.product, { ...loadOf('product'), isInTurn: true });
  const minutes = minutesBetweenVisits[visits] ?? 0;
  const speed = Math.max(1, (60 * minutes * first.perSecond) / users);
  const clock = (value) => targetOf.product.ask({ command: 'setSpeed', speed: value });
  // Wait until some users have come again and others have not.
  await clock(speed);
  await stage.measure(targetOf.product, { ...loadOf('product'), milliseconds: (2 * 1_000 * users) / first.perSecond });
  // The target's clock stands still while the limit is measured.
  const names = Object.keys(targetOf);
  const rounds = await interleave(
    {
      measure: async (target, load) => {
        await clock(target === targetOf.product ? speed : 0);
        return stage.measure(target, load);
      },
    },
    names,
    loadOf,
    (name) => targetOf[name],
  );
  await clock(1);
  const of = (name, read) => median(rounds.map((round) => read(round[name])));
  return [
    users,
    visits,
    `${fixed(
      of('product', (run) => run.cpuPerRequest),
      0,
    )} µs`,
    `${fixed(
      of('mappedLimit', (run) => run.cpuPerRequest),
      0,
    )} µs`,
    fixed(ratio(rounds, 'mappedLimit', 'product', 'cpuPerRequest')),
    fixed(ratio(rounds, 'product', 'mappedLimit', 'p99')),
    megabytes(of('product', (run) => run.rss)),
    fixed(of('product', (run) => run.redisCommands / run.count)),
  ];
}
