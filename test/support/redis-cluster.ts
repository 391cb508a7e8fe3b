import { Redis } from 'ioredis';

import { eventually } from './eventually.js';
import { freePort } from './free-port.js';
import { RedisServer } from './redis-server.js';
import type { RedisCertificates } from './redis-tls.js';

const slots = 16_384;

/** A Redis Cluster on loopback: masters, each with as many replicas as asked for. */
export class RedisCluster {
  private constructor(
    readonly masters: readonly RedisServer[],
    readonly replicas: readonly RedisServer[],
    /** Where clients find the nodes by TLS; empty without it. */
    readonly tlsPorts: readonly number[],
  ) {}

  static async start(options: ClusterOptions = {}) {
    const { masters: masterCount = 3, replicasEach = 0, extra = [], certificates } = options;
    const nodes: Node[] = [];
    for (let index = 0; index < masterCount * (1 + replicasEach); index++) {
      nodes.push(await startNode(extra, certificates));
    }
    const servers = nodes.map(({ server }) => server);
    const cluster = new RedisCluster(
      servers.slice(0, masterCount),
      servers.slice(masterCount),
      certificates === undefined ? [] : nodes.map(({ clientPort }) => clientPort),
    );
    try {
      await cluster.#join(nodes);
    } catch (error) {
      await cluster.close();
      throw error;
    }
    return cluster;
  }

  get servers(): readonly RedisServer[] {
    return [...this.masters, ...this.replicas];
  }

  get nodes(): { host: string; port: number }[] {
    return this.servers.map(({ port }) => ({ host: '127.0.0.1', port }));
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
  }

  async #join(nodes: readonly Node[]): Promise<void> {
    const clients = this.servers.map(({ port }) => new Redis(port, '127.0.0.1'));
    const masters = clients.slice(0, this.masters.length);
    const replicas = clients.slice(this.masters.length);
    try {
      const share = Math.ceil(slots / masters.length);
      await Promise.all(
        masters.map((client, index) =>
          client.call('CLUSTER', 'ADDSLOTSRANGE', index * share, Math.min(slots, (index + 1) * share) - 1),
        ),
      );
      await Promise.all(clients.map((client, index) => client.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1)));
      for (const { clientPort, busPort } of nodes.slice(1)) {
        await masters[0]?.call('CLUSTER', 'MEET', '127.0.0.1', clientPort, busPort);
      }
      await this.#untilKnown(clients);
      const ids = await Promise.all(masters.map((client) => client.call('CLUSTER', 'MYID')));
      await Promise.all(
        replicas.map((client, index) => client.call('CLUSTER', 'REPLICATE', String(ids[index % ids.length]))),
      );
      await Promise.all(clients.map((client, index) => this.#untilUsable(client, index >= this.masters.length)));
    } finally {
      clients.forEach((client) => {
        client.disconnect();
      });
    }
  }

  async #untilKnown(clients: readonly Redis[]): Promise<void> {
    await eventually(async () => {
      const tables = await Promise.all(clients.map((client) => client.call('CLUSTER', 'NODES')));
      if (!tables.every((table) => String(table).trim().split('\n').length === this.servers.length)) {
        throw new Error('the nodes do not know each other yet');
      }
    }, 20_000);
  }

  async #untilUsable(client: Redis, isReplica: boolean): Promise<void> {
    await eventually(async () => {
      const info = String(await client.call('CLUSTER', 'INFO'));
      const replication = isReplica ? await client.info('replication') : 'master_link_status:up';
      if (!info.includes('cluster_state:ok') || !replication.includes('master_link_status:up')) {
        throw new Error('the cluster does not work yet');
      }
    }, 20_000);
  }
}

export interface ClusterOptions {
  readonly masters?: number;
  readonly replicasEach?: number;
  readonly extra?: readonly string[];
  /** Clients and nodes speak TLS then. */
  readonly certificates?: RedisCertificates;
}

interface Node {
  readonly server: RedisServer;
  readonly clientPort: number;
  /** Where the nodes talk to each other: a port that must be free as well. */
  readonly busPort: number;
}

async function startNode(extra: readonly string[], certificates: RedisCertificates | undefined): Promise<Node> {
  const busPort = await freePort();
  const tlsPort = certificates === undefined ? undefined : await freePort();
  const server = await RedisServer.start([
    ...['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000', '--cluster-port', String(busPort)],
    ...['--repl-diskless-sync-delay', '0', ...extra],
    ...(certificates === undefined || tlsPort === undefined
      ? []
      : [...certificates.options(tlsPort), '--tls-cluster', 'yes', '--tls-replication', 'yes']),
  ]);
  return { server, clientPort: tlsPort ?? server.port, busPort };
}
