import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, type BrowserContext, type Page } from 'playwright-core';

import { createCertificateAuthority, issueServerCertificate } from '../../sandbox/src/certificates/index.js';
import { chromiumFlags, signInAtEntra } from './chromium.js';
import { freePort } from './free-port.js';
import { TlsProxy } from './tls-proxy.js';
import { TestSystem } from './test-system.js';

const host = 'mail.example.test';
const features = [
  'DeviceBoundSessions:RefreshQuota/false',
  // Keys in software, for tests only: nothing here has a TPM.
  'EnableBoundSessionCredentialsSoftwareKeysForManualTesting',
];

/**
 * A service behind TLS and a real Chromium in front of it. Chromium binds sessions to the device only for a host with a
 * registrable domain and a trusted certificate. It trusts the authority of this test by the NSS store of its own home folder.
 */
export class DeviceStage {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bff-device-'));
  readonly #contexts: BrowserContext[] = [];
  #profiles = 0;

  private constructor(
    readonly system: TestSystem,
    readonly front: TlsProxy,
    authorityPem: string,
  ) {
    const store = join(this.#folder, '.pki/nssdb');
    const file = join(this.#folder, 'ca.pem');
    mkdirSync(store, { recursive: true });
    writeFileSync(file, authorityPem);
    execFileSync('certutil', ['-d', `sql:${store}`, '-N', '--empty-password']);
    execFileSync('certutil', ['-d', `sql:${store}`, '-A', '-t', 'C,,', '-n', 'test', '-i', file]);
  }

  static async start(proofSeconds: number): Promise<DeviceStage> {
    const port = await freePort();
    const system = await TestSystem.start({
      PUBLIC_URL: `https://${host}:${port}`,
      DEVICE_PROOF_SECONDS: String(proofSeconds),
    });
    const authority = await createCertificateAuthority();
    const front = await TlsProxy.start(await issueServerCertificate(authority, [host]), port, system.port);
    return new DeviceStage(system, front, authority.certificatePem);
  }

  /** A browser with an empty profile: another machine. */
  async machine(): Promise<BrowserContext> {
    const profile = join(this.#folder, `profile-${++this.#profiles}`);
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      env: { ...process.env, HOME: this.#folder },
      args: [
        ...chromiumFlags,
        `--enable-features=${features.join(',')}`,
        `--host-resolver-rules=MAP ${host} 127.0.0.1`,
        ...(process.env['DEVICE_NET_LOG'] === undefined
          ? []
          : [`--log-net-log=${process.env['DEVICE_NET_LOG']}`, '--net-log-capture-mode=Everything']),
      ],
      locale: 'en-GB',
      viewport: { width: 1280, height: 800 },
    });
    context.setDefaultTimeout(90_000);
    this.#contexts.push(context);
    return context;
  }

  /** A page on that machine, signed in as `username`, with the mail shown. */
  async signedIn(machine: BrowserContext, username: string): Promise<Page> {
    const page = await machine.newPage();
    await page.goto(this.system.origin);
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
    await signInAtEntra(page, username);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page
      .getByRole('link', { name: /Harbour Dispatch/ })
      .first()
      .waitFor();
    return page;
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
    await this.front.close();
    await this.system.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
