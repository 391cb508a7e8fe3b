import { StepServer } from '../../test/support/step-server.js';
import { NoMetrics } from '../common/index.js';
import type { EventLoopPressure } from './event-loop-pressure.js';
import { shedLoad } from './load-shedding.js';

describe('an overloaded process', () => {
  const server = new StepServer();
  let origin: string;

  beforeAll(async () => {
    server.fastify.addHook('onRequest', shedLoad({ isHigh: true } as EventLoopPressure, new NoMetrics()));
    server
      .serve('GET', '/session', { access: 'session' })
      .serve('GET', '/navigation', { access: 'navigation' })
      .serve('POST', '/notifications', { access: 'public', csrf: false, budget: 'notifications' })
      .serve('GET', '/live', { access: 'public', csrf: false, budget: 'none', isShed: false });
    origin = await server.listen();
  });

  afterAll(() => server.close());

  it.each([
    ['GET', '/session'],
    ['GET', '/navigation'],
    ['POST', '/notifications'],
  ])('refuses %s %s and states when to retry', async (method, path) => {
    const answer = await fetch(origin + path, { method });

    expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: 'overloaded' })]);
    expect(answer.headers.get('retry-after')).toBe('2');
  });

  it('serves a route that declares that it is never shed', async () => {
    expect((await fetch(`${origin}/live`)).status).toBe(200);
  });
});
