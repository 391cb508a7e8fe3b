/**
 * Compares the mail list of sessions that are bound to a device with that of unbound ones, in turn on one process. A bound
 * session may cost 5 % more CPU, but no additional Redis command.
 */
import { listPath } from './harness/checks.mjs';
import { fixed, median, ratio, table } from './harness/report.mjs';
import { interleave } from './harness/rounds.mjs';
import { Stage } from './harness/stage.mjs';

const mostRatio = 1.05;
const names = ['unbound', 'bound'];

const stage = await Stage.open();
try {
  const { product, bound } = await stage.seed({ count: 100 });
  // This URL is never called: browsers bind sessions over https only.
  const target = await stage.startTarget('product', { environment: { PUBLIC_URL: 'https://mail.example.test' } });
  const requests = {
    unbound: product.map((headers) => ({ path: listPath, headers })),
    bound: bound.map((headers) => ({ path: listPath, headers })),
  };
  await checkThatProofsCount(bound[0]);
  const rounds = await interleave(
    stage,
    names,
    (name) => ({ requests: requests[name], connections: 32 }),
    () => target,
  );
  const readsOf = (name) => median(rounds.map((round) => round[name].redisReads / round[name].count));
  const costs = ratio(rounds, 'bound', 'unbound', 'cpuPerRequest');
  process.stdout.write('\n## Sessions bound to the device\n\n');
  table(
    ['session', 'CPU per request', 'req/s', 'reads of Redis per request'],
    names.map((name) => [
      name,
      `${fixed(median(rounds.map((round) => round[name].cpuPerRequest)), 0)} µs`,
      fixed(median(rounds.map((round) => round[name].perSecond)), 0),
      fixed(readsOf(name), 3),
    ]),
  );
  process.stdout.write(`CPU per request, bound by unbound in the same round: ${fixed(costs, 3)}\n`);
  if (costs > mostRatio || fixed(readsOf('bound'), 2) !== fixed(readsOf('unbound'), 2)) {
    throw new Error(
      `a bound session may cost ${mostRatio} times the CPU of an unbound one, and no additional Redis command`,
    );
  }
} finally {
  await stage.close();
}

/** Without this check, bound sessions could be measured as unbound ones. */
async function checkThatProofsCount(headers) {
  const [session] = headers.cookie.split('; ');
  const request = { path: listPath, headers: { ...headers, cookie: session } };
  const { status } = await stage.load.ask({ command: 'fetch', port: stage.targets.product.port, request });
  if (status !== 401) {
    throw new Error(`a bound session without its proof got the status ${status}`);
  }
}
