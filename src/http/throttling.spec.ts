import Fastify, { type FastifyInstance } from 'fastify';

import { NoMetrics } from '../common/index.js';
import type { EventLoopPressure } from './event-loop-pressure.js';
import type { RateLimits } from '../redis/index.js';
import { throttleRequests } from './throttling.js';

/** What stands before it in the pipeline. */
function fastifyWithPaths(): FastifyInstance {
  const fastify = Fastify();
  fastify.decorateRequest('meantPath', '');
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.meantPath = request.url;
    done();
  });
  return fastify;
}

describe('a process that has more to do than it can', () => {
  let fastify: FastifyInstance;
  let origin: string;

  beforeAll(async () => {
    fastify = fastifyWithPaths();
    const limits = { address: () => Promise.resolve(undefined) } as unknown as RateLimits;
    throttleRequests(fastify, { limits, pressure: { isHigh: true } as EventLoopPressure, metrics: new NoMetrics() });
    fastify.get('/*', (_request, reply) => reply.send('served'));
    origin = await fastify.listen({ host: '127.0.0.1', port: 0 });
  });

  afterAll(() => fastify.close());

  it.each(['/auth/session', '/auth/login', '/api/me', '/graph/notifications'])(
    'refuses %s, and says when to come back',
    async (path) => {
      const answer = await fetch(origin + path);

      expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: 'overloaded' })]);
      expect(answer.headers.get('retry-after')).toBe('2');
    },
  );

  it.each(['/health/live', '/', '/assets/app.js'])('still serves %s', async (path) => {
    expect(await (await fetch(origin + path)).text()).toBe('served');
  });
});

describe('a sign-in whose connection is gone', () => {
  it('is refused and not counted: it has no address, and its failure would be an error in the log', async () => {
    const fastify = fastifyWithPaths();
    const counted: string[] = [];
    const limits = {
      address: (address: string) => Promise.resolve(void counted.push(address)),
    } as unknown as RateLimits;
    fastify.addHook('onRequest', ({ raw }, _reply, done) => {
      Object.defineProperty(raw.socket, 'remoteAddress', { value: undefined });
      done();
    });
    throttleRequests(fastify, { limits, pressure: { isHigh: false } as EventLoopPressure, metrics: new NoMetrics() });
    fastify.get('/*', (_request, reply) => reply.send('served'));

    const origin = await fastify.listen({ host: '127.0.0.1', port: 0 });

    const statuses = [(await fetch(`${origin}/auth/login`)).status, (await fetch(`${origin}/auth/session`)).status];
    await fastify.close();

    expect([statuses, counted]).toEqual([[429, 200], []]);
  });
});
