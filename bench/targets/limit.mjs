/** The practical limit of a Node process: cookie, one Redis GET, Graph, and its unchanged response. */
import { createServer } from 'node:http';

import { Redis } from 'ioredis';
import { Pool } from 'undici';

import { graphPathOf, tokenKeyOf } from './paths.mjs';

const redis = new Redis(process.env.REDIS_URL);
const graph = new Pool(process.env.BENCH_GRAPH_ORIGIN, { connections: 256 });

const server = createServer((request, response) => {
  void answer(request, response);
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env.PORT), '127.0.0.1');

async function answer(request, response) {
  const token = await redis.get(tokenKeyOf(request.headers.cookie));
  if (token === null) {
    response.writeHead(401).end();
    return;
  }
  await graph.stream(
    { method: 'GET', path: graphPathOf(request.url), headers: { authorization: `Bearer ${token}` } },
    ({ statusCode, headers }) =>
      response.writeHead(statusCode, {
        'content-type': headers['content-type'],
        'content-length': headers['content-length'],
      }),
  );
}
