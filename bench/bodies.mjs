/** Relayed bodies: the photo and the source of a message compared with the limit, and 100 MB in constant memory. */
import assert from 'node:assert/strict';

import { headersFor } from './harness/checks.mjs';
import { printComparison } from './harness/comparison.mjs';
import { fixed, megabytes } from './harness/report.mjs';
import { interleave } from './harness/rounds.mjs';
import { Stage } from './harness/stage.mjs';

const names = ['limit', 'sample', 'product'];
const big = '/api/mail/messages/big/source';

const stage = await Stage.open();
try {
  const headers = await stage.seed({ count: 100 });
  for (const name of names) {
    await stage.startTarget(name);
  }
  const requestsOf = (name, path) => headersFor(name, headers).map((each) => ({ path, headers: each }));
  const compare = async (title, path, targets) => {
    const load = (name) => ({ requests: requestsOf(name, path), connections: 32 });
    printComparison(title, await interleave(stage, targets, load), targets);
  };
  await compare('Photo of 20 KB', '/api/me/photo', ['limit', 'product']);
  await compare('Source of 100 KB', '/api/mail/messages/m/source', names);
  await compare(
    'Attachment of 100 KB (two calls to Graph: its name, its content)',
    '/api/mail/messages/m/attachments/a',
    ['limit', 'product'],
  );
  process.stdout.write('\n## Source of 100 MB, four at a time\n\n');
  // The sample's response has no length: the load would have to buffer all of it to find its end.
  for (const name of ['limit', 'product']) {
    const load = { requests: requestsOf(name, big).slice(0, 4), connections: 4, milliseconds: 1_000 };
    const { bytes, count, seconds, cpuPerRequest, rss, longestBlockMs } = await stage.measure(
      stage.targets[name],
      load,
    );
    assert.equal(bytes, count * 1600 * 65_536, name);
    const cpu = `${fixed(cpuPerRequest / 1000, 0)} ms CPU each`;
    const rate = `${fixed(bytes / 1e6 / seconds, 0)} MB/s`;
    process.stdout.write(
      `${name}: ${rate}, ${cpu}, RSS ${megabytes(rss)}, longest block ${fixed(longestBlockMs, 1)} ms\n`,
    );
  }
} finally {
  await stage.close();
}
