/**
 * `npm run bench -- profile`: shows where a warm target spends its time under the mail list, as self time by package or file
 * and by function. `--path=/api/me/photo` requests another path, `--target=limit` profiles another target, `--sign-in` profiles
 * sign-ins, and `--proxied` a response of an API besides mail. With `--users=10000`, each user comes after ten minutes
 * (`cost.mjs`). The profile is left for a viewer.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { asBrowser } from './harness/browser.mjs';
import { listPath, listRequests } from './harness/checks.mjs';
import { picturesApi, picturesPath } from './harness/pictures-api.mjs';
import { table } from './harness/report.mjs';
import { Stage } from './harness/stage.mjs';

const { values: wanted } = parseArgs({
  options: {
    target: { type: 'string', default: 'product' },
    path: { type: 'string', default: listPath },
    file: { type: 'string' },
    proxied: { type: 'boolean', default: false },
    'sign-in': { type: 'boolean', default: false },
    users: { type: 'string', default: '100' },
  },
});
const name = wanted.target;
const rowsShown = Number(process.env.BENCH_ROWS ?? 45);
const { count: requests, profile } = await profileOf(name);
const file = join(mkdtempSync(join(tmpdir(), 'bff-profile-')), `${name}.cpuprofile`);
writeFileSync(file, JSON.stringify(profile));
const selfTime = new Map();
profile.samples.forEach((id, at) => add(selfTime, id, profile.timeDeltas[at]));
const byPackage = new Map();
const byFunction = new Map();
for (const { id, callFrame } of profile.nodes) {
  const { functionName, url, lineNumber } = callFrame;
  const place = url.replace(/^.*?\/(?=dist\/|node_modules\/)/, '') || '(native)';
  if (functionName !== '(idle)') {
    add(byPackage, place.replace(/^(node_modules\/(?:@[^/]+\/)?[^/]+).*$/, '$1'), selfTime.get(id) ?? 0);
    add(byFunction, `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`, selfTime.get(id) ?? 0);
  }
}
print('package or file', byPackage);
print('function', byFunction);
process.stdout.write(`${requests} requests: ${file}\n`);

async function profileOf(target) {
  const stage = await Stage.open();
  const apis = picturesApi(stage.graph.ready.port);
  try {
    const users = Number(wanted.users);
    const headers = await stage.seed({ count: users });
    const worker = await stage.startTarget(target, {
      environment: { APIS_FILE: apis.file },
      ...(wanted.file === undefined ? {} : { file: wanted.file }),
    });
    const requests = listRequests(target, headers, wanted.proxied ? picturesPath : wanted.path);
    await stage.load.ask({
      command: 'prepare',
      name: 'all',
      requests: requests.map((each) => ({ ...each, headers: asBrowser(each.headers) })),
    });
    const load = wanted['sign-in']
      ? { command: 'signIn', connections: 8 }
      : { command: 'run', prepared: 'all', connections: 32 };
    if (!wanted['sign-in']) {
      await stage.measure(worker, { ...load, isInTurn: true });
    }
    const { perSecond } = await stage.measure(worker, { ...load, milliseconds: 4_000 });
    if (users > 100) {
      await worker.ask({ command: 'setSpeed', speed: (600 * perSecond) / users });
    }
    await worker.ask('beginProfile');
    const { count } = await stage.load.ask({ port: worker.port, ...load, milliseconds: 5_000 });
    return { count, profile: await worker.ask('endProfile') };
  } finally {
    await stage.close();
    apis.remove();
  }
}

function print(head, counts) {
  const all = [...counts.values()].reduce((sum, each) => sum + each, 0);
  const rows = [...counts].sort(([, one], [, other]) => other - one).slice(0, rowsShown);
  table(
    [head, 'share'],
    rows.map(([place, count]) => [place, `${((100 * count) / all).toFixed(1)} %`]),
  );
}

function add(counts, key, count) {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
