import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Sandbox } from '../../sandbox/src/index.js';
import { Clock, Logger } from '../../src/common/index.js';
import { loadConfig } from '../../src/config/index.js';
import { createApp } from '../../src/create-app.js';
import { freePort } from './free-port.js';
import { settingsFor, startSandboxFor, Surroundings, type Settings } from './surroundings.js';

/** The service in this process with everything around it real: the sandbox over HTTPS, and Redis when it is given. */
export class World extends Surroundings {
  readonly logLines: string[] = [];
  readonly encryptionKeys = `test:${randomBytes(32).toString('base64url')}`;
  #app: NestFastifyApplication | undefined;
  #aheadMs = 0;

  private constructor(
    sandbox: Sandbox,
    readonly port: number,
    private settings: Settings,
  ) {
    super(sandbox, `http://localhost:${port}`);
  }

  static async start(settings: Settings = {}): Promise<World> {
    const port = await freePort();
    const world = new World(await startSandboxFor(`http://localhost:${port}`), port, settings);
    await world.startApp();
    return world;
  }

  /** The running app, to look inside. */
  get app(): NestFastifyApplication {
    if (this.#app === undefined) {
      throw new Error('the app is stopped');
    }
    return this.#app;
  }

  get environment(): Settings {
    return {
      ...settingsFor(this.sandbox, this.origin),
      PORT: String(this.port),
      ENCRYPTION_KEYS: this.encryptionKeys,
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
    const config = loadConfig(this.environment, (path) => readFileSync(path, 'utf8'));
    const app = await createApp(config, { logger: new Logger(config.logLevel, destination) });
    this.#app = app;
    app.get(Clock).now = () => Date.now() + this.#aheadMs;
    await app.listen({ host: '127.0.0.1', port: this.port });
  }

  async stopApp(): Promise<void> {
    await this.#app?.close();
    this.#app = undefined;
  }

  /** The app again with other settings; what is in the embedded store is lost. */
  async restart(settings: Settings): Promise<void> {
    await this.stopApp();
    this.settings = settings;
    await this.startApp();
  }

  /** Lets time pass for the service and for the sandbox. */
  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds;
    this.sandbox.control.advance(milliseconds);
  }

  /** The sandbox as at its start, at the time that the service thinks it is. */
  reset(): void {
    this.sandbox.control.reset();
    this.sandbox.control.advance(this.#aheadMs);
  }

  async close(): Promise<void> {
    await this.stopApp();
    await this.sandbox.close();
  }
}
