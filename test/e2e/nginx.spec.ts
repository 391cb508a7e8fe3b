import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { TestSystem } from '../support/test-system.js';

const example = join(import.meta.dirname, '../../examples/nginx/mail.conf');
const hasNginx = spawnSync('nginx', ['-v'], { stdio: 'ignore' }).status === 0;
if (!hasNginx) {
  process.stderr.write('NOT TESTED: examples/nginx; apt-get install nginx\n');
}

/** The example in a whole configuration of its own, on ports and files of the test. */
function configurationIn(folder: string, port: number, upstreams: readonly number[]): string {
  const block = readFileSync(example, 'utf8')
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace(/server 127\.0\.0\.1:3000(.*;)/, upstreams.map((each) => `server 127.0.0.1:${each}$1`).join('\n'))
    .replaceAll('/etc/ssl/mail.example', join(folder, 'mail'))
    .replaceAll('/var/log/nginx', folder);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  return `daemon off; pid ${join(folder, 'pid')}; error_log stderr warn; events {} http { ${temporary.join(' ')}\n${block} }`;
}

const mail = 'https://mail.example';
const desk = 'https://desk.example';

(hasNginx ? describe : describe.skip)('nginx as in the example', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  const file = join(folder, 'nginx.conf');
  let system: TestSystem;
  let nginx: ChildProcess;
  let client: ClientHttp2Session;

  beforeAll(async () => {
    const [port, dead] = [await freePort(), await freePort()];
    const frontends = join(folder, 'frontends.yaml');
    writeFileSync(frontends, `frontends: [{ name: mail, origin: '${mail}' }, { name: desk, origin: '${desk}' }]`);
    system = await TestSystem.start({ PUBLIC_URL: mail, FRONTENDS_FILE: frontends, TRUSTED_PROXIES: '127.0.0.1' });
    execFileSync(
      'openssl',
      `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mail.example -keyout ${folder}/mail.key -out ${folder}/mail.crt`.split(
        ' ',
      ),
      { stdio: 'ignore' },
    );
    writeFileSync(file, configurationIn(folder, port, [dead, system.port]));
    nginx = spawn('nginx', ['-c', file, '-p', folder], { stdio: 'ignore' });
    client = await eventually(() => connected(port));
  });

  afterAll(async () => {
    client.close();
    const ended = new Promise((resolve) => nginx.once('exit', resolve));
    nginx.kill('SIGTERM');
    await ended;
    await system.close();
    rmSync(folder, { recursive: true });
  });

  function connected(port: number): Promise<ClientHttp2Session> {
    return new Promise((resolve, reject) => {
      const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false, servername: 'mail.example' });
      session.once('connect', () => {
        resolve(session);
      });
      session.once('error', reject);
    });
  }

  /** Status, headers and body of a request over the one HTTP/2 connection, to the host that `:authority` names. */
  function request(
    headers: Record<string, string>,
  ): Promise<{ headers: IncomingHttpHeaders & { ':status'?: number }; text: string }> {
    return new Promise((resolve, reject) => {
      const stream = client.request({ ':authority': 'mail.example', ...headers });
      let answer: IncomingHttpHeaders = {};
      let text = '';
      stream.on('response', (received) => (answer = received));
      stream.on('data', (chunk) => (text += String(chunk)));
      stream.on('end', () => {
        resolve({ headers: answer, text });
      });
      stream.on('error', reject);
      stream.end();
    });
  }

  it('passes nginx -t', () => {
    const { status, stderr } = spawnSync('nginx', ['-t', '-c', file, '-p', folder], { encoding: 'utf8' });

    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining('test is successful') });
  });

  it('serves HTTP/2 to the browser and the responses of the service, past an unavailable replica', async () => {
    expect(client.alpnProtocol).toBe('h2');
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => request({ ':path': '/auth/session', 'x-csrf': '1' })),
    );

    expect(answers.map(({ headers, text }) => [headers[':status'], text])).toEqual(
      answers.map(() => [200, '{"authenticated":false}']),
    );
    expect(answers[0]?.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  it('sends the service the real client address, and no query to its own log', async () => {
    const { headers } = await request({
      ':path': '/auth/callback?code=very-secret-code&state=x',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      'x-forwarded-for': '203.0.113.9',
    });

    expect(headers[':status']).toBe(303);
    const log = readFileSync(join(folder, 'mail.log'), 'utf8');
    expect(log).toContain('GET /auth/callback 303');
    expect(log).not.toContain('very-secret-code');
    expect(system.logLines.join('\n')).not.toContain('203.0.113.9');
  });

  it.each([
    [{ ':authority': 'mail.example' }, mail],
    [{ ':authority': 'desk.example' }, desk],
    [{ ':authority': 'DESK.Example.:443' }, desk],
    // What a client adds to its `:authority` (RFC 9113 §8.3.1) never leads to another frontend.
    [{ ':authority': 'desk.example', 'x-forwarded-host': 'mail.example' }, desk],
    [{ ':authority': 'desk.example', forwarded: 'host=mail.example' }, desk],
  ])('sends the service the frontend that an HTTP/2 client requests: %j', async (names, origin) => {
    const { headers } = await request({
      ...names,
      ':path': '/auth/login',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    });

    expect(headers[':status']).toBe(302);
    expect(new URL(headers.location ?? '').searchParams.get('redirect_uri')).toBe(`${origin}/auth/callback`);
  });

  it('refuses an unknown host, and two hosts', async () => {
    const ask = (names: Record<string, string>) => request({ ...names, ':path': '/auth/session', 'x-csrf': '1' });
    const stranger = await ask({ ':authority': 'evil.example' });
    const otherPort = await ask({ ':authority': 'mail.example:8443' });
    const two = await ask({ ':authority': 'desk.example', host: 'mail.example' });

    expect([stranger, otherPort].map(({ headers, text }) => [headers[':status'], codeOf(text)])).toEqual([
      [421, 'unknown_host'],
      [421, 'unknown_host'],
    ]);
    // By nginx itself.
    expect(two.headers[':status']).toBe(400);
  });

  it('relays an event stream as it arrives', async () => {
    const browser = await system.signedIn('alice@contoso.example');
    const cookie = browser.cookies.header(new URL(system.origin), () => true);
    const stream = client.request({
      ':authority': 'mail.example',
      ':path': '/auth/events',
      'x-csrf': '1',
      cookie,
    });

    // The stream does not end: the received bytes have not waited for its end in a buffer of nginx.
    const first = await new Promise((resolve) => stream.once('data', resolve));
    stream.close();

    expect(String(first)).toMatch(/^(?::|event:|retry:|id:)/);
  });

  it('returns 503 with a problem and Retry-After when no replica is available', async () => {
    const [port, dead] = [await freePort(), await freePort()];
    const lonely = mkdtempSync(join(tmpdir(), 'nginx-lonely-'));
    ['crt', 'key'].forEach((end) => {
      copyFileSync(join(folder, `mail.${end}`), join(lonely, `mail.${end}`));
    });
    writeFileSync(join(lonely, 'nginx.conf'), configurationIn(lonely, port, [dead]));
    const other = spawn('nginx', ['-c', join(lonely, 'nginx.conf'), '-p', lonely], { stdio: 'ignore' });
    const session = await eventually(() => connected(port));

    const stream = session.request({ ':path': '/api/me', 'x-csrf': '1' });
    const headers = await new Promise<IncomingHttpHeaders>((resolve) => stream.once('response', resolve));
    stream.resume();

    expect(headers).toMatchObject({ ':status': 503, 'content-type': 'application/problem+json', 'retry-after': '5' });
    session.destroy();
    const ended = new Promise((resolve) => other.once('exit', resolve));
    other.kill('SIGTERM');
    await ended;
    rmSync(lonely, { recursive: true });
  });

  it('leaves the limits to the service, whose problem states the limit', async () => {
    const { headers, text } = await request({ ':path': '/api/mail/messages', 'x-csrf': '1' });

    expect([headers[':status'], headers['content-type']]).toEqual([
      401,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(JSON.parse(text)).toMatchObject({ code: 'login_required' });
  });
});

function codeOf(text: string): unknown {
  return (JSON.parse(text) as { code?: unknown }).code;
}
