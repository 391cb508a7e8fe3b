/** The limit with the list parsed, mapped to the layout of our API and written again. */
import { createServer } from 'node:http';

import { Redis } from 'ioredis';
import { Pool } from 'undici';

import { mapped } from '../harness/mail.mjs';
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
  const { body } = await graph.request({
    method: 'GET',
    path: graphPathOf(request.url),
    headers: { authorization: `Bearer ${token}` },
  });
  const json = Buffer.from(JSON.stringify(mapped(await body.json())));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': json.length }).end(json);
}
