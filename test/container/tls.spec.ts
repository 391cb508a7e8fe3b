import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { chromium, type BrowserContext } from 'playwright-core';

import { chromiumFlags, signInAtEntra } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const compose = ['compose', '-f', 'docker-compose.yml', '-f', 'docker-compose.tls.yml'];
const origin = process.env['STORY_TLS_URL'] ?? 'https://mail.contoso.example:8443';
const storyMs = 240_000;

/** Containers with docker-compose.tls.yml; `npm run test:compose` brings them up. Chromium has its keys in software. */
describe('docker compose with TLS', () => {
  let home: string;
  let context: BrowserContext;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'bff-tls-'));
    const certificates = `sql:${join(home, '.pki/nssdb')}`;
    await mkdir(join(home, '.pki/nssdb'), { recursive: true });
    await run('docker', [...compose, 'cp', 'sandbox:/ca/ca.pem', join(home, 'ca.pem')], { cwd: root });
    await run('certutil', ['-d', certificates, '-N', '--empty-password']);
    await run('certutil', ['-d', certificates, '-A', '-t', 'C,,', '-n', 'compose', '-i', join(home, 'ca.pem')]);
    context = await chromium.launchPersistentContext(join(home, 'profile'), {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      env: { ...process.env, HOME: home },
      args: [
        ...chromiumFlags,
        '--enable-features=DeviceBoundSessions,EnableBoundSessionCredentialsSoftwareKeysForManualTesting',
        `--host-resolver-rules=MAP ${new URL(origin).hostname} 127.0.0.1`,
      ],
      locale: 'en-GB',
    });
    context.setDefaultTimeout(storyMs / 2);
  }, storyMs);

  afterAll(async () => {
    await context.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  it(
    'speaks HTTP/2 to the browser, which binds its session to the device',
    async () => {
      const page = await context.newPage();
      await page.goto(origin);
      await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
      await signInAtEntra(page, 'alice@contoso.example');
      await page.getByRole('button', { name: 'Accept' }).click();
      await page
        .getByRole('link', { name: /Harbour Dispatch/ })
        .first()
        .waitFor();

      await eventually(async () => {
        const isBound = await page.evaluate<boolean>(
          `fetch('/auth/session', { headers: { 'X-CSRF': '1' } }).then(async (answer) => (await answer.json()).session.deviceBound)`,
        );
        expect(isBound).toBe(true);
      });
      expect(await page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol")).toBe('h2');
    },
    storyMs,
  );

  it('has a Redis that responds by TLS only', async () => {
    const ping = async (...options: readonly string[]): Promise<string> => {
      const command = `REDISCLI_AUTH=$(cat /run/secrets/redis-password) redis-cli ${options.join(' ')} --no-auth-warning --user bff ping`;
      const { stdout } = await run(
        'docker',
        [...compose, 'exec', '-T', 'redis', 'sh', '-c', `${command} 2>&1 || true`],
        {
          cwd: root,
        },
      );
      return stdout.trim();
    };

    expect(await ping('--tls', '--cacert', '/run/secrets/sandbox-ca.pem')).toBe('PONG');
    expect(await ping()).not.toContain('PONG');
  });
});
