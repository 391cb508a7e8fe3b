import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';

import { defaultLimits, GraphTransport } from '../../src/graph/graph-transport.js';
import type { ResponseRelay } from '../../src/http/index.js';
import { ScriptedGraph, type Script } from '../support/graph-server.js';
import { RelayServer } from '../support/relay-fixture.js';

const get = { method: 'GET', path: '/v1.0/me/photo/$value', headers: {} } as const;
const piece = Buffer.alloc(65_536, 'a');
const mostAhead = 16 * 1_048_576;

describe('a relayed body', () => {
  let graph: ScriptedGraph;
  let transport: GraphTransport;
  let server: RelayServer;

  beforeAll(async () => {
    graph = await ScriptedGraph.start();
  });

  beforeEach(async () => {
    graph.reset();
    transport = new GraphTransport(graph.origin, defaultLimits);
    server = await RelayServer.start();
  });

  afterEach(async () => {
    await server.close();
    await transport.close();
  });

  afterAll(() => graph.close());

  async function opened(script: Script): Promise<ResponseRelay> {
    graph.next(script);
    const answer = await transport.open(get);
    if (!('stream' in answer)) {
      throw new Error('no stream');
    }
    return answer.stream;
  }

  /** Sends without end, as fast as it is read. */
  function endless(): { readonly script: Script; readonly sent: () => number; readonly closed: Promise<unknown> } {
    let sent = 0;
    let resolveClosed: (value: unknown) => void;
    const closed = new Promise((resolve) => (resolveClosed = resolve));
    const script: Script = async (response) => {
      response.once('close', resolveClosed);
      response.writeHead(200);
      while (!response.destroyed) {
        sent += piece.length;
        if (!response.write(piece)) {
          await Promise.race([once(response, 'drain'), closed]);
        }
      }
    };
    return { script, sent: () => sent, closed };
  }

  async function untilStill(sent: () => number): Promise<number> {
    for (let last = -1; last !== sent() || last === 0;) {
      last = sent();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return sent();
  }

  it.each([
    ['that ends with the first piece', 20_480, true],
    ['without a length', 3_000_000, false],
    ['of many pieces', 30_000_000, true],
    ['of nothing', 0, true],
  ])('arrives as it was sent when it is one %s', async (_, length, hasLength) => {
    const content = randomBytes(length);
    server.bodies.push(
      await opened((response) => {
        response.writeHead(200, hasLength ? { 'content-length': String(length) } : {});
        response.end(content);
      }),
    );

    const received = Buffer.from(await (await fetch(server.origin)).arrayBuffer());

    expect([received.length, digestOf(received)]).toEqual([length, digestOf(content)]);
  });

  it('is read no faster than the client reads it', async () => {
    const source = endless();
    server.bodies.push(await opened(source.script));
    const client = request(server.origin).end();
    const [answer] = (await once(client, 'response')) as [NodeJS.ReadableStream];
    answer.pause();

    const atRest = await untilStill(source.sent);
    expect(atRest).toBeLessThan(mostAhead);

    answer.resume();
    while (source.sent() < atRest + mostAhead) {
      await once(answer as NodeJS.EventEmitter, 'data');
    }
    client.destroy();
    await source.closed;
  });

  it('is aborted when the client reads nothing for too long', async () => {
    await transport.close();
    transport = new GraphTransport(graph.origin, { ...defaultLimits, stillReaderMs: 200 });
    const source = endless();
    const body = await opened(source.script);
    server.bodies.push(body);
    const client = request(server.origin).end();
    const [answer] = (await once(client, 'response')) as [NodeJS.ReadableStream];
    answer.on('error', () => undefined).pause();

    await source.closed;

    expect(body.failure).toMatchObject({ kind: 'timeout' });
    client.destroy();
  });

  it('is no longer read from Graph when the client disconnects', async () => {
    const source = endless();
    const body = await opened(source.script);
    const closed = new Promise<void>((resolve) => {
      body.onClose(resolve);
    });
    server.bodies.push(body);
    const client = request(server.origin).end();
    await once(client, 'response');

    client.destroy();

    await Promise.all([source.closed, closed]);
  });

  it('is no longer read from Graph when a client that pipelines disconnects', async () => {
    const [first, second] = [endless(), endless()];
    server.bodies.push(await opened(first.script), await opened(second.script));
    const client = connect({ port: server.port, host: '127.0.0.1' });
    client.on('error', () => undefined).write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(2));
    await once(client, 'data');

    client.destroy();

    await Promise.all([first.closed, second.closed]);
  });

  it('is not read for a client that has disconnected before it began', async () => {
    const source = endless();
    const body = await opened(source.script);
    const client = request(server.origin).end();
    client.on('error', () => undefined);
    const response = await untilAsked(server);
    client.destroy();
    await once(response, 'close');

    body.relayTo(response);

    await source.closed;
  });

  it('aborts the response when Graph does, so that half a file does not look complete', async () => {
    server.bodies.push(
      await opened((response) => {
        response.writeHead(200);
        response.write(piece, () => response.destroy());
      }),
    );

    await expect(fetch(server.origin).then((answer) => answer.arrayBuffer())).rejects.toThrow();
  });

  it('reports that it has failed before it was relayed', async () => {
    let breakOff: () => void = () => undefined;
    const body = await opened((response) => {
      response.writeHead(200);
      response.write('begun');
      breakOff = () => response.destroy();
    });
    const closed = new Promise<void>((resolve) => {
      body.onClose(resolve);
    });

    breakOff();
    await closed;

    expect(body.failure).toMatchObject({ kind: 'reset' });
  });

  it('is buffered completely by code that reads it', async () => {
    const body = Buffer.concat([piece, piece, piece]);
    const relay = await opened((response) => {
      response.writeHead(200).end(body);
    });

    expect((await relay.collect(body.length)).equals(body)).toBe(true);
  });

  it('is aborted when it is larger than code wants to read', async () => {
    const { script, closed } = endless();
    const relay = await opened(script);

    await expect(relay.collect(100_000)).rejects.toMatchObject({ kind: 'too_large' });
    await closed;
  });

  it('notifies all listeners of its end, once', async () => {
    const relay = await opened((response) => {
      response.writeHead(200).end('all');
    });
    const notified: string[] = [];
    relay.onClose(() => notified.push('one'));
    relay.onClose(() => notified.push('other'));
    await relay.collect(10);
    relay.onClose(() => notified.push('late'));

    expect(notified).toEqual(['one', 'other', 'late']);
  });
});

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function untilAsked(server: RelayServer): Promise<ServerResponse> {
  for (;;) {
    const [response] = server.responses;
    if (response !== undefined) {
      return response;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
