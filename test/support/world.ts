import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { startSandbox, type Sandbox } from '../../sandbox/src/index.js';
import { Logger } from '../../src/common/index.js';
import { loadConfig } from '../../src/config/index.js';
import { createApp } from '../../src/create-app.js';
import { freePort } from './free-port.js';
import { headingOf, UserAgent, type Answer } from './user-agent.js';

export const clientId = '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11';
export const clientSecret = 'the-client-secret-of-the-tests';

export type Settings = Readonly<Record<string, string>>;

/** The service in this process with everything around it real: the sandbox over HTTPS, and Redis when it is given. */
export class World {
  readonly logLines: string[] = [];
  readonly encryptionKeys = `test:${randomBytes(32).toString('base64url')}`;
  #app: NestFastifyApplication | undefined;

  private constructor(
    readonly sandbox: Sandbox,
    readonly port: number,
    private readonly settings: Settings,
  ) {}

  static async start(settings: Settings = {}): Promise<World> {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const sandbox = await startSandbox({
      caFolder: join(import.meta.dirname, '../../.cache/sandbox-ca'),
      registration: {
        clientId,
        secrets: [{ value: clientSecret }],
        redirectUris: [`${origin}/auth/callback`, `${origin}/auth/admin-consent/callback`],
        postLogoutRedirectUris: [`${origin}/`],
        frontChannelLogoutUrl: `${origin}/auth/frontchannel-logout`,
      },
    });
    const world = new World(sandbox, port, settings);
    await world.startApp();
    return world;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  get environment(): Settings {
    return {
      NODE_ENV: 'test',
      PORT: String(this.port),
      PUBLIC_URL: this.origin,
      ENTRA_AUTHORITY_HOST: this.sandbox.authorityHost,
      ENTRA_TENANT: 'common',
      ENTRA_CLIENT_ID: clientId,
      ENTRA_CLIENT_SECRET: clientSecret,
      GRAPH_BASE_URL: this.sandbox.graphBaseUrl,
      ENCRYPTION_KEYS: this.encryptionKeys,
      LOG_LEVEL: 'trace',
      ...this.settings,
    };
  }

  async startApp(): Promise<void> {
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.logLines.push(chunk.toString());
        done();
      },
    });
    const config = loadConfig(this.environment, () => {
      throw new Error('no files in tests');
    });
    this.#app = await createApp(config, { logger: new Logger(config.logLevel, destination) });
    await this.#app.listen({ host: '127.0.0.1', port: this.port });
  }

  async stopApp(): Promise<void> {
    await this.#app?.close();
    this.#app = undefined;
  }

  async close(): Promise<void> {
    await this.stopApp();
    await this.sandbox.close();
  }

  browser(): UserAgent {
    return new UserAgent(this.origin);
  }

  /** A browser in which `username` has signed in and consented to what the sign-in asks for. */
  async signedIn(username: string): Promise<UserAgent> {
    const browser = this.browser();
    await this.walk(browser, await browser.navigate('/auth/login?returnTo=/'), username);
    return browser;
  }

  /** Goes through the sandbox's pages as `username`, accepting everything, until the service's own origin is reached. */
  async walk(browser: UserAgent, start: Answer, username: string): Promise<Answer> {
    let page = start;
    for (let step = 0; step < 8 && page.url.origin !== this.origin; step++) {
      page = await this.#press(browser, page, username);
    }
    return page;
  }

  #press(browser: UserAgent, page: Answer, username: string): Promise<Answer> {
    switch (headingOf(page)) {
      case 'Sign in':
        return browser.press(page, 'username', { loginfmt: username });
      case 'Pick an account':
        return browser.press(page, 'choose', { user: this.sandbox.control.requireUser(username).oid });
      case 'Enter password':
        return browser.press(page, 'password');
      case 'Approve sign in request':
        return browser.press(page, 'mfa', { go: 'approve' });
      default:
        return browser.press(page, page.text.includes('value="tenantconsent"') ? 'tenantconsent' : 'consent', {
          go: 'accept',
        });
    }
  }
}
