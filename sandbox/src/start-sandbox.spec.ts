import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCertificateAuthority } from './certificates/index.js';
import { startSandbox } from './index.js';
import { optionsFromEnvironment } from './options.js';
import { HttpsClient } from './testing/https-client.js';

describe('starting and stopping', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-ca-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('runs several sandboxes in one process, isolated from each other', async () => {
    const [one, two] = await Promise.all([startSandbox(), startSandbox()]);
    one.control.grantConsent('alice@contoso.example', ['Mail.Send']);
    expect(two.control.consents('alice@contoso.example')).toEqual([]);
    expect(one.authorityHost).not.toBe(two.authorityHost);
    await expect(new HttpsClient(two.caPem).get(`${one.authorityHost}/common/discovery/v2.0/keys`)).rejects.toThrow();
    await Promise.all([one.close(), two.close()]);
  });

  it('reuses the CA of a folder, and its certificate has the names of the listeners', async () => {
    const made = await openCertificateAuthority(folder);
    const sandbox = await startSandbox({ caFolder: folder, authorityName: 'localhost' });
    expect(sandbox.caPem).toBe(await readFile(made.file, 'utf8'));
    expect(sandbox.caFile).toBe(made.file);
    expect(new X509Certificate(sandbox.caPem).ca).toBe(true);
    const answer = await new HttpsClient(sandbox.caPem).get(`${sandbox.authorityHost}/common/discovery/v2.0/keys`);
    expect(answer.status).toBe(200);
    await sandbox.close();
  });

  it('stops while requests hang', async () => {
    const sandbox = await startSandbox();
    sandbox.control.addFault({ point: 'keys', action: { kind: 'hang' } });
    const hanging = new HttpsClient(sandbox.caPem).get(`${sandbox.authorityHost}/common/discovery/v2.0/keys`);
    const lost = expect(hanging).rejects.toThrow();
    while (sandbox.control.counters()['keys'] === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await sandbox.close();
    await lost;
  });

  it('reads the environment', () => {
    expect(
      optionsFromEnvironment({
        SANDBOX_PAGES_PORT: '0',
        SANDBOX_HOST: '0.0.0.0',
        SANDBOX_AUTHORITY_NAME: 'sandbox',
        SANDBOX_CLIENT_SECRET: 's',
        SANDBOX_REDIRECT_URIS: 'http://localhost/a, http://localhost/b',
        SANDBOX_PAGES_URL: '',
      }),
    ).toEqual({
      pagesPort: 0,
      authorityPort: 4011,
      graphPort: 4012,
      uploadsPort: 4013,
      ordersPort: 4014,
      host: '0.0.0.0',
      authorityName: 'sandbox',
      registration: { secrets: [{ value: 's' }], redirectUris: ['http://localhost/a', 'http://localhost/b'] },
    });
  });

  it('refuses an invalid port', () => {
    expect(() => optionsFromEnvironment({ SANDBOX_GRAPH_PORT: 'x' })).toThrow('SANDBOX_GRAPH_PORT');
  });
});
