import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { eventually } from '../../../test/support/eventually.js';
import { StepServer } from '../../../test/support/step-server.js';
import { policyOf } from '../../../test/support/step-server.js';
import type { LiveSession } from '../../session/index.js';
import { unreadAnswers } from './figures.js';
import { UnreadAnswers } from './unread-answers.js';

/** More than the kernel buffers for two sockets, and most of one user's budget of unread bytes. */
const largeBytes = 11_000_000;

describe('an unread response', () => {
  let server: StepServer;
  let answers: UnreadAnswers;
  let refusals: object[];
  let sockets: Socket[];
  let port: number;
  let making: Promise<unknown>[];

  const sessions = {
    find: ({ headers }: { headers: Record<string, unknown> }) =>
      headers['x-user'] === 'gone'
        ? Promise.reject(new Error('the store is unavailable'))
        : Promise.resolve({ reference: { userTag: headers['x-user'] } } as unknown as LiveSession),
  };
  const metrics = {
    count: (_name: string, labels: object) => {
      refusals.push(labels);
    },
  };

  const listen = async (limits: { stillnessMs?: number; bytesPerSecond?: number } = {}): Promise<void> => {
    refusals = [];
    sockets = [];
    server = new StepServer();
    answers = new UnreadAnswers(sessions, metrics as never, {
      stillnessMs: 600_000,
      graceMs: 0,
      bytesPerSecond: 1_000,
      ...limits,
    });
    answers.watch(server.fastify);
    const policy = policyOf({ access: 'session', extendsIdle: true, permissions: [] });
    server.fastify.route({
      method: ['GET', 'POST'],
      url: '/large',
      config: { policy },
      handler: (_request, reply) =>
        reply.header('content-encoding', 'br').type('text/plain').send(Buffer.alloc(largeBytes, 'x')),
    });
    making = [];
    server.fastify.route({
      method: 'GET',
      url: '/late',
      config: { policy },
      handler: async (_request, reply) => {
        const isGone = once(reply.raw, 'close');
        making.push(isGone.then(() => new Promise(setImmediate)));
        await isGone;
        return reply.type('text/plain').send(Buffer.alloc(largeBytes, 'x'));
      },
    });
    server.fastify.route({ method: 'GET', url: '/small', config: { policy }, handler: () => ({ small: true }) });
    port = Number(new URL(await server.listen()).port);
  };
  const close = async (): Promise<void> => {
    sockets.forEach((socket) => socket.destroy());
    await server.close();
  };

  beforeEach(() => listen());
  afterEach(close);

  /** Sends a request, and reads nothing until it is resumed. */
  const ask = async (user: string, path = '/large', method = 'GET'): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    sockets.push(socket.pause());
    await once(socket, 'connect');
    socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\nX-User: ${user}\r\nContent-Length: 0\r\n\r\n`);
    return socket;
  };
  const headOf = async (socket: Socket): Promise<string> => {
    const [first] = await once(socket, 'data');
    return (first as Buffer).toString('latin1').split('\r\n\r\n')[0] ?? '';
  };
  const unread = (count: number): Promise<void> =>
    eventually(() => {
      expect(answers.unreadBytes).toBe(count * largeBytes);
    });

  it('counts until it is read, and then releases its bytes', async () => {
    const socket = await ask('alice');
    await unread(1);

    socket.resume();
    await unread(0);
  });

  it('counts until its connection ends', async () => {
    const socket = await ask('alice');
    await unread(1);

    socket.destroy();
    await unread(0);
  });

  it('is refused to a client that leaves too much unread, and to no other', async () => {
    const most = Math.floor(unreadAnswers.user / largeBytes);
    for (let count = 1; count <= most; count += 1) {
      await ask('mallory');
      await unread(count);
    }

    const refused = await headOf((await ask('mallory')).resume());
    expect(refused).toMatch(/^HTTP\/1\.1 429 /);
    expect(refused).toMatch(/retry-after: \d+/i);
    expect(refused).not.toMatch(/content-encoding/i);
    expect(await headOf((await ask('mallory', '/small')).resume())).toMatch(/^HTTP\/1\.1 200 /);
    expect(await headOf((await ask('alice')).resume())).toMatch(/^HTTP\/1\.1 200 /);
    expect(refusals).toEqual([{ budget: 'answers', holder: 'user' }]);
  });

  it('is refused to everybody when the process holds too much', async () => {
    for (let count = 1; count * largeBytes <= unreadAnswers.process; count += 1) {
      await ask(`user-${count}`);
      await unread(count);
    }

    expect(await headOf((await ask('alice')).resume())).toMatch(/^HTTP\/1\.1 503 /);
  });

  it('of a write is never refused: the write has happened', async () => {
    for (let count = 1; count * largeBytes <= unreadAnswers.process; count += 1) {
      await ask(`user-${count}`);
      await unread(count);
    }

    expect(await headOf((await ask('alice', '/large', 'POST')).resume())).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('counts for the process when the session can no longer be read', async () => {
    const socket = await ask('gone');
    await unread(1);
    expect(await headOf(socket.resume())).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('is aborted when no byte of it was read for too long', async () => {
    await close();
    await listen({ stillnessMs: 50 });
    const ended = new Promise((resolve) => {
      server.fastify.server.once('connection', (socket) => socket.once('close', resolve));
    });

    const socket = await ask('alice');
    await ended;
    await unread(0);
    socket.resume();
    await once(socket, 'close');
    expect(socket.bytesRead).toBeLessThan(largeBytes);
  });

  it('is aborted when it is read more slowly than any connection is', async () => {
    await close();
    await listen({ bytesPerSecond: 1_000_000_000 });
    const ended = new Promise((resolve) => {
      server.fastify.server.once('connection', (socket) => socket.once('close', resolve));
    });

    await ask('alice');
    await ended;
    await unread(0);
  });

  it('of a client that disconnected before it was ready takes nothing', async () => {
    const socket = await ask('alice', '/late');
    await eventually(() => {
      expect(making).toHaveLength(1);
    });

    socket.destroy();
    await making[0];
    // What the service sends now, no client reads.
    await new Promise(setImmediate);
    await unread(0);
  });

  it('that waits behind another one is released with it', async () => {
    const socket = await ask('alice');
    await unread(1);
    socket.write('GET /large HTTP/1.1\r\nHost: x\r\nX-User: bob\r\n\r\n');
    await unread(2);

    socket.destroy();
    await unread(0);
  });
});
