import { setTimeout as pause } from 'node:timers/promises';

import { NoMetrics, Secret } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import {
  createRedisClient,
  keyName,
  mastersOf,
  namesOfSentinels,
  RedisKeyValueStore,
  type RedisClient,
} from '../redis/index.js';
import { failure, ok, warning, type Finding } from './finding.js';
import { causeOf } from './redis-causes.js';

const leastVersion = [6, 2];

/** A client of an unavailable sentinel or node waits forever: a service may, a doctor must not. */
const patienceMs = 5_000;
const trialMs = 10_000;
/** As the alert BffRedisFills. */
const fullPercent = 70;

/**
 * Available, recent enough, used by a permitted user, and neither evicting nor forgetting: each master of a Cluster.
 */
export async function redisFindings({ redis }: AppConfig): Promise<Finding[]> {
  if (redis.kind === 'embedded') {
    return [warning('redis', 'the embedded store is used', 'Set REDIS_URL for more than one process or a restart.')];
  }
  const errors: unknown[] = [];
  const client = createRedisClient(redis);
  const subscriber = createRedisClient(redis);
  for (const each of [client, subscriber]) {
    each.on('error', (error) => errors.push(error));
    each.on('node error', (error) => errors.push(error));
  }
  try {
    await withinPatience(client.connect());
    const infos = (await withinPatience(Promise.all(mastersOf(client).map((server) => server.info())))).map(infoOf);
    if (redis.kind !== 'cluster' && infos.some((info) => info.get('cluster_enabled') === '1')) {
      return [causeOf([new Error('MOVED 0')])];
    }
    await withinPatience(subscriber.connect());
    await withinPatience(tryOut(client, subscriber));
    const replication = redis.kind === 'sentinel' ? infos.flatMap(lossFindings) : [];
    return [...worstOf(infos.map(findingsOf)), ...replication];
  } catch (error) {
    return [(await unknownName(redis)) ?? causeOf([...errors, error, ...(await errorsOfNode(redis))])];
  } finally {
    client.disconnect();
    subscriber.disconnect();
  }
}

/** Every kind of command that the service sends, on keys and a channel of its own. */
async function tryOut(client: RedisClient, subscriber: RedisClient): Promise<void> {
  const store = new RedisKeyValueStore(client, new NoMetrics());
  const key = keyName('ping', 'doctor');
  const channel = keyName('events', 'doctor');
  await store.ping();
  await store.commit({ writes: [{ kind: 'set', key, value: 'x', ttlMs: trialMs }] });
  await store.commit({
    expect: [{ key, exists: true }],
    writes: [
      { kind: 'put', key, value: 'x', ttlMs: trialMs },
      { kind: 'patch', key, prefix: 'y' },
      { kind: 'extend', key, ttlMs: trialMs },
      { kind: 'expire', key, ttlMs: trialMs },
    ],
  });
  await store.readMany([key]);
  await store.take(key);
  await store.commit({ writes: [{ kind: 'delete', key }] });
  // As the limits for addresses count.
  await client.incrby(key, 1);
  await client.expire(key, trialMs / 1_000);
  await subscriber.subscribe(channel);
  await client.publish(channel, '{}');
  await subscriber.unsubscribe(channel);
}

/** ioredis does not report why the node of a Cluster is unavailable: the first node is asked separately. */
async function errorsOfNode(redis: AppConfig['redis']): Promise<unknown[]> {
  const [first] = redis.kind === 'cluster' ? redis.nodes : [];
  if (redis.kind !== 'cluster' || first === undefined) {
    return [];
  }
  const errors: unknown[] = [];
  const url = new Secret(`redis://${first.host}:${first.port}`);
  const client = createRedisClient({ kind: 'single', url, access: redis.access });
  client.on('error', (error) => errors.push(error));
  await withinPatience(client.connect()).catch(() => undefined);
  client.disconnect();
  return errors;
}

/** ioredis reports a name that no Sentinel knows as unavailable Sentinels: they are asked directly. */
async function unknownName(redis: AppConfig['redis']): Promise<Finding | undefined> {
  if (redis.kind !== 'sentinel') {
    return undefined;
  }
  try {
    const { hasOurs, names } = await withinPatience(namesOfSentinels(redis));
    const known = names.length === 0 ? '' : `; they watch ${names.join(', ')}`;
    return hasOurs
      ? undefined
      : failure('redis', `the Sentinels do not know the name ${redis.name}${known}`, 'Correct REDIS_SENTINEL_NAME.');
  } catch (error) {
    const { text, cure } = causeOf([error]);
    return failure('redis', `the Sentinels cannot be asked: a Sentinel ${text}`, cure ?? '');
  }
}

class NoAnswer extends Error {}

async function withinPatience<T>(answer: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = pause(patienceMs, undefined, { signal: timer.signal }).then(() => {
    throw new NoAnswer(`no answer within ${patienceMs} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    timer.abort();
  }
}

/** The same is checked on every server, and one fault is enough. */
function worstOf(each: readonly (readonly Finding[])[]): Finding[] {
  const [first = []] = each;
  return first.map((finding, position) => {
    const same = each.flatMap((findings) => findings[position] ?? []);
    return same.find(({ level }) => level === 'failure') ?? same.find(({ level }) => level === 'warning') ?? finding;
  });
}

/**
 * Writes that a master may confirm and then lose when another is promoted. Redis counts good replicas only when it must
 * have some.
 */
function lossFindings(info: ReadonlyMap<string, string>): Finding[] {
  return info.has('min_slaves_good_slaves')
    ? [ok('redis', 'takes writes only while a replica has them soon')]
    : [
        warning(
          'redis',
          'takes writes that no replica has, which a promotion loses: a sign-out may be undone',
          'Set min-replicas-to-write 1 and min-replicas-max-lag 10 on every server (docs/operations.md).',
        ),
      ];
}

function findingsOf(info: ReadonlyMap<string, string>): Finding[] {
  const version = info.get('redis_version') ?? '0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < (leastVersion[0] ?? 0) || (major === leastVersion[0] && minor < (leastVersion[1] ?? 0));
  const policy = info.get('maxmemory_policy') ?? 'unknown';
  const isKept = info.get('aof_enabled') === '1';
  return [
    isOld
      ? failure('redis', `is version ${version}`, `Version ${leastVersion.join('.')} or later is needed (GETDEL).`)
      : ok('redis', `answers, version ${version}`),
    policy === 'noeviction'
      ? ok('redis', 'evicts nothing')
      : failure(
          'redis',
          `evicts by ${policy}, so that people are signed out at random when memory is short`,
          'Set maxmemory-policy noeviction and watch the memory.',
        ),
    memoryFinding(Number(info.get('used_memory')), Number(info.get('maxmemory'))),
    isKept
      ? ok('redis', 'appends every write to a file')
      : warning('redis', 'does not append writes to a file', 'Set appendonly yes, or a restart signs everybody out.'),
  ];
}

/** Bytes; without a limit a server grows until the machine kills it. */
function memoryFinding(used: number, most: number): Finding {
  if (!(most > 0)) {
    return warning(
      'redis',
      'has no maxmemory',
      'Set maxmemory below the memory of its machine, or it is killed when full.',
    );
  }
  const percent = Math.round((used / most) * 100);
  const text = `uses ${percent} % of its maxmemory`;
  return percent < fullPercent
    ? ok('redis', text)
    : warning('redis', text, 'Raise maxmemory: when it is full nobody new can sign in.');
}

function infoOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(/\r?\n/).map((line) => line.split(':', 2));
  return new Map(pairs.flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [[name, value]])));
}
