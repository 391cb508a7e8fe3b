import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { fastify, type FastifyReply } from 'fastify';

import { EventStream } from './event-stream.js';

describe('an event stream', () => {
  const server = fastify({ forceCloseConnections: true });
  let answer: (reply: FastifyReply) => void;
  let url: string;

  beforeAll(async () => {
    server.get('/', (_request, reply) => {
      answer(reply);
      return reply;
    });
    await server.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/`;
  });

  afterAll(() => server.close());

  it('ignores what is sent after its end, and does not fail', async () => {
    const errors: unknown[] = [];
    answer = (reply) => {
      reply.raw.on('error', (error) => errors.push(error));
      const stream = EventStream.open(reply, () => undefined);
      stream.send('one', {});
      stream.end();
      stream.send('two', {});
      stream.end();
    };

    const text = await (await fetch(url)).text();

    expect([text, errors]).toEqual([': open\n\nevent: one\ndata: {}\n\n', []]);
  });

  it('closes once when its reader disconnects', async () => {
    let closings = 0;
    const closed = new Promise<void>((resolve) => {
      answer = (reply) => {
        EventStream.open(reply, () => {
          closings++;
          resolve();
        });
      };
    });
    const controller = new AbortController();
    await fetch(url, { signal: controller.signal });

    controller.abort();
    await closed;

    expect(closings).toBe(1);
  });

  it('closes for a reader that disconnected before it was opened', async () => {
    const controller = new AbortController();
    // In an object: a reply itself is a promise of its end.
    const arrived = new Promise<{ reply: FastifyReply }>((resolve) => {
      answer = (reply) => {
        resolve({ reply });
      };
    });
    const request = fetch(url, { signal: controller.signal }).catch(() => undefined);
    const { reply } = await arrived;
    const gone = once(reply.raw, 'close');
    controller.abort();
    await Promise.all([gone, request]);

    await new Promise<void>((resolve) => {
      EventStream.open(reply, resolve);
    });

    expect(reply.raw.destroyed).toBe(true);
  });
});
