/**
 * `npm run bench -- layers`: measures what each layer of the service adds to the CPU of a photo of 20 KB, from the limit upwards.
 * On a machine with other work, the best quarter of the rounds says more than their median.
 */
import { listRequests } from './harness/checks.mjs';
import { fixed, table } from './harness/report.mjs';
import { interleave } from './harness/rounds.mjs';
import { Stage } from './harness/stage.mjs';

const path = '/api/me/photo';
const layers = {
  fastify: 'Fastify and its cookies',
  rules: 'security headers, request rules, trace id in AsyncLocalStorage, throttling',
  guard: 'session (decrypted once), versions, rate limit in place of the GET',
  transport: 'bounded transport and ResponseRelay in place of undici.stream',
  graph: 'token cache, limit per mailbox, log line, errors by code',
};

const stage = await Stage.open();
try {
  const headers = await stage.seed({ count: 100 });
  await stage.startTarget('limit');
  for (const layer of Object.keys(layers)) {
    await stage.startTarget(`product ${layer}`, {
      file: 'targets/layers.mjs',
      environment: { LAYER: layer },
      readyPath: '/health/live',
    });
  }
  await stage.startTarget('product');
  const names = Object.keys(stage.targets);
  const rounds = await interleave(stage, names, (name) => ({
    requests: listRequests(name, headers, path),
    connections: 32,
  }));
  const costs = names.map((name) => lowerQuartile(rounds.map((round) => round[name].cpuPerRequest)));
  const words = ['limit: node:http, Redis GET, undici', ...Object.values(layers), "Nest's router: the service"];
  process.stdout.write('\n## Layers of a photo of 20 KB\n\n');
  table(
    ['from the limit upwards', 'CPU per request', 'adds'],
    costs.map((cost, at) => [
      words[at],
      `${fixed(cost, 0)} µs`,
      at === 0 ? '' : `${fixed(cost - costs[at - 1], 0)} µs`,
    ]),
  );
} finally {
  await stage.close();
}

function lowerQuartile(values) {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 4)];
}
