import { StepServer } from '../../test/support/step-server.js';
import { registerBodyParsers } from './body-parsers.js';
import { json, jsonOrText } from './route.decorator.js';

describe('the bodies of requests', () => {
  const server = new StepServer();
  let origin: string;

  beforeAll(async () => {
    registerBodyParsers(server.fastify);
    const open = { access: 'public', csrf: false, budget: 'none' } as const;
    server
      .serve('POST', '/json', { ...open, body: json(100) })
      .serve('POST', '/text', { ...open, body: jsonOrText(100) })
      .serve('POST', '/none', open)
      .serve('DELETE', '/none', open);
    origin = await server.listen();
  });

  afterAll(() => server.close());

  const send = async (method: string, path: string, type?: string, body?: string): Promise<[number, unknown]> => {
    const answer = await fetch(origin + path, {
      method,
      headers: type === undefined ? {} : { 'content-type': type },
      ...(body === undefined ? {} : { body }),
    });
    return [answer.status, ((await answer.json()) as { body?: unknown }).body];
  };

  it.each(['POST', 'DELETE'])('%s with a content type and no body is a request without a body', async (method) => {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'text/plain', 'application/x-y']) {
      expect(await send(method, '/none', type)).toEqual([200, null]);
    }
    expect(await send('POST', '/json', 'application/json')).toEqual([200, null]);
    expect(await send('POST', '/json')).toEqual([200, null]);
  });

  it('are dropped where the route takes none', async () => {
    expect(await send('DELETE', '/none', 'application/json', '{}')).toEqual([200, null]);
    expect(await send('POST', '/none', 'application/json', '{ not json')).toEqual([200, null]);
  });

  it('are read where the route takes them', async () => {
    expect(await send('POST', '/json', 'application/json', '{"a":1}')).toEqual([200, { a: 1 }]);
    expect(await send('POST', '/text', 'text/plain', 'hello')).toEqual([200, 'hello']);
    expect(await send('POST', '/text', 'application/json', '[]')).toEqual([200, []]);
  });

  it.each([
    ['/json', 'text/plain', '{"a":1}', 415],
    ['/json', 'application/octet-stream', '{"a":1}', 415],
    ['/json', 'application/x-www-form-urlencoded', 'a=1', 415],
    ['/none', 'text/plain', 'x', 415],
    ['/json', 'application/json', '{', 400],
    ['/json', 'application/json', '{"__proto__":{}}', 400],
    ['/json', 'application/json', `"${'x'.repeat(100)}"`, 413],
    ['/none', 'application/json', `"${'x'.repeat(2_000)}"`, 413],
  ])('are refused at %s as %s: %.20s', async (path, type, body, status) => {
    expect((await send('POST', path, type, body))[0]).toBe(status);
  });
});
