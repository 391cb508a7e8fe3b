import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Sandbox } from '../../sandbox/src/index.js';
import { Clock, Logger } from '../../src/common/index.js';
import { AppConfig, loadConfig } from '../../src/config/index.js';
import { createApp } from '../../src/create-app.js';
import { UserTags } from '../../src/session/index.js';
import { freePort } from './free-port.js';
import { OtherReplica } from './other-replica.js';
import { RedisServer } from './redis-server.js';
import { settingsFor, startSandboxFor, TestEnvironment, type Settings } from './test-environment.js';
import { UserAgent, type ReplicaEndpoint } from './user-agent.js';

/** Mutation tests can't switch on a mutant in a second process. */
const isOneEnough = process.env['TEST_REPLICAS'] === '1';

/**
 * The service in a real environment: the sandbox over HTTPS, and either one replica in this process, or two on one
 * Redis. The first of the two is in this process, and every browser sends every other request to the second.
 */
export class TestSystem extends TestEnvironment {
  readonly logLines: string[] = [];
  readonly encryptionKeys = `test:${randomBytes(32).toString('base64url')}`;
  #app: NestFastifyApplication | undefined;
  #redis: RedisServer | undefined;
  #other: OtherReplica | undefined;
  #settingsOfOther: Settings = {};
  #aheadMs = 0;
  #browsers = 0;

  private constructor(
    sandbox: Sandbox,
    readonly port: number,
    private settings: Settings,
    private readonly create: typeof createApp = createApp,
  ) {
    super(sandbox, originOf(port, settings));
  }

  /** One replica, with the embedded store unless the settings name another: for behaviour inside a process. */
  static async start(settings: Settings = {}, create = createApp): Promise<TestSystem> {
    const port = await freePort();
    const system = new TestSystem(await startSandboxFor(originOf(port, settings)), port, settings, create);
    await system.startApp();
    return system;
  }

  /** Two replicas on one Redis, one with `TEST_REPLICAS=1`; the second may have some settings of its own. */
  static async startPair(settings: Settings = {}, settingsOfOther: Settings = {}): Promise<TestSystem> {
    const port = await freePort();
    const [sandbox, redis] = await Promise.all([startSandboxFor(originOf(port, settings)), RedisServer.start()]);
    const system = new TestSystem(sandbox, port, settings);
    system.#redis = redis;
    system.#other = isOneEnough ? undefined : new OtherReplica(await freePort(), system.logLines);
    system.#settingsOfOther = settingsOfOther;
    try {
      await system.startApp();
    } catch (error) {
      await system.close();
      throw error;
    }
    return system;
  }

  /** The replica in this process, for inspection. */
  get app(): NestFastifyApplication {
    if (this.#app === undefined) {
      throw new Error('the app is stopped');
    }
    return this.#app;
  }

  /** The Redis of a pair. */
  get redis(): RedisServer {
    if (this.#redis === undefined) {
      throw new Error('the store is the embedded one');
    }
    return this.#redis;
  }

  /** The name of a user in the keys of their records. */
  tagOf(userId: string): Promise<string> {
    return this.app.get(UserTags).of(userId, this.app.get(AppConfig).frontends.first);
  }

  get environment(): Settings {
    return {
      ...settingsFor(this.sandbox, this.origin),
      PORT: String(this.port),
      ENCRYPTION_KEYS: this.encryptionKeys,
      ...(this.#redis === undefined ? {} : { REDIS_URL: this.#redis.url }),
      ...this.settings,
    };
  }

  get endpoints(): readonly ReplicaEndpoint[] {
    return this.#other === undefined ? [this.#ownEndpoint] : [this.#ownEndpoint, this.#other];
  }

  /** Resolves when `logLines` contains everything that was logged so far, also for requests without a browser. */
  async settled(): Promise<void> {
    await Promise.all(this.endpoints.map((endpoint) => endpoint.settled()));
  }

  /** Each begins at another replica than the previous one. */
  override browser(): UserAgent {
    const first = this.#browsers++ % this.endpoints.length;
    return new UserAgent(this.origin, [...this.endpoints.slice(first), ...this.endpoints.slice(0, first)]);
  }

  async startApp(): Promise<void> {
    await Promise.all([this.#startOwn(), this.#startOther()]);
  }

  async stopApp(): Promise<void> {
    const app = this.#app;
    this.#app = undefined;
    await Promise.all([app?.close(), this.#other?.stop()]);
  }

  /** The app restarted with other settings; stored data is lost. */
  async restart(settings: Settings): Promise<void> {
    await this.#redis?.command('FLUSHALL');
    await this.reconfigure(settings);
  }

  /** The app restarted with other settings; the data in Redis stays. */
  async reconfigure(settings: Settings): Promise<void> {
    await this.stopApp();
    this.settings = settings;
    await this.startApp();
  }

  /** Lets time pass for the service, its store and the sandbox. */
  async advance(milliseconds: number): Promise<void> {
    this.#aheadMs += milliseconds;
    this.sandbox.control.advance(milliseconds);
    await Promise.all([this.#other?.setAhead(this.#aheadMs), this.#redis?.advance(milliseconds)]);
  }

  /** The sandbox in its initial state, at the service's time. */
  reset(): void {
    this.sandbox.control.reset();
    this.sandbox.control.advance(this.#aheadMs);
  }

  async close(): Promise<void> {
    await this.#app?.close();
    await this.#other?.close();
    await Promise.all([this.#redis?.close(), this.sandbox.close()]);
  }

  get #ownEndpoint(): ReplicaEndpoint {
    return { port: this.port, settled: () => Promise.resolve() };
  }

  async #startOwn(): Promise<void> {
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.logLines.push(chunk.toString());
        done();
      },
    });
    const config = loadConfig(this.environment, (path) => readFileSync(path, 'utf8'));
    const app = await this.create(config, { logger: new Logger(config.logLevel, destination) });
    this.#app = app;
    app.get(Clock).now = () => Date.now() + this.#aheadMs;
    await app.listen({ host: '127.0.0.1', port: this.port });
  }

  async #startOther(): Promise<void> {
    if (this.#other !== undefined) {
      const { port } = this.#other;
      await this.#other.start({ ...this.environment, PORT: String(port), ...this.#settingsOfOther });
    }
  }
}

/** The origin that browsers use: that of the first replica, or that of the proxy in the settings. */
function originOf(port: number, { PUBLIC_URL: publicUrl }: Settings): string {
  return publicUrl ?? `http://localhost:${port}`;
}
