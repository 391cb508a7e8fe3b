import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { policyOf, StepServer } from '../../../test/support/step-server.js';
import { eventually } from '../../../test/support/eventually.js';
import { json, stream } from '../route.decorator.js';
import { BodyPace } from './body-pace.js';

describe('an incoming body', () => {
  let server: StepServer;
  let pace: BodyPace;
  let now: number;
  let port: number;
  let received: number;
  let sockets: Socket[];
  const open = { access: 'public', csrf: false, budget: 'none' } as const;

  beforeEach(async () => {
    now = 0;
    received = 0;
    sockets = [];
    pace = new BodyPace(() => now);
    server = new StepServer();
    server.fastify.addHook('onRequest', pace.step);
    server.fastify.addHook('onRequest', ({ url }, reply, next) => {
      if (url === '/refused') {
        void reply.status(403).send();
      } else {
        next();
      }
    });
    server.fastify.addHook('preParsing', (_request, _reply, payload, next) => {
      payload.on('data', (chunk: Buffer) => (received += chunk.length));
      next(null, payload);
    });
    server
      .serve('POST', '/small', { ...open, body: json() })
      .serve('POST', '/refused', { ...open, body: json() })
      .serve('POST', '/large', { ...open, body: json(6_000_000) });
    server.fastify.addContentTypeParser('application/octet-stream', (_request, payload, done) => {
      done(null, payload.pause());
    });
    server.fastify.route({
      method: 'POST',
      url: '/unread',
      config: { policy: policyOf({ ...open, body: stream(6_000_000) }) },
      handler: () => new Promise(() => undefined),
    });
    port = Number(new URL(await server.listen()).port);
  });

  afterEach(async () => {
    sockets.forEach((socket) => socket.destroy());
    await server.close();
  });

  const begin = async (path: string, first: string, type = 'application/json'): Promise<Socket & { text: string }> => {
    const socket = Object.assign(connect(port, '127.0.0.1'), { text: '' });
    sockets.push(socket);
    socket.on('data', (chunk: Buffer) => (socket.text += chunk.toString())).on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: 5000000\r\n\r\n${first}`,
    );
    return socket;
  };
  const more = async (socket: Socket, bytes: number): Promise<void> => {
    const wanted = received + bytes;
    socket.write('x'.repeat(bytes));
    await eventually(() => {
      expect(received).toBe(wanted);
    });
  };
  const pass = (seconds: number): void => {
    for (let each = 0; each < seconds; each++) {
      now += 1_000;
      pace.sample();
    }
  };

  it('is aborted with a response when it stalls for ten seconds', async () => {
    const socket = await begin('/large', '');
    await more(socket, 4_000);
    pass(9);
    await more(socket, 2_000);
    pass(10);
    expect(socket.text).toBe('');

    pass(1);
    await once(socket, 'close');

    expect(socket.text).toMatch(/^HTTP\/1\.1 408 .*request_timeout/s);
  });

  it('is aborted when it is sent too slowly', async () => {
    const socket = await begin('/large', '');
    for (let seconds = 0; seconds < 20; seconds += 4) {
      await more(socket, 10);
      pass(4);
    }

    await once(socket, 'close');

    expect(socket.text).toContain('408');
  });

  it('is aborted when it takes longer than its route permits, however steadily it is sent', async () => {
    const [small, large] = [await begin('/small', '').catch(() => undefined), await begin('/large', '')];
    for (let seconds = 0; seconds < 300; seconds += 5) {
      await more(large, 5_000);
      pass(5);
    }

    await once(large, 'close');

    expect([large.text.slice(0, 12), small?.text.slice(0, 12)]).toEqual(['HTTP/1.1 408', 'HTTP/1.1 413']);
  });

  it('is aborted also when it was refused and is sent nevertheless', async () => {
    const socket = await begin('/refused', '{');
    await eventually(() => {
      expect(socket.text).toContain('403');
    });
    pass(11);

    await once(socket, 'close');
    expect(socket.text).not.toContain('408');
  });

  it('is not aborted while the service does not read it', async () => {
    const socket = await begin('/unread', 'x'.repeat(400_000), 'application/octet-stream');
    await eventually(() => {
      expect(server.fastify.server.listening && socket.bytesWritten).toBeGreaterThan(400_000);
    });
    pass(1);
    await eventually(() => {
      expect(socket.writableLength).toBe(0);
    });
    pass(9);

    expect(socket.destroyed).toBe(false);
  });
});
