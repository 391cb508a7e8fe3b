import { fixed, megabytes, ratio, summary, table } from './report.mjs';

const titles = {
  limit: 'limit (node:http, Redis GET, undici)',
  mappedLimit: 'limit with mapping',
  sample: 'usual sample',
  product: 'this service',
};

/** The cost of a request in the cheapest round, when nothing else disturbs the caches. */
function leastCpu(rounds, name) {
  return Math.min(...rounds.map((round) => round[name].cpuPerRequest));
}

/** Prints absolute numbers for orientation, then the ratios, which are the result. */
export function printComparison(title, rounds, names, product = 'product') {
  process.stdout.write(`\n## ${title}\n\n`);
  table(
    ['target', 'req/s', 'CPU per request', 'core used', 'p50', 'p99', 'RSS'],
    summary(rounds, names).map(({ name, perSecond, cpuPerRequest, cpuShare, p50, p99, rss }) => [
      titles[name] ?? name,
      fixed(perSecond, 0),
      `${fixed(cpuPerRequest, 0)} µs`,
      `${fixed(100 * cpuShare, 0)} %`,
      `${fixed(p50, 1)} ms`,
      `${fixed(p99, 1)} ms`,
      megabytes(rss),
    ]),
  );
  const others = names.filter((name) => name !== product);
  table(
    [`${titles[product] ?? product} compared with`, 'req/s', 'requests per CPU second', 'at best', 'p50', 'p99', 'RSS'],
    others.map((other) => [
      titles[other] ?? other,
      fixed(ratio(rounds, product, other, 'perSecond')),
      fixed(ratio(rounds, other, product, 'cpuPerRequest')),
      fixed(leastCpu(rounds, other) / leastCpu(rounds, product)),
      fixed(ratio(rounds, product, other, 'p50')),
      fixed(ratio(rounds, product, other, 'p99')),
      fixed(ratio(rounds, product, other, 'rss')),
    ]),
  );
}
