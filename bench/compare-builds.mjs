/**
 * `node bench/compare-builds.mjs <folder>...`: compares the mail list of this build with the limit and with other builds of the
 * service, e.g. the build of another branch, copied into `.cache/`. `--path=/api/me/photo` and `--proxied` compare another response.
 * Small differences show in the CPU per request only, and only side by side.
 */
import { parseArgs } from 'node:util';

import { checkListAnswers, listPath, listRequests } from './harness/checks.mjs';
import { printComparison } from './harness/comparison.mjs';
import { picturesApi, picturesPath } from './harness/pictures-api.mjs';
import { interleave } from './harness/rounds.mjs';
import { Stage } from './harness/stage.mjs';

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: { path: { type: 'string', default: listPath }, proxied: { type: 'boolean', default: false } },
});
const stage = await Stage.open();
const apis = picturesApi(stage.graph.ready.port);
const environment = { APIS_FILE: apis.file };
try {
  const headers = await stage.seed({ count: 100 });
  await stage.startTarget('limit');
  await stage.startTarget('product', { environment });
  for (const folder of folders) {
    await stage.startTarget(`product ${folder}`, { file: `../${folder}/main.js`, environment });
  }
  const names = Object.keys(stage.targets);
  await checkListAnswers(stage, names, headers);
  const rounds = await interleave(stage, names, (name) => ({
    requests: listRequests(name, headers, values.proxied ? picturesPath : values.path),
    connections: 32,
  }));
  printComparison('Builds', rounds, names);
} finally {
  await stage.close();
  apis.remove();
}
