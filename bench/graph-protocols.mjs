/**
 * `npm run bench -- graph-protocols`: measures the CPU of a call to Graph over TLS, by HTTP/1.1 and by HTTP/2 (ADR 73). The response
 * is a list of 20 KB. The service's client (undici) is in this process, and the server in another.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import { join } from 'node:path';

import { Pool } from 'undici';

import { issueServerCertificate, openCertificateAuthority } from '../sandbox/dist/certificates/index.js';
import { graphList } from './harness/mail.mjs';
import { fileOf } from './harness/processes.mjs';
import { fixed, median, ratio, table } from './harness/report.mjs';

const rounds = Number(process.env.BENCH_ROUNDS ?? 9);
const calls = 2_000;
const connections = 64;
const protocols = {
  'HTTP/1.1': { allowH2: false, connections },
  'HTTP/2, one connection': { allowH2: true, connections: 1 },
};

if (process.argv[2] === 'serve') {
  await serve();
} else {
  await compare();
}

async function serve() {
  const ca = await openCertificateAuthority(join(fileOf('..'), '.cache', 'sandbox-ca'));
  const { certificatePem: cert, keyPem: key } = await issueServerCertificate(ca, []);
  const body = Buffer.from(JSON.stringify(graphList('https://graph')));
  const server = createSecureServer({ cert, key, allowHTTP1: true }, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  }).listen(0, '127.0.0.1', () => process.send({ port: server.address().port, ca: ca.certificatePem }));
}

async function compare() {
  const server = fork(process.argv[1], ['serve']);
  try {
    const [{ port }] = await once(server, 'message');
    const pools = Object.fromEntries(
      Object.entries(protocols).map(([name, { allowH2, connections: count }]) => [
        name,
        // The authority of the certificate does not matter here.
        new Pool(`https://localhost:${port}`, {
          connections: count,
          allowH2,
          pipelining: allowH2 ? connections : 1,
          connect: { rejectUnauthorized: false },
        }),
      ]),
    );
    const measured = [];
    for (let round = -1; round < rounds; round++) {
      const one = {};
      for (const [name, pool] of Object.entries(pools)) {
        one[name] = await costOf(pool);
      }
      measured.push(one);
    }
    const counted = measured.slice(1);
    const names = Object.keys(protocols);
    table(
      ['protocol', 'CPU per call', 'calls per second', 'CPU by that of HTTP/1.1'],
      names.map((name) => [
        name,
        `${fixed(median(counted.map((each) => each[name].cpu)), 0)} µs`,
        fixed(median(counted.map((each) => each[name].perSecond)), 0),
        fixed(ratio(counted, name, names[0], 'cpu')),
      ]),
    );
    await Promise.all(Object.values(pools).map((pool) => pool.destroy()));
  } finally {
    server.kill();
  }
}

async function costOf(pool) {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  let left = calls;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left-- > 0) {
        const { body } = await pool.request({
          method: 'GET',
          path: '/v1.0/me',
          headers: { authorization: 'Bearer x' },
        });
        await body.arrayBuffer();
      }
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / calls, perSecond: (1_000 * calls) / (performance.now() - startedAt) };
}
