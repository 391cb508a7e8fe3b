import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';

import { compressAnswers } from './compression.js';
import { answerConditionally } from './conditional-answers.js';
import { policyFrom } from './route.decorator.js';

const conditional = policyFrom({ access: 'session', isConditional: true });
const other = policyFrom({ access: 'session' });

describe('conditional responses', () => {
  let fastify: FastifyInstance;
  let items: readonly string[];

  beforeEach(() => {
    items = Array.from({ length: 300 }, (_, index) => `message ${index}`);
    fastify = Fastify();
    answerConditionally(fastify);
    compressAnswers(fastify);
    const answer = (path: string, policy: typeof conditional, status = 200): void => {
      fastify.get(path, { config: policy === undefined ? {} : { policy } }, (_request, reply) =>
        reply.code(status).header('cache-control', 'no-store').send({ items }),
      );
    };
    answer('/list', conditional);
    answer('/refused', conditional, 403);
    answer('/other', other);
  });
  afterEach(() => fastify.close());

  const get = (url: string, headers: InjectOptions['headers'] = {}) => fastify.inject({ url, headers });
  const tagOf = async (url = '/list'): Promise<string> => String((await get(url)).headers['etag']);

  it('distinguish what is known already from what is new', async () => {
    const tag = await tagOf();
    expect(tag).toMatch(/^W\/"[\da-z]+-[\da-z]+"$/);

    const known = await get('/list', { 'if-none-match': tag });
    expect(known.statusCode).toBe(304);
    expect(known.body).toBe('');
    expect(known.headers).toMatchObject({ etag: tag, 'cache-control': 'no-store' });
    expect(known.headers).not.toHaveProperty('content-type');

    items = [...items, 'new'];
    const changed = await get('/list', { 'if-none-match': tag });
    expect(changed.statusCode).toBe(200);
    expect(changed.json()).toEqual({ items });
    expect(changed.headers['etag']).not.toBe(tag);
  });

  it('have one tag, compressed or not', async () => {
    const compressed = await get('/list', { 'accept-encoding': 'br' });
    expect(compressed.headers['content-encoding']).toBe('br');

    const tag = String(compressed.headers['etag']);
    expect(tag).toBe(await tagOf());
    const known = await get('/list', { 'accept-encoding': 'br', 'if-none-match': `"another", ${tag}` });
    expect(known.statusCode).toBe(304);
    expect(known.headers).not.toHaveProperty('content-encoding');
  });

  it.each(['"another"', '*', ''])('do not match %j', async (header) => {
    expect((await get('/list', { 'if-none-match': header })).statusCode).toBe(200);
  });

  it('are those of routes that declare them, and of successes', async () => {
    expect((await get('/other')).headers).not.toHaveProperty('etag');
    expect((await get('/refused')).headers).not.toHaveProperty('etag');
  });
});
