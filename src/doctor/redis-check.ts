import { setTimeout as pause } from 'node:timers/promises';

import type { AppConfig } from '../config/index.js';
import { createRedisClient, mastersOf } from '../redis/index.js';
import { failure, ok, warning, type Finding } from './finding.js';

const leastVersion = [6, 2];

/** Who waits for a sentinel or a node that is not there waits for ever: a service may, a doctor must not. */
const patienceMs = 5_000;

/** Reachable, new enough, and neither evicting nor forgetting: each master of a Cluster. */
export async function redisFindings({ redis }: AppConfig): Promise<Finding[]> {
  if (redis.kind === 'embedded') {
    return [warning('redis', 'the embedded store is used', 'Set REDIS_URL for more than one process or a restart.')];
  }
  const client = createRedisClient(redis);
  let lastError: unknown;
  client.on('error', (error) => {
    lastError = error;
  });
  try {
    await withinPatience(client.connect());
    const infos = await withinPatience(Promise.all(mastersOf(client).map((server) => server.info())));
    return worstOf(infos.map((info) => findingsOf(infoOf(info))));
  } catch (error) {
    const cause = error instanceof NoAnswer ? (lastError ?? error) : error;
    const reason = cause instanceof Error ? cause.message.split(' ', 8).join(' ') : 'unknown';
    return [
      failure(
        'redis',
        `cannot be used: ${reason}`,
        'Check the address, TLS (rediss, REDIS_CA_FILE), user and password, and that the ACL user may call INFO.',
      ),
    ];
  } finally {
    client.disconnect();
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

/** The same is asked of every server, and one that is not well is enough. */
function worstOf(each: readonly (readonly Finding[])[]): Finding[] {
  const [first = []] = each;
  return first.map((finding, position) => {
    const same = each.flatMap((findings) => findings[position] ?? []);
    return same.find(({ level }) => level === 'failure') ?? same.find(({ level }) => level === 'warning') ?? finding;
  });
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
    isKept
      ? ok('redis', 'appends every write to a file')
      : warning('redis', 'does not append writes to a file', 'Set appendonly yes, or a restart signs everybody out.'),
  ];
}

function infoOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(/\r?\n/).map((line) => line.split(':', 2));
  return new Map(pairs.flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [[name, value]])));
}
