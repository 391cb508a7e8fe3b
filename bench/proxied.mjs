/** An API besides mail: compares a response of 20 KB that `APIS_FILE` relays with the limit, which relays the same. */
import assert from 'node:assert/strict';

import { headersFor } from './harness/checks.mjs';
import { printComparison } from './harness/comparison.mjs';
import { picturesApi, picturesPath as path } from './harness/pictures-api.mjs';
import { interleave } from './harness/rounds.mjs';
import { Stage } from './harness/stage.mjs';

const names = ['limit', 'product'];

const stage = await Stage.open();
let apis;
try {
  apis = picturesApi(stage.graph.ready.port);
  const headers = await stage.seed({ count: 100 });
  for (const name of names) {
    await stage.startTarget(name, { environment: { APIS_FILE: apis.file } });
  }
  const requestsOf = (name) => headersFor(name, headers).map((each) => ({ path, headers: each }));
  for (const name of names) {
    const [request] = requestsOf(name);
    const answer = await stage.load.ask({ command: 'fetch', port: stage.targets[name].port, request });
    assert.equal(answer.status, 200, `${name}: ${answer.body}`);
  }
  const load = (name) => ({ requests: requestsOf(name), connections: 32 });
  printComparison('A response of 20 KB of an API besides mail', await interleave(stage, names, load), names);
} finally {
  await stage.close();
  apis?.remove();
}
