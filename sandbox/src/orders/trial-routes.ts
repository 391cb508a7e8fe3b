import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const largestBytes = 1_073_741_824;
const CHUNK = Buffer.alloc(65_536, 'orders ');

function numberIn(request: FastifyRequest, name: string, otherwise: number): number {
  const { [name]: text } = request.query as Record<string, string | undefined>;
  const number = Number(text ?? otherwise);
  return Number.isFinite(number) && number >= 0 ? number : otherwise;
}

/** Routes for testing a proxy: what arrived, large bodies, redirects, event streams. */
export function serveTrials(app: FastifyInstance): void {
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/echo*',
    handler: async (request, reply) => {
      const hash = createHash('sha256');
      let bytes = 0;
      if (request.body instanceof Readable) {
        for await (const chunk of request.body) {
          hash.update(chunk as Uint8Array);
          bytes += (chunk as Uint8Array).length;
        }
      }
      const { method, url, headers } = request;
      return reply.send({ method, url, headers, bytes, sha256: hash.digest('hex') });
    },
  });

  app.get('/large', (request, reply) => {
    const bytes = Math.min(numberIn(request, 'bytes', 1_048_576), largestBytes);
    return reply
      .headers({ 'content-type': 'application/octet-stream', 'content-length': bytes })
      .send(Readable.from(chunks(bytes)));
  });

  app.get('/redirect', (request, reply) => {
    const { to = '/' } = request.query as { to?: string };
    return reply
      .code(numberIn(request, 'status', 302))
      .header('location', to)
      .send('elsewhere');
  });

  app.get('/status/:status', (request, reply) => {
    const { status } = request.params as { status: string };
    return reply.code(Number(status)).send({ error: 'secret words of the inside' });
  });

  app.get('/events', (request, reply) => {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    raw.write(': open\n\n');
    let id = 0;
    const last = numberIn(request, 'count', Number.POSITIVE_INFINITY);
    const timer = setInterval(
      () => {
        id += 1;
        raw.write(`id: ${id}\nevent: order.changed\ndata: {"id":"${id}"}\n\n`);
        if (id >= last) {
          raw.end();
        }
      },
      numberIn(request, 'every', 100),
    );
    raw.once('close', () => {
      clearInterval(timer);
    });
  });
}

function* chunks(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= CHUNK.length) {
    yield left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
  }
}
