import { setTimeout as pause } from 'node:timers/promises';

import { defaultLimits, GraphTransport } from '../../src/graph/graph-transport.js';
import { freePort } from '../support/free-port.js';
import { answer, cut, ScriptedGraph, silence } from '../support/graph-server.js';

const get = { method: 'GET', path: '/v1.0/me', headers: {} } as const;

describe('the transport to Graph', () => {
  let graph: ScriptedGraph;
  let transport: GraphTransport;

  beforeAll(async () => {
    graph = await ScriptedGraph.start();
  });

  beforeEach(() => {
    graph.reset();
    transport = transportWith({});
  });

  afterEach(() => transport.close());

  afterAll(() => graph.close());

  function transportWith(limits: Partial<typeof defaultLimits>, origin = graph.origin): GraphTransport {
    return new GraphTransport(origin, { ...defaultLimits, ...limits });
  }

  it('returns the complete response with its headers', async () => {
    graph.next(answer(200, { id: 'ä'.repeat(50_000) }));

    const { status, headers, body } = await transport.exchange(get);

    expect([status, headers['request-id'], body.length]).toEqual([200, 'graph-request', 100_009]);
  });

  it('does not follow a redirect, so that a token stays where it was sent', async () => {
    graph.next(answer(302, undefined, { location: `${graph.origin}/elsewhere` }));

    const { status } = await transport.exchange({ ...get, headers: { authorization: 'Bearer secret' } });

    expect(status).toBe(302);
    expect(graph.seen).toHaveLength(1);
  });

  it.each<[string, Partial<typeof defaultLimits>]>([
    ['an answer that does not begin', { headersMs: 100 }],
    ['a call that takes too long as a whole', { bufferedCallMs: 100 }],
  ])(
    'aborts %s',
    async (_, limits) => {
      await transport.close();
      transport = transportWith(limits);
      graph.next(silence);

      await expect(transport.exchange(get)).rejects.toMatchObject({ kind: 'timeout' });
    },
    5_000,
  );

  it('aborts a response that is sent too slowly', async () => {
    await transport.close();
    transport = transportWith({ bufferedCallMs: 300 });
    graph.next((response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 20);
      response.once('close', () => {
        clearInterval(timer);
      });
    });

    await expect(transport.exchange(get)).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('reads no more of a response than it may', async () => {
    await transport.close();
    transport = transportWith({ bufferedResponseBytes: 1_000 });
    graph.next(answer(200, 'x'.repeat(1_001)));

    await expect(transport.exchange(get)).rejects.toMatchObject({ kind: 'too_large' });
  });

  it('distinguishes a broken connection from one that was never established', async () => {
    graph.next(cut);
    await expect(transport.exchange(get)).rejects.toMatchObject({ kind: 'reset' });

    const nowhere = transportWith({}, `http://127.0.0.1:${await freePort()}`);
    await expect(nowhere.exchange(get)).rejects.toMatchObject({ kind: 'unreachable' });
    await nowhere.close();
  });

  it('refuses calls beyond its bound instead of queueing them', async () => {
    await transport.close();
    transport = transportWith({ calls: 1, bufferedCallMs: 200 });
    graph.next(silence);
    const first = transport.exchange(get);

    await expect(transport.exchange(get)).rejects.toMatchObject({ kind: 'saturated' });
    await expect(first).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('counts the wait for a connection into the time of a call', async () => {
    await transport.close();
    transport = transportWith({ connections: 1, bufferedCallMs: 200 });
    graph.next(silence);
    const calls = [transport.exchange(get), transport.exchange(get)];

    const outcomes = await Promise.allSettled(calls);

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(graph.seen).toHaveLength(1);
  });

  it('reads a body only as fast as its reader does', async () => {
    const whole = 64 * 1_048_576;
    let sent = 0;
    graph.next(async (response) => {
      response.writeHead(200, { 'content-length': String(whole) });
      const piece = Buffer.alloc(65_536);
      const closed = new Promise((resolve) => response.once('close', resolve));
      while (sent < whole && !response.destroyed) {
        sent += piece.length;
        if (!response.write(piece)) {
          await Promise.race([new Promise((resolve) => response.once('drain', resolve)), closed]);
        }
      }
      response.end();
    });

    const opened = await transport.open(get);
    await pause(300);

    expect('stream' in opened).toBe(true);
    expect(sent).toBeLessThan(16 * 1_048_576);
    if ('stream' in opened) {
      opened.stream.cancel();
    }
  });

  it('aborts a body that nobody finishes reading', async () => {
    await transport.close();
    transport = transportWith({ streamMs: 150 });
    graph.next((response) => {
      response.writeHead(200);
      response.write('begun');
    });

    const opened = await transport.open(get);
    if (!('stream' in opened)) {
      throw new Error('no stream');
    }
    await new Promise<void>((resolve) => {
      opened.stream.onClose(resolve);
    });

    expect(opened.stream.failure).toMatchObject({ kind: 'timeout' });
  });

  it('keeps the beginning of a refusal only', async () => {
    graph.next(answer(404, 'x'.repeat(1_000_000)));

    const refused = await transport.open(get);

    expect('body' in refused && refused.body.length).toBe(65_536);
  });

  it.each(['http://evil.example/upload', 'ftp://127.0.0.1/x', 'file:///etc/passwd'])(
    'sends no bytes of an upload to %s',
    async (url) => {
      const put = { method: 'PUT', headers: {}, body: Buffer.from('x') } as const;
      await expect(transport.upload(new URL(url), put)).rejects.toThrow(RangeError);
    },
  );

  it('never sends a token with an upload', async () => {
    const put = { method: 'PUT', headers: { Authorization: 'Bearer secret' } } as const;

    await expect(transport.upload(new URL(`${graph.origin}/upload`), put)).rejects.toThrow(RangeError);
    expect(graph.seen).toHaveLength(0);
  });
});
