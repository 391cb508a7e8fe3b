import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { fetchJson, FetchFailure } from './bounded-fetch.js';

let server: Server | undefined;

async function serve(listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => {
    listening.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`;
}

async function failureOf(url: string, maxBytes = 100): Promise<string> {
  const error: unknown = await fetchJson(url, maxBytes).catch((reason: unknown) => reason);
  return error instanceof FetchFailure && error.name === 'FetchFailure' ? error.message : String(error);
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('a fetch of a document of the authority', () => {
  it('returns its JSON', async () => {
    const url = await serve((_request, response) => response.end('{"a":1}'));
    await expect(fetchJson(url, 100)).resolves.toEqual({ a: 1 });
  });

  it('accepts as much as the limit permits', async () => {
    const url = await serve((_request, response) => response.end(JSON.stringify('x'.repeat(98))));
    await expect(fetchJson(url, 100)).resolves.toHaveLength(98);
    expect(await failureOf(url, 99)).toBe('longer than 99 bytes');
  });

  it('does not follow a redirect', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: '/elsewhere' }).end('{}'));
    expect(await failureOf(url)).toBe('status 302');
  });

  it.each([204, 404, 500])('accepts no response of status %d', async (status) => {
    const url = await serve((_request, response) => response.writeHead(status).end(status === 204 ? undefined : '{}'));
    expect(await failureOf(url)).toBe(`status ${status}`);
  });

  it.each(['', '<html>', '{"a":'])('accepts no body %j', async (body) => {
    const url = await serve((_request, response) => response.end(body));
    expect(await failureOf(url)).toBe('not JSON');
  });

  it.each([
    [200, 'longer than 100 bytes'],
    [500, 'status 500'],
  ])('stops reading a response of status %d, however much is sent', async (status, failure) => {
    let isClosed: (() => void) | undefined;
    const closed = new Promise<void>((resolve) => {
      isClosed = resolve;
    });
    const url = await serve((_request, response) => {
      response.on('close', () => isClosed?.());
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000))) {
          // As much as the socket accepts.
        }
      };
      response.writeHead(status).on('drain', more);
      more();
    });
    expect(await failureOf(url)).toBe(failure);
    await closed;
  });

  it('reports that the body ended early', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '50' });
      response.write('{"a":', () => response.destroy());
    });
    expect(await failureOf(url)).toBe('body broke off');
  });

  it('reports that the authority is unavailable', async () => {
    const url = await serve((_request, response) => response.destroy());
    expect(await failureOf(url)).toBe('no answer');
  });
});
