import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { eventually } from './eventually.js';
import { freePort } from './free-port.js';
import { RedisServer } from './redis-server.js';
import type { RedisCertificates } from './redis-tls.js';

const patienceMs = 180_000;

export interface WatchedOptions {
  /** Sentinel, master and replica speak TLS then. */
  readonly certificates?: RedisCertificates;
  /** More options for master and replica. */
  readonly extra?: readonly string[];
  /** A rule of Redis' ACL, for clients of the sentinel. */
  readonly sentinelUser?: string;
}

/** A master with a replica, and a sentinel that promotes the replica as soon as the master is gone. */
export class WatchedRedis {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bff-sentinel-'));
  #sentinel: ChildProcess | undefined;

  private constructor(
    readonly name: string,
    readonly sentinelPort: number,
    readonly master: RedisServer,
    readonly replica: RedisServer,
    private readonly options: WatchedOptions,
    /** Where clients find the sentinel by TLS; undefined without it. */
    readonly sentinelTlsPort: number | undefined,
    /** The ports of master and replica, as the sentinel knows them. */
    private readonly clientPorts: readonly [master: number, replica: number],
  ) {}

  static async start(options: WatchedOptions = {}): Promise<WatchedRedis> {
    const { certificates, extra = [] } = options;
    const server = async (more: readonly string[] = []): Promise<[RedisServer, number]> => {
      const tlsPort = certificates === undefined ? undefined : await freePort();
      const tls = certificates === undefined || tlsPort === undefined ? [] : certificates.options(tlsPort);
      const replication = certificates === undefined ? [] : ['--tls-replication', 'yes'];
      const started = await RedisServer.start([...tls, ...replication, ...extra, ...more]);
      return [started, tlsPort ?? started.port];
    };
    const [master, masterPort] = await server();
    const [replica, replicaPort] = await server([
      ...['--replicaof', '127.0.0.1', String(masterPort), '--repl-diskless-sync-delay', '0'],
    ]);
    const tlsPort = certificates === undefined ? undefined : await freePort();
    const ports = [masterPort, replicaPort] as const;
    const watched = new WatchedRedis('main', await freePort(), master, replica, options, tlsPort, ports);
    await watched.#watch();
    return watched;
  }

  /**
   * Resolves when the sentinel names the replica as the master. That takes the sentinel's own time: on a busy machine
   * it mistakes its own delay for a wrong clock and promotes no replica for 30 s (TILT mode), perhaps more than once.
   */
  async promoted(): Promise<void> {
    const replicaPort = String(this.clientPorts[1]);
    await this.#askSentinel(async (client) => {
      const address = await client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', this.name);
      if (!JSON.stringify(address).includes(`"${replicaPort}"`)) {
        throw new Error('the sentinel has not promoted the replica');
      }
    });
  }

  async close(): Promise<void> {
    const sentinel = this.#sentinel;
    if (sentinel !== undefined && sentinel.exitCode === null) {
      const exit = once(sentinel, 'exit');
      sentinel.kill('SIGKILL');
      await exit;
    }
    await Promise.all([this.master.close(), this.replica.close()]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #watch(): Promise<void> {
    const file = join(this.#folder, 'sentinel.conf');
    writeFileSync(
      file,
      [
        `port ${this.sentinelPort}`,
        'bind 127.0.0.1',
        `dir ${this.#folder}`,
        ...this.#tlsLines(),
        ...(this.options.sentinelUser === undefined ? [] : [`user ${this.options.sentinelUser}`]),
        `sentinel monitor ${this.name} 127.0.0.1 ${this.clientPorts[0]} 1`,
        `sentinel down-after-milliseconds ${this.name} 500`,
        `sentinel failover-timeout ${this.name} 3000`,
      ].join('\n'),
    );
    this.#sentinel = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
    await this.#askSentinel(async (client) => {
      const replicas = await client.call('SENTINEL', 'REPLICAS', this.name);
      const flags = JSON.stringify(replicas);
      if (!flags.includes('"master-link-status","ok"')) {
        throw new Error('the sentinel does not know the replica yet');
      }
    });
  }

  #tlsLines(): string[] {
    const { certificates } = this.options;
    if (certificates === undefined || this.sentinelTlsPort === undefined) {
      return [];
    }
    const words = [...certificates.options(this.sentinelTlsPort), '--tls-replication', 'yes'];
    return words.flatMap((word, index) => (index % 2 === 0 ? [`${word.slice(2)} ${words[index + 1] ?? ''}`] : []));
  }

  /** Retries until `check` doesn't throw. */
  async #askSentinel(check: (client: Redis) => Promise<void>): Promise<void> {
    const client = new Redis(this.sentinelPort, '127.0.0.1');
    client.on('error', () => undefined);
    try {
      await eventually(() => check(client), patienceMs);
    } finally {
      client.disconnect();
    }
  }
}
