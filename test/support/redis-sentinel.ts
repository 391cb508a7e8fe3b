import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { eventually } from './eventually.js';
import { freePort } from './free-port.js';
import { RedisServer } from './redis-server.js';

const patienceMs = 180_000;

/** A master with a replica, and a sentinel that promotes the replica as soon as the master is gone. */
export class WatchedRedis {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bff-sentinel-'));
  #sentinel: ChildProcess | undefined;

  private constructor(
    readonly name: string,
    readonly sentinelPort: number,
    readonly master: RedisServer,
    readonly replica: RedisServer,
  ) {}

  static async start(): Promise<WatchedRedis> {
    const master = await RedisServer.start();
    const replica = await RedisServer.start([
      ...['--replicaof', '127.0.0.1', String(master.port), '--repl-diskless-sync-delay', '0'],
    ]);
    const watched = new WatchedRedis('main', await freePort(), master, replica);
    await watched.#watch();
    return watched;
  }

  /**
   * Resolves when the sentinel names the replica as the master. That is the sentinel's own time: on a busy machine it takes
   * its own delay for a wrong clock and promotes nobody for 30 s (TILT mode), perhaps more than once.
   */
  async promoted(): Promise<void> {
    const replicaPort = String(this.replica.port);
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
        `sentinel monitor ${this.name} 127.0.0.1 ${this.master.port} 1`,
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

  /** Asks until `check` doesn't throw. */
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
