/** `npm run bench:profile`: a CPU profile of the service under the mail list, and where its own time goes by file. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { listRequests } from './harness/checks.mjs';
import { table } from './harness/report.mjs';
import { Stage } from './harness/stage.mjs';

const name = process.argv[2] ?? 'product';
const folder = mkdtempSync(join(tmpdir(), 'bff-profile-'));
const stage = await Stage.open();
try {
  const headers = await stage.seed({ count: 100 });
  const nodeOptions = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=200'];
  const target = await stage.startTarget(name, { nodeOptions });
  const load = { requests: listRequests(name, headers), connections: 32 };
  await stage.measure(target, { ...load, milliseconds: 8_000 });
  await target.end('SIGTERM');
} finally {
  await stage.close();
}
const file = join(folder, readdirSync(folder).find((each) => each.endsWith('.cpuprofile')));
const { nodes, samples } = JSON.parse(readFileSync(file, 'utf8'));
const hits = new Map();
samples.forEach((id) => hits.set(id, (hits.get(id) ?? 0) + 1));
const byPlace = { file: new Map(), function: new Map() };
for (const { id, callFrame } of nodes) {
  const place = callFrame.url.replace(/^.*\/(?=dist\/|node_modules\/)/, '') || '(native)';
  const count = hits.get(id) ?? 0;
  add(byPlace.file, place.replace(/^(node_modules\/(?:@[^/]+\/)?[^/]+).*$/, '$1'), count);
  add(byPlace.function, `${callFrame.functionName || '(anonymous)'} ${place}:${callFrame.lineNumber + 1}`, count);
}
for (const [kind, counts] of Object.entries(byPlace)) {
  const rows = [...counts].sort(([, one], [, other]) => other - one).slice(0, 45);
  table([kind, 'share'], rows.map(([place, count]) => [place, `${((100 * count) / samples.length).toFixed(1)} %`]));
}
process.stdout.write(`${file}\n`);

function add(counts, key, count) {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
