import { request, type ClientRequest } from 'node:http';

import { noProofs } from '../../../test/support/device-proofs.js';
import { eventually } from '../../../test/support/eventually.js';
import { StepServer } from '../../../test/support/step-server.js';
import { NoMetrics } from '../../common/index.js';
import type { RequestSessions } from '../../session/index.js';
import { isTrustedProxy } from '../client-address.js';
import { json, stream } from '../route.decorator.js';
import { admitRequest } from './admission.js';

interface Unfinished {
  readonly outgoing: ClientRequest;
  status: number | undefined;
  retryAfter: string | undefined;
}

const sixMiB = 6 * 1_048_576;

describe('bytes in flight', () => {
  let server: StepServer;
  let port: number;
  let open: Unfinished[];
  let admitted: number;

  beforeEach(async () => {
    open = [];
    admitted = 0;
    server = new StepServer({ trustProxy: isTrustedProxy(['127.0.0.0/8']), bodyLimit: sixMiB });
    const sessions = {
      find: ({ headers }: { headers: Record<string, string> }) =>
        Promise.resolve(headers['user'] === undefined ? undefined : { reference: { userTag: headers['user'] } }),
    } as unknown as RequestSessions;
    server.fastify.addHook('onRequest', admitRequest(sessions, noProofs, new NoMetrics()));
    server.fastify.addHook('onRequest', (_request, _reply, next) => {
      admitted++;
      next();
    });
    server.fastify.addContentTypeParser('application/octet-stream', (_request, payload, done) => {
      done(null, payload.pause());
    });
    server
      .serve('POST', '/notify', { access: 'public', csrf: false, budget: 'none', body: json() })
      .serve('POST', '/send', { access: 'session', body: json(sixMiB) })
      .serve('GET', '/plain', { access: 'session' });
    server.fastify.route({
      method: 'POST',
      url: '/upload',
      config: { policy: { ...policyOfUpload } },
      handler: () => new Promise(() => undefined),
    });
    port = Number(new URL(await server.listen()).port);
  });

  afterEach(async () => {
    open.forEach(({ outgoing }) => outgoing.destroy());
    await server.close();
  });

  const begin = (path: string, bytes: number, headers: Record<string, string>): Unfinished => {
    const type = path === '/upload' ? 'application/octet-stream' : 'application/json';
    const outgoing = request({
      port,
      host: '127.0.0.1',
      path,
      method: 'POST',
      agent: false,
      headers: { 'content-type': type, ...(bytes > 0 ? { 'content-length': bytes } : {}), ...headers },
    });
    const unfinished: Unfinished = { outgoing, status: undefined, retryAfter: undefined };
    outgoing.on('response', ({ statusCode, headers: answered }) => {
      unfinished.status = statusCode;
      unfinished.retryAfter = answered['retry-after'];
    });
    outgoing.on('error', () => undefined);
    outgoing.write('{');
    open.push(unfinished);
    return unfinished;
  };
  const settled = async (bodies: readonly Unfinished[]): Promise<(number | undefined)[]> => {
    await eventually(() => {
      expect(admitted + open.filter(({ status }) => status !== undefined).length).toBe(open.length);
    });
    return bodies.map(({ status }) => status);
  };
  const countsOf = (statuses: readonly (number | undefined)[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    statuses.forEach((status) => (counts[String(status)] = (counts[String(status)] ?? 0) + 1));
    return counts;
  };

  it('of an anonymous client are 512 KiB at most, counted by the announced length', async () => {
    const bodies = Array.from({ length: 20 }, () => begin('/notify', 65_536, { 'x-forwarded-for': '203.0.113.7' }));

    expect(countsOf(await settled(bodies))).toEqual({ undefined: 8, 429: 12 });
    expect(bodies.find(({ status }) => status === 429)?.retryAfter).toBe('5');
  });

  it('of a body without a length count as the maximum of its route', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7', 'transfer-encoding': 'chunked' };
    const bodies = Array.from({ length: 10 }, () => begin('/notify', 0, headers));

    expect(countsOf(await settled(bodies))).toMatchObject({ 429: 2 });
  });

  it.each([
    ['a /24', (each: number) => `203.0.113.${each}`, 32],
    ['a /56', (each: number) => `2001:db8:0:2f${(each % 256).toString(16).padStart(2, '0')}::1`, 32],
    ['a /48', (each: number) => `2001:db8:0:${each.toString(16)}00::1`, 64],
    ['the whole internet', (each: number) => `2001:${each.toString(16)}::1`, 128],
  ])('of anonymous clients in %s are bounded too', async (_, address, most) => {
    const bodies = Array.from({ length: most + 9 }, (__, each) =>
      begin('/notify', 65_536, { 'x-forwarded-for': address(each) }),
    );
    const refused = most === 128 ? '503' : '429';

    expect(countsOf(await settled(bodies))).toEqual({ undefined: most, [refused]: 9 });
  });

  it('of six hundred anonymous clients leave a signed-in user their own', async () => {
    const bodies = Array.from({ length: 600 }, () => begin('/notify', 65_536, {}));
    expect(countsOf(await settled(bodies))).toEqual({ undefined: 128, 503: 472 });

    const own = begin('/send', sixMiB, { user: 'alice' });

    expect(await settled([own])).toEqual([undefined]);
  });

  it('of one user are 12 MiB, and leave another user theirs', async () => {
    const hers = Array.from({ length: 5 }, () => begin('/send', sixMiB, { user: 'alice' }));
    expect(countsOf(await settled(hers))).toEqual({ undefined: 2, 429: 3 });

    expect(await settled([begin('/send', sixMiB, { user: 'bob' })])).toEqual([undefined]);
  });

  it('are released when the sender disconnects', async () => {
    const first = [begin('/send', sixMiB, { user: 'alice' }), begin('/send', sixMiB, { user: 'alice' })];
    await settled(first);
    first.forEach(({ outgoing }) => outgoing.destroy());

    await eventually(async () => {
      const next = begin('/send', sixMiB, { user: 'alice' });
      expect(await settled([next])).toEqual([undefined]);
    });
  });

  it('are not counted for a small body, and not read for a client without a session', async () => {
    const small = Array.from({ length: 100 }, () => begin('/notify', 1_000, { 'x-forwarded-for': '203.0.113.7' }));
    expect(countsOf(await settled(small))).toEqual({ undefined: 100 });

    expect(await settled([begin('/send', 5_000, {}), begin('/upload', 5_000, {})])).toEqual([401, 401]);
  });

  it('of 120 uploads of one user are those of sixteen', async () => {
    const uploads = Array.from({ length: 120 }, () => begin('/upload', 150_000_000, { user: 'alice' }));
    expect(countsOf(await settled(uploads))).toEqual({ undefined: 16, 429: 104 });

    expect(await settled([begin('/upload', 1_000, { user: 'bob' })])).toEqual([undefined]);
  });
});

const policyOfUpload = {
  access: 'session',
  csrf: false,
  body: stream(150_000_000),
  extendsIdle: false,
  budget: 'session',
  inFlight: 'uploads',
  isShed: true,
  answer: 'data',
  permissions: [],
  isConditional: false,
  isForAnyHost: false,
  isFallBack: false,
} as const;
