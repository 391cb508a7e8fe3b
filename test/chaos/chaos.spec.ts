import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { RedisCluster } from '../support/redis-cluster.js';
import type { RedisServer } from '../support/redis-server.js';
import { Replicas } from '../support/replicas.js';
import { leaksIn } from '../support/leaks.js';
import { Person } from './person.js';
import { tableOf, Tally } from './tally.js';

const seconds = Number(process.env['CHAOS_SECONDS'] ?? '60');
const onCluster = process.env['CHAOS_CLUSTER'] === '1';
const usernames = ['alice@contoso.example', 'bilal@contoso.example', 'carla@contoso.example', 'greta@fabrikam.example'];

/** Resident memory of a process in MiB. */
function residentMiB(pid: number): number {
  return Math.round((Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 2 ** 20);
}

describe('chaos', () => {
  const tally = new Tally();
  let world: Replicas;
  let cluster: RedisCluster | undefined;

  beforeAll(async () => {
    cluster = onCluster ? await RedisCluster.start() : undefined;
    const nodes = cluster?.nodes.map(({ host, port }) => `${host}:${port}`).join(',');
    const settings = {
      LOG_LEVEL: 'info',
      ...(nodes === undefined ? {} : { REDIS_URL: '', REDIS_CLUSTER_NODES: nodes }),
    };
    world = await Replicas.start(3, settings);
    world.sandbox.control.setLifetimes({ accessTokenSeconds: 7200 });
  }, 120_000);
  afterAll(async () => {
    await world.close();
    await cluster?.close();
  });

  const stores = (): readonly RedisServer[] => cluster?.masters ?? [world.redis];
  const refreshes = (): number => world.sandbox.control.counters()['token:refresh_token'] ?? 0;
  const keysLeft = async (): Promise<number> =>
    (await Promise.all(stores().flatMap((store) => [store.keys('bff:tokens:*'), store.keys('bff:session:*')]))).flat()
      .length;

  /** The third replica is never killed: its memory is what must stay flat. */
  const disturb = async (): Promise<void> => {
    const choice = Math.random();
    if (choice < 0.4) {
      const victim = world.all[Math.random() < 0.5 ? 0 : 1];
      await victim.kill();
      tally.add('replicas killed');
      await victim.up();
    } else if (choice < 0.7) {
      const store = stores()[Math.floor(Math.random() * stores().length)];
      await store?.down();
      tally.add('Redis restarts');
      await pause(500);
      await store?.up();
    } else {
      const action =
        choice < 0.85 ? ({ kind: 'respond', status: 503 } as const) : ({ kind: 'reset', when: 'after' } as const);
      world.sandbox.control.addFault({ point: 'token', match: { grant_type: 'refresh_token' }, times: 1, action });
      tally.add('token endpoint failures');
    }
  };

  it(
    'leaves every promise kept',
    async () => {
      const people = usernames.map((username) => new Person(world, username, tally));
      const { control } = world.sandbox;
      const survivor = world.all[2] ?? world.all[0];
      await Promise.all(people.map((person) => person.signIn()));
      await Promise.all(people.map((person) => person.refresh()));
      const memoryBefore = residentMiB(survivor.pid);

      const end = Date.now() + seconds * 1000;
      const living = people.map(async (person) => {
        while (Date.now() < end) {
          await person.act();
          await pause(20);
        }
      });
      const monkey = (async () => {
        while (Date.now() < end) {
          await disturb();
          await pause(1_000);
        }
      })();
      await Promise.all([...living, monkey]);
      control.clearFaults();

      const served = await Promise.all(people.map((person) => person.untilServed()));
      const during = refreshes();
      const expected = tally.of('access tokens revoked');
      const allowed =
        tally.of('token endpoint failures') + tally.of('replicas killed') + tally.of('Redis restarts') * people.length;

      await Promise.all(people.filter(({ isSignedIn }) => !isSignedIn).map((person) => person.signIn()));
      const beforeQuiet = refreshes();
      await Promise.all(people.map((person) => person.refresh()));
      const quiet = refreshes() - beforeQuiet;
      const memoryAfter = residentMiB(survivor.pid);

      const secrets = new Map<string, string>();
      control.requests().forEach(({ form, headers }, index) => {
        [form?.['refresh_token'], form?.['code'], headers['authorization']].forEach((secret, which) => {
          if (secret !== undefined) {
            secrets.set(`${['refresh token', 'code', 'access token'][which] ?? ''} ${index}`, secret);
          }
        });
      });
      control.users.forEach(({ username, displayName }) => {
        secrets.set(username, username).set(displayName, displayName);
      });
      const written = stores()
        .map((store) => store.everythingWritten())
        .join('\n');
      const leaks = leaksIn(written, secrets);

      await Promise.all(people.map((person) => person.signOut()));
      const left = await keysLeft();

      const refusals = (
        ['session_store_unavailable', 'identity_provider_unavailable', 'step_up_required'] as const
      ).map((code) => [`answers ${code}`, tally.of(`refused ${code}`)] as const);
      const statuses = [200, 401, 403, 500, 502, 503, 504].map(
        (status) => [`answers ${status}`, tally.of(`answers ${status}`)] as const,
      );
      process.stdout.write(
        `\n${tableOf([
          ['seconds, on ' + (onCluster ? 'a Cluster of three masters' : 'one Redis server'), seconds],
          ...(['replicas killed', 'Redis restarts', 'token endpoint failures', 'connections lost'] as const).map(
            (name) => [name, tally.of(name)] as const,
          ),
          ...(['sign-ins', 'sign-ins cut short', 'sign-outs'] as const).map((name) => [name, tally.of(name)] as const),
          ...statuses,
          ...refusals,
          ["answers with the user's own data", tally.of('own data')],
          ["answers with another user's data", tally.of("another user's data"), '0'],
          ['signed out wrongly', tally.of('signed out wrongly'), '0'],
          ['users without a silent token at the end', served.filter((isServed) => !isServed).length, '0'],
          ['access tokens revoked', expected],
          ['refreshes', during, `up to ${expected + allowed}: one each, and one for each that was cut off`],
          ['refreshes after the storm', quiet, `${people.length}: one for each user`],
          ['keys of signed-out users', left, '0'],
          ['secrets and names in what Redis wrote', leaks.length, '0'],
          ['of so many looked for', secrets.size],
          ['memory of the replica that lived, MiB', `${memoryBefore} to ${memoryAfter}`, 'flat'],
        ])}\n\n`,
      );

      expect(tally.of('own data')).toBeGreaterThan(0);
      expect(tally.of("another user's data")).toBe(0);
      expect(tally.of('signed out wrongly')).toBe(0);
      expect(tally.of('answers 500')).toBe(0);
      expect(served).toEqual(people.map(() => true));
      expect(during).toBeLessThanOrEqual(expected + allowed);
      expect(quiet).toBe(people.length);
      expect(left).toBe(0);
      expect(leaks).toEqual([]);
      expect(memoryAfter).toBeLessThan(memoryBefore * 1.5);
    },
    (seconds + 120) * 1000,
  );
});
