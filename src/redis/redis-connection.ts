import { readFileSync } from 'node:fs';
import { isIP, type Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

import { Cluster, Redis, type RedisOptions } from 'ioredis';

import type { RedisConfig } from '../config/index.js';

export type RedisClient = Redis | Cluster;

/** The part of ioredis that creates the sockets of a client. */
interface Connector {
  connect(emit: unknown): Promise<Socket>;
}

type RemoteRedis = Exclude<RedisConfig, { kind: 'embedded' }>;

/**
 * For commands without a deadline of their own; that of the store is shorter, and tolerates a process that was busy.
 */
const commandTimeoutMs = 2000;
const connectTimeoutMs = 2000;
/** For the response of one Sentinel to the question for the master. */
const sentinelTimeoutMs = 1000;
/** A connection without responses is closed: commands would pile up in it. */
const silenceMs = 2500;
/** Together less than the time of a request. */
const clusterRetries = { maxRedirections: 4, retryDelayOnFailover: 100, retryDelayOnClusterDown: 100 };
const longestReconnectDelayMs = 2000;
/** A master that has lost its replicas is left at most so often: it may be the right one nevertheless. */
const leaveEveryMs = 5000;

/** Exponential, with full jitter: replicas do not reconnect all at once. */
export function reconnectDelayMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(longestReconnectDelayMs, 50 * 2 ** Math.min(attempt, 10));
  return Math.ceil(25 + random() * ceiling);
}

/**
 * Nothing waits in a queue and nothing is retried automatically. A command that was reported as failed may still take
 * effect while its connection lives, at most `commandTimeoutMs` after it was sent, and never over a later connection.
 */
function serverOptions({ access }: RemoteRedis, isTls: boolean) {
  return {
    ...(access.username === undefined ? {} : { username: access.username }),
    ...(access.password === undefined ? {} : { password: access.password.reveal() }),
    ...(isTls ? { tls: tlsOptions(access) } : {}),
    commandTimeout: commandTimeoutMs,
    connectTimeout: connectTimeoutMs,
    socketTimeout: silenceMs,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => reconnectDelayMs(attempt),
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    keepAlive: 10_000,
    connectionName: 'bff',
    disableClientInfo: true,
    lazyConnect: true,
  } satisfies RedisOptions;
}

function tlsOptions({ caFile, tlsServername }: RemoteRedis['access']): ConnectionOptions {
  return {
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
    ...(tlsServername === undefined ? {} : { servername: tlsServername }),
  };
}

/**
 * Whether the connection is closed, and the Sentinels are asked again for the master: after a demotion (READONLY), and
 * when a master with `min-replicas-to-write` has lost its replicas, because another master may exist by now
 * (NOREPLICAS).
 */
export function leavesMaster(now: () => number = Date.now): (error: Error) => boolean {
  let leftAt = Number.NEGATIVE_INFINITY;
  return ({ message }) => {
    if (message.includes('NOREPLICAS') && now() - leftAt >= leaveEveryMs) {
      leftAt = now();
      return true;
    }
    return message.startsWith('READONLY');
  };
}

/** A client that is not connected yet; `connect()` starts it. Each connection uses the current passwords. */
export function createRedisClient(config: RemoteRedis): RedisClient {
  const client = unconnectedClient(config);
  if (client instanceof Cluster) {
    client.on('+node', (node: Redis) => {
      renewPasswords(node, config);
      surviveLateErrors(node);
    });
  } else {
    surviveLateErrors(client);
    client.on('reconnecting', () => {
      renewPasswords(client, config);
    });
  }
  return client;
}

/** The servers that accept writes. */
export function mastersOf(client: RedisClient): Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

/** ioredis copies its options once, and reads the copy whenever it connects. */
function renewPasswords({ options }: Redis, config: RemoteRedis): void {
  const { password } = config.access;
  if (password !== undefined) {
    options.password = password.reveal();
  }
  if (config.kind === 'sentinel' && config.sentinelAccess.password !== undefined) {
    options.sentinelPassword = config.sentinelAccess.password.reveal();
  }
}

/**
 * ioredis listens to the first error of a socket only. A TLS socket that is closed in its handshake may have a second
 * one (the server's alert after the refused certificate), which would end the process.
 */
function surviveLateErrors(client: Redis): void {
  const { connector } = client as unknown as { readonly connector: Connector };
  const connect = connector.connect.bind(connector);
  connector.connect = async (emit) => {
    const socket = await connect(emit);
    return socket.on('error', () => undefined);
  };
}

/**
 * A Sentinel that is configured by its address has the servers' certificate or one like it; for one with a name, the
 * name is checked.
 */
export function sentinelOptions({ sentinelAccess, sentinels, access }: Extract<RemoteRedis, { kind: 'sentinel' }>) {
  const { username, password, isTls } = sentinelAccess;
  const areAddresses = sentinels.every(({ host }) => isIP(host) !== 0);
  const tls = tlsOptions({ ...access, tlsServername: areAddresses ? access.tlsServername : undefined });
  return {
    ...(username === undefined ? {} : { sentinelUsername: username }),
    ...(password === undefined ? {} : { sentinelPassword: password.reveal() }),
    ...(isTls ? { sentinelTLS: tls } : {}),
    // Without it ioredis does not use TLS for the servers that a Sentinel names.
    enableTLSForSentinelMode: access.isTls,
  } satisfies RedisOptions;
}

function unconnectedClient(config: RemoteRedis): RedisClient {
  switch (config.kind) {
    case 'single': {
      const url = config.url.reveal();
      return new Redis(url, serverOptions(config, config.access.isTls || url.startsWith('rediss:')));
    }
    case 'sentinel':
      return new Redis({
        ...serverOptions(config, config.access.isTls),
        sentinels: [...config.sentinels],
        name: config.name,
        ...sentinelOptions(config),
        sentinelRetryStrategy: (attempt) => reconnectDelayMs(attempt),
        // Without it, a Sentinel that accepts connections and hangs would block forever, and no other would be asked.
        sentinelCommandTimeout: sentinelTimeoutMs,
        // A connection that is notified of a failover while it is asking for the master would end permanently (ioredis
        // 6.0.0, SentinelConnector). It isn't needed: Sentinel closes the connections of a master that it has demoted.
        failoverDetector: false,
        reconnectOnError: leavesMaster(),
      });
    case 'cluster':
      return new Cluster([...config.nodes], {
        redisOptions: serverOptions(config, config.access.isTls),
        enableOfflineQueue: false,
        ...clusterRetries,
        clusterRetryStrategy: (attempt) => reconnectDelayMs(attempt),
        slotsRefreshTimeout: connectTimeoutMs,
        lazyConnect: true,
      });
  }
}
