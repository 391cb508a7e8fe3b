import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { StepServer } from '../../test/support/step-server.js';
import { refuseUnknownRoute } from './request-policy.js';
import { serveWeb } from './static-app.js';

describe('the built app', () => {
  const large = `void ${JSON.stringify('mail '.repeat(500))}`;
  const folder = mkdtempSync(join(tmpdir(), 'bff-web-'));
  const server = new StepServer();
  let origin: string;

  beforeAll(async () => {
    mkdirSync(join(folder, 'assets/fonts'), { recursive: true });
    writeFileSync(join(folder, 'index.html'), '<!doctype html>start');
    writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
    for (const name of [
      'app.1a2b3c4d.js',
      'app-B3xK_9qa.js',
      'logo.js',
      'my-component.js',
      'fonts/inter-2fK0aQzP.js',
    ]) {
      writeFileSync(join(folder, 'assets', name), 'void 0');
    }
    writeFileSync(join(folder, 'assets/large.1a2b3c4d.js'), large);
    writeFileSync(join(folder, 'assets/large.1a2b3c4d.js.br'), brotliCompressSync(large));
    writeFileSync(join(folder, 'assets/large.1a2b3c4d.js.gz'), gzipSync(large));
    server.fastify.addHook('onRequest', refuseUnknownRoute(server.routes));
    server.serve('GET', '/api/x/:id', { access: 'session' }).serve('GET', '/auth/login', { access: 'navigation' });
    await serveWeb(server.fastify, server.routes, folder);
    origin = await server.listen();
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const get = async (path: string): Promise<(string | number | null)[]> => {
    const answer = await fetch(origin + path);
    const text = await answer.text();
    return answer.status === 404 ? [404] : [answer.status, text, answer.headers.get('cache-control')];
  };

  it.each(['/', '/mail/inbox', '/mail/inbox/AAMk=', '/compose?to=a@b.example', '/a.b/c', '/?file=/x.php'])(
    'serves %s, a route inside the app, with the start page',
    async (path) => {
      expect(await get(path)).toEqual([200, '<!doctype html>start', 'no-cache']);
    },
  );

  it.each([
    '/favicon.ico',
    '/.env',
    '/.git/config.bak',
    '/wp-login.php',
    '/a/b/x.php?y=1',
    '/x%2ephp',
    '/assets/gone.js',
    '/assets',
    '/api/x',
    '/auth',
    '/%61pi/x',
  ])('serves nothing at %s', async (path) => {
    expect(await get(path)).toEqual([404]);
  });

  it.each(['app.1a2b3c4d.js', 'app-B3xK_9qa.js', 'fonts/inter-2fK0aQzP.js'])(
    'lets browsers cache assets/%s, whose name has a hash',
    async (name) => {
      expect(await get(`/assets/${name}`)).toEqual([200, 'void 0', 'public, max-age=31536000, immutable']);
    },
  );

  it.each(['logo.js', 'my-component.js'])(
    'makes browsers revalidate assets/%s, whose name has no hash',
    async (name) => {
      expect(await get(`/assets/${name}`)).toEqual([200, 'void 0', 'no-cache']);
    },
  );

  it('makes browsers revalidate files outside of assets', async () => {
    expect(await get('/favicon.svg')).toEqual([200, '<svg/>', 'no-cache']);
  });

  it.each([
    ['br', 'gzip, deflate, br, zstd'],
    ['gzip', 'gzip, deflate'],
    [null, 'identity'],
  ])('sends the copy in %s from the build to a client that accepts %s', async (encoding, accepted) => {
    const answer = await fetch(`${origin}/assets/large.1a2b3c4d.js`, { headers: { 'accept-encoding': accepted } });

    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('vary')).toBe('accept-encoding');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
    expect(await answer.text()).toBe(large);
  });

  it('responds to a conditional request of an encoding with 304', async () => {
    const url = `${origin}/assets/large.1a2b3c4d.js`;
    // By itself Node's fetch would request a response that bypasses caches.
    const headers = { 'accept-encoding': 'br', 'cache-control': 'max-age=0' };
    const encoded = await fetch(url, { headers });
    const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
    const etag = encoded.headers.get('etag') ?? '';

    const again = await fetch(url, { headers: { ...headers, 'if-none-match': etag } });

    expect(again.status).toBe(304);
    expect(plain.headers.get('etag')).not.toBe(etag);
  });

  it('serves no compressed copy under a name of its own', async () => {
    expect(await get('/assets/large.1a2b3c4d.js.br')).toEqual([404]);
  });

  it('may be in a folder that is named relative to the working directory', async () => {
    const other = new StepServer();
    await serveWeb(other.fastify, other.routes, relative(process.cwd(), folder));
    const answer = await fetch(`${await other.listen()}/`);
    await other.close();

    expect(await answer.text()).toBe('<!doctype html>start');
  });
});
