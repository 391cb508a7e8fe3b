import fastify from 'fastify';

import { startRawResponse } from './raw-response.js';

describe('a response that is written by hand', () => {
  it('is left to Fastify, and so answered, when its head cannot be written', async () => {
    const server = fastify();
    server.get('/', (_, reply) => {
      startRawResponse(reply, { 'x-of-an-api': 'a\nb' });
      reply.raw.end();
    });

    const answer = await server.inject('/');

    expect([answer.statusCode, answer.headers['x-of-an-api']]).toEqual([500, undefined]);
    await server.close();
  });

  it('carries what hooks have set', async () => {
    const server = fastify();
    server.addHook('onRequest', (_, reply, done) => {
      reply.header('x-of-a-hook', 'set');
      done();
    });
    server.get('/', (_, reply) => {
      startRawResponse(reply, { 'x-own': 'too' }, 202);
      reply.raw.end('text');
    });

    const { statusCode, headers, body } = await server.inject('/');

    expect([statusCode, headers['x-of-a-hook'], headers['x-own'], body]).toEqual([202, 'set', 'too', 'text']);
    await server.close();
  });
});
