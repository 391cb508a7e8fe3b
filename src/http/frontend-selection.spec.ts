import { connect } from 'node:net';

import { frontendWith } from '../../test/support/frontend.js';
import { rawRequest } from '../../test/support/raw-request.js';
import { StepServer } from '../../test/support/step-server.js';
import { Frontends } from '../config/index.js';
import { isTrustedProxy } from './client-address.js';
import { selectFrontend } from './frontend-selection.js';

const frontends = new Frontends(
  [
    frontendWith({ name: 'mail', origin: 'https://mail.example' }),
    frontendWith({ name: 'desk', origin: 'https://desk.example' }),
  ],
  { isByHost: true, ofUnnamed: undefined },
);

describe('the frontend of a request', () => {
  const servers: StepServer[] = [];

  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

  /** A server that responds with the name of the frontend, at its port. */
  async function listen(trustProxy: boolean | ((address: string) => boolean)): Promise<number> {
    const server = new StepServer({ trustProxy });
    servers.push(server);
    server.fastify.addHook('onRequest', selectFrontend(frontends, { 'x-safe': 'yes' }));
    server.fastify.addHook('onSend', (request, reply, payload, done) => {
      void reply.header('x-frontend', frontends.labelOf(request) ?? 'none');
      done(null, payload);
    });
    server
      .serve('GET', '/auth/session', { access: 'public', csrf: false, budget: 'none' })
      .serve('GET', '/health/live', { access: 'public', csrf: false, budget: 'none', isForAnyHost: true });
    return Number(new URL(await server.listen()).port);
  }

  const ask = async (port: number, headers: Readonly<Record<string, string>>, path = '/auth/session') => {
    const answer = await rawRequest(port, { method: 'GET', path, headers });
    return [answer.status, answer.headers['x-frontend']];
  };

  it('is the one of the Host, and no other header overrides it', async () => {
    const port = await listen(false);

    expect(await ask(port, { host: 'desk.example' })).toEqual([200, 'desk']);
    expect(await ask(port, { host: 'desk.example', 'x-forwarded-host': 'mail.example' })).toEqual([200, 'desk']);
    expect(await ask(port, { host: 'evil.example', 'x-forwarded-host': 'mail.example' })).toEqual([421, 'none']);
    expect(await ask(port, { host: 'evil.example', forwarded: 'host=mail.example' })).toEqual([421, 'none']);
  });

  it('is the one that a trusted proxy names, by its last value, and absent when it names an unknown one', async () => {
    const port = await listen(isTrustedProxy(['127.0.0.1']));
    const other = await listen(isTrustedProxy(['10.0.0.0/8']));
    const forwarded = { host: 'mail.example', 'x-forwarded-host': 'mail.example, desk.example' };

    expect(await ask(port, forwarded)).toEqual([200, 'desk']);
    expect(await ask(port, { host: 'mail.example', 'x-forwarded-host': 'evil.example' })).toEqual([421, 'none']);
    expect(await ask(port, { host: 'mail.example' })).toEqual([200, 'mail']);
    expect(await ask(other, forwarded)).toEqual([200, 'mail']);
  });

  it('is checked for every path but those of machines, also for one that no route serves', async () => {
    const port = await listen(false);
    const refused = await rawRequest(port, { method: 'GET', path: '/no/such', headers: { host: 'evil.example' } });

    expect([refused.status, refused.headers['x-safe']]).toEqual([421, 'yes']);
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'unknown_host', status: 421 });
    expect(await ask(port, { host: '10.0.0.7:3000' }, '/health/live')).toEqual([200, 'none']);
    expect(await ask(port, { host: 'desk.example' }, '/health/live')).toEqual([200, 'desk']);
  });

  it('is absent for a request of HTTP/1.0 that names no host', async () => {
    const port = await listen(false);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.end('GET /auth/session HTTP/1.0\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('end', () => {
        resolve(text);
      });
      socket.on('error', reject);
    });

    expect(answer).toMatch(/^HTTP\/1\.1 421 /);
  });
});
