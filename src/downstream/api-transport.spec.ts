import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { ApiTransport, type ApiCall } from './api-transport.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Of one API, beside streams. */
const connections = 128;

describe('a transport to an API', () => {
  let server: Server;
  let transport: ApiTransport;
  let asked: { readonly path: string; readonly response: ServerResponse }[];
  let onAsked: (() => void) | undefined;

  beforeEach(async () => {
    asked = [];
    server = createServer(({ url: path = '' }, response) => {
      asked.push({ path, response });
      onAsked?.();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    transport = new ApiTransport({ origin: `http://127.0.0.1:${port}`, isInternal: true, timeoutSeconds: 60 });
  });

  afterEach(async () => {
    await transport.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  function call(path: string, bytes = Buffer.alloc(0)): ApiCall {
    return transport.call({ method: 'POST', path, headers: {}, body: { kind: 'whole', bytes } });
  }

  async function untilAsked(times: number): Promise<void> {
    while (asked.length < times) {
      await new Promise<void>((resolve) => (onAsked = resolve));
    }
  }

  async function fillConnections(): Promise<ApiCall[]> {
    const calls = Array.from({ length: connections }, (_, each) => call(`/hangs/${each}`));
    await untilAsked(connections);
    return calls;
  }

  function answerAll(): void {
    for (const { response } of asked.splice(0)) {
      response.end('{}');
    }
  }

  it('releases at once what waits for a connection when no caller waits for it', async () => {
    await fillConnections();
    const bodies = abortedCalls(3);

    // A turn for the promises; then only the transport could hold the bodies.
    await new Promise(setImmediate);
    collect();

    expect(bodies.filter((body) => body.deref() !== undefined)).toEqual([]);
  });

  /** A separate function, so that no variable of the test holds a body. */
  function abortedCalls(count: number): WeakRef<Buffer>[] {
    return Array.from({ length: count }, () => {
      const bytes = Buffer.from(new ArrayBuffer(65_536));
      call('/aborted', bytes).abort();
      return new WeakRef(bytes);
    });
  }

  it('is not saturated by calls that no caller waits for, and sends none of them to the API', async () => {
    await fillConnections();
    for (let each = 0; each < 3_000; each++) {
      call('/aborted').abort();
    }
    const next = call('/next');
    answerAll();

    await untilAsked(1);
    expect(asked.map(({ path }) => path)).toEqual(['/next']);
    answerAll();
    await expect(next.answer).resolves.toMatchObject({ status: 200 });
  });

  it('gives each connection that becomes free to the call that has waited longest', async () => {
    await fillConnections();
    call('/first');
    call('/second');
    asked[0]?.response.end('{}');
    await untilAsked(connections + 1);
    asked[1]?.response.end('{}');
    await untilAsked(connections + 2);

    expect(asked.slice(connections).map(({ path }) => path)).toEqual(['/first', '/second']);
  });

  it('gives the connection of a call that is aborted under way to the next one', async () => {
    const [first] = await fillConnections();
    call('/next');
    first?.abort();
    await untilAsked(connections + 1);

    expect(asked.at(-1)?.path).toBe('/next');
  });

  it.each([
    ['text/event-stream', 60],
    ['application/x-ndjson', 0],
  ])('needs no connection of other calls for a stream of %s', async (type, timeoutSeconds) => {
    await transport.close();
    const { port } = server.address() as AddressInfo;
    transport = new ApiTransport({ origin: `http://127.0.0.1:${port}`, isInternal: true, timeoutSeconds });
    const streams = await fillConnections();
    const waiting = call('/next');
    for (const { response } of asked) {
      response.writeHead(200, { 'content-type': type });
      response.write('\n');
    }
    await untilAsked(connections + 1);
    asked.at(-1)?.response.end('{}');

    await expect(waiting.answer).resolves.toMatchObject({ status: 200 });
    streams.forEach((each) => {
      each.abort();
    });
  });

  it('counts streams among the calls that it permits', async () => {
    for (let opened = 0; opened < 1_024; opened += connections) {
      const streams = Array.from({ length: connections }, () => call('/stream'));
      await untilAsked(opened + connections);
      for (const { response } of asked.slice(opened)) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.flushHeaders();
      }
      await Promise.all(streams.map(({ answer }) => answer));
    }

    await expect(call('/too-much').answer).rejects.toMatchObject({ kind: 'saturated' });
  });

  it.each([204, 304])('takes a %i for complete, whatever length it states', async (status) => {
    const answering = call('/unchanged');
    await untilAsked(1);
    asked[0]?.response.socket?.end(`HTTP/1.1 ${status} X\r\nETag: "1"\r\nContent-Length: 20\r\n\r\n`);
    const { relay } = await answering.answer;

    await expect(relay.collect(100)).resolves.toHaveLength(0);
    await new Promise(setImmediate);
    expect(relay.failure).toBeUndefined();
  });

  it('refuses calls above its limits', async () => {
    await fillConnections();
    const waiting = Array.from({ length: 1_024 - connections }, () => call('/waits'));

    await expect(call('/too-much').answer).rejects.toMatchObject({ kind: 'saturated' });
    waiting.forEach((each) => {
      each.abort();
    });
  });
});
