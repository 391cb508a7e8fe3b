import { request as send } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import Fastify, { type FastifyInstance } from 'fastify';

import { compressAnswers } from './compression.js';

const long = JSON.stringify({ items: Array.from({ length: 100 }, (_, number) => ({ number, subject: 'Hello' })) });

interface RawAnswer {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

describe('the compression of responses', () => {
  let fastify: FastifyInstance;
  let origin: string;

  beforeAll(async () => {
    fastify = Fastify();
    compressAnswers(fastify);
    const answer = (path: string, type: string, body: string | Buffer): void => {
      fastify.get(path, (_request, reply) => reply.type(type).send(body));
    };
    answer('/json', 'application/json; charset=utf-8', long);
    answer('/problem', 'application/problem+json', long);
    answer('/buffer', 'application/json', Buffer.from(long));
    answer('/short', 'application/json', '{"items":[]}');
    answer('/picture', 'image/png', Buffer.alloc(5000));
    answer('/events', 'text/event-stream', long);
    fastify.get('/varied', (_request, reply) => reply.type('text/html').header('vary', 'Origin').send(long));
    origin = await fastify.listen({ host: '127.0.0.1', port: 0 });
  });

  afterAll(() => fastify.close());

  const get = (path: string, acceptEncoding?: string, method = 'GET'): Promise<RawAnswer> =>
    new Promise((resolve, reject) => {
      const headers = acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding };
      send(origin + path, { method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({ headers: response.headers, body: Buffer.concat(chunks) });
        });
      })
        .on('error', reject)
        .end();
    });

  it.each(['/json', '/problem', '/buffer'])(
    'sends %s in brotli, with its length, to a client that accepts it',
    async (path) => {
      const { headers, body } = await get(path, 'gzip, deflate, br, zstd');

      expect(headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
      expect(headers['content-length']).toBe(String(body.length));
      expect(body.length).toBeLessThan(long.length / 3);
      expect(brotliDecompressSync(body).toString()).toBe(long);
    },
  );

  it('sends gzip to a client that does not accept brotli', async () => {
    const { headers, body } = await get('/json', 'gzip');

    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(body).toString()).toBe(long);
  });

  it.each([undefined, 'identity', 'br;q=0, gzip;q=0', 'compress', ''])(
    'sends plain text to a client that asks for %p, and declares to caches that others get another',
    async (acceptEncoding) => {
      const { headers, body } = await get('/json', acceptEncoding);

      expect(headers['content-encoding']).toBeUndefined();
      expect(headers['vary']).toBe('accept-encoding');
      expect(body.toString()).toBe(long);
    },
  );

  it.each(['/short', '/picture', '/events'])('leaves %s unchanged', async (path) => {
    const { headers } = await get(path, 'br');

    expect(headers['content-encoding']).toBeUndefined();
    expect(headers['vary']).toBeUndefined();
  });

  it('keeps the existing Vary of the response', async () => {
    expect((await get('/varied', 'br')).headers['vary']).toBe('Origin, accept-encoding');
  });

  it('responds to HEAD as to GET, without the body', async () => {
    const [head, whole] = await Promise.all([get('/json', 'br', 'HEAD'), get('/json', 'br')]);

    expect(head.body).toHaveLength(0);
    expect(head.headers['content-length']).toBe(whole.headers['content-length']);
  });
});
