import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { Sandbox } from '../../sandbox/src/index.js';
import { freePort } from './free-port.js';
import { RedisServer } from './redis-server.js';
import { settingsFor, startSandboxFor, TestEnvironment, type Settings } from './test-environment.js';

const root = join(import.meta.dirname, '../..');
const readyWithinMs = 90_000;

/** One process of the built service. */
export class Replica {
  readonly logLines: string[] = [];
  #process: ChildProcess | undefined;

  constructor(
    readonly port: number,
    private settings: Settings,
    /** The script that Node runs. */
    private readonly program = 'dist/main.js',
  ) {}

  /** The address of `path` at this replica; cookies do not tell ports apart, so one browser can talk to all. */
  at(path: string): string {
    return `http://localhost:${this.port}${path}`;
  }

  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) {
      throw new Error('the replica is not running');
    }
    return pid;
  }

  /** `changes` are settings of the version that starts, and of those after it. */
  async up(changes: Settings = {}): Promise<void> {
    this.settings = { ...this.settings, ...changes };
    const child = spawn(process.execPath, [join(root, this.program)], {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'],
        ...this.settings,
        PORT: String(this.port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    [child.stdout, child.stderr].forEach((stream) => {
      stream.on('data', (chunk: Buffer) => this.logLines.push(chunk.toString()));
    });
    await this.#untilReady(child);
  }

  /** SIGTERM; resolves to the exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** Kills it, as a crash does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Suspends it without ending it, like a long pause of the machine. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) {
      return child?.exitCode ?? null;
    }
    const exit = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await exit;
    return child.exitCode;
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + readyWithinMs;
    while (Date.now() < deadline && child.exitCode === null) {
      const response = await fetch(this.at('/health/ready')).catch(() => undefined);
      if (response?.ok) {
        return;
      }
      await pause(50);
    }
    throw new Error(`a replica did not become ready:\n${this.logLines.join('')}`);
  }
}

/**
 * Several processes of `dist/main.js` behind one public URL, which is that of the first: they share a Redis, the keys and
 * the local Entra. `npm run build:server` comes first.
 */
export class Replicas extends TestEnvironment {
  private constructor(
    sandbox: Sandbox,
    readonly redis: RedisServer,
    readonly all: readonly [Replica, Replica, ...Replica[]],
    origin: string,
  ) {
    super(sandbox, origin);
  }

  /** `publicOrigin`: where a balancer in front of them listens. */
  static async start(count = 2, settings: Settings = {}, publicOrigin?: string): Promise<Replicas> {
    const ports: number[] = [];
    for (let each = 0; each < count; each++) {
      ports.push(await freePort());
    }
    const [first = 0, second = 0, ...rest] = ports;
    const origin = publicOrigin ?? `http://localhost:${first}`;
    const [sandbox, redis] = await Promise.all([startSandboxFor(origin), RedisServer.start()]);
    const shared = {
      ...settingsFor(sandbox, origin),
      REDIS_URL: redis.url,
      ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64url')}`,
      ...settings,
    };
    const replica = (port: number): Replica => new Replica(port, shared);
    const replicas = new Replicas(sandbox, redis, [replica(first), replica(second), ...rest.map(replica)], origin);
    try {
      await Promise.all(replicas.all.map((each) => each.up()));
    } catch (error) {
      await replicas.close();
      throw error;
    }
    return replicas;
  }

  get logLines(): readonly string[] {
    return this.all.flatMap(({ logLines }) => logLines);
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((replica) => replica.kill()));
    await Promise.all([this.redis.close(), this.sandbox.close()]);
  }
}
