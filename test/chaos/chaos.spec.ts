import { setTimeout as pause } from 'node:timers/promises';

import { Balancer } from '../support/balancer.js';
import { freePort } from '../support/free-port.js';
import { RedisCluster } from '../support/redis-cluster.js';
import type { RedisServer } from '../support/redis-server.js';
import { Replicas } from '../support/replicas.js';
import { leaksIn, leakKindsIn } from '../support/leaks.js';
import { EntraLedger } from './entra-ledger.js';
import { Memory } from './memory.js';
import { letMonkeysIn } from './monkeys.js';
import { Person } from './person.js';
import { tableOf, Tally, type Row } from './tally.js';

const seconds = Number(process.env['CHAOS_SECONDS'] ?? '120');
const onCluster = process.env['CHAOS_CLUSTER'] === '1';
const usernames = [
  ...['alice@contoso.example', 'bilal@contoso.example', 'carla@contoso.example'],
  ...['felix@fabrikam.example', 'greta@fabrikam.example', 'pia@outlook.example'],
];

/** Redis stores UTF-8, and its file is read byte by byte. */
function asWritten(name: string): string {
  return Buffer.from(name).toString('latin1');
}

describe('chaos', () => {
  const tally = new Tally();
  let system: Replicas;
  let balancer: Balancer;
  let cluster: RedisCluster | undefined;

  beforeAll(async () => {
    cluster = onCluster ? await RedisCluster.start() : undefined;
    const nodes = cluster?.nodes.map(({ host, port }) => `${host}:${port}`).join(',');
    const port = await freePort();
    const settings = {
      LOG_LEVEL: 'info',
      RATE_LIMIT_PER_ADDRESS: '100000',
      ...(nodes === undefined ? {} : { REDIS_URL: '', REDIS_CLUSTER_NODES: nodes }),
    };
    system = await Replicas.start(3, settings, `http://localhost:${port}`);
    balancer = await Balancer.start(
      port,
      system.all.map((replica) => replica.port),
    );
    system.sandbox.control.setLifetimes({ accessTokenSeconds: 7200 });
  }, 120_000);
  afterAll(async () => {
    balancer.close();
    await system.close();
    await cluster?.close();
  });

  const stores = (): readonly RedisServer[] => cluster?.masters ?? [system.redis];
  const keysLeft = async (): Promise<string[]> =>
    (await Promise.all(stores().flatMap((store) => [store.keys('bff:tokens:*'), store.keys('bff:session:*')]))).flat();

  it(
    'breaks no invariant',
    async () => {
      const people = usernames.map((username) => new Person(system, stores(), username, tally));
      const ledger = new EntraLedger(system.sandbox.control);
      const memory = new Memory((system.all[2] ?? system.all[0]).pid);

      const end = Date.now() + seconds * 1000;
      const isOver = (): boolean => Date.now() >= end;
      const living = people.map(async (person) => {
        while (!isOver()) {
          await person.act();
          ledger.collect();
          await pause(20);
        }
      });
      await Promise.all([...living, letMonkeysIn(system, stores(), tally, isOver)]);
      system.sandbox.control.clearFaults();

      const served = await Promise.all(people.map((person) => person.untilServed()));
      const { refreshes, renewals } = ledger;
      const revoked = tally.of('access tokens revoked');
      const cut =
        tally.of('token endpoint failures') +
        (tally.of('replicas killed') + tally.of('Redis restarts')) * people.length;

      await Promise.all(people.filter(({ isSignedIn }) => !isSignedIn).map((person) => person.signIn()));
      const beforeQuiet = ledger.refreshes;
      await Promise.all(people.map((person) => person.refresh()));
      const quiet = ledger.refreshes - beforeQuiet;
      const [, second, third, last] = memory.stop();

      await Promise.all(people.map((person) => person.settle()));
      await Promise.all(people.map((person) => person.signOut()));
      const left = await keysLeft();
      const names = system.sandbox.control.users.flatMap(({ displayName, surname }) =>
        [displayName, surname].map(asWritten),
      );
      const secrets = new Map([...ledger.secrets, ...names.map((name) => [name, name] as const)]);
      const written = stores()
        .map((store) => store.everythingWritten())
        .join('\n');
      const leaks = [...leaksIn(written, secrets), ...leakKindsIn(written)];

      const counted = (name: string, mustBe = ''): Row => [name, tally.of(name), mustBe];
      process.stdout.write(
        `\n${tableOf([
          ['seconds, on ' + (onCluster ? 'a Cluster of three masters' : 'one Redis server'), seconds],
          ...['replicas killed', 'Redis restarts', 'token endpoint failures', 'connections lost'].map((name) =>
            counted(name),
          ),
          ...['sign-ins', 'sign-ins cut short', 'sign-outs', 'answers 200', 'answers 503'].map((name) => counted(name)),
          ...['session_store_unavailable', 'identity_provider_unavailable'].map((code) => counted(`refused ${code}`)),
          ...[401, 403, 500, 502, 504].map((status) => counted(`answers ${status}`, '0')),
          counted("answers with the user's own data"),
          counted("answers with another user's data", '0'),
          counted('signed out wrongly', '0'),
          ['users without a silent token at the end', served.filter((isServed) => !isServed).length, '0'],
          ['access tokens revoked', revoked],
          ['refreshes that were kept', renewals, `${revoked}: one for each`],
          ['refreshes whose answer was lost', refreshes - renewals, `${cut} at most: of what was killed or failed`],
          ['refreshes after the storm', quiet, `${people.length}: one for each user`],
          counted('looks for tokens of a signed-out user'),
          counted('tokens of signed-out users', '0'),
          ['keys when all are signed out', left.length, '0'],
          ['KiB that Redis wrote', Math.round(written.length / 2 ** 10)],
          ['secrets, names and addresses in it', leaks.length, '0'],
          ['of so many looked for', secrets.size],
          ['MiB of the replica that lived, by quarters', `${second}, ${third}, ${last}`, 'flat'],
        ])}\n\n`,
      );

      expect(tally.of("answers with the user's own data")).toBeGreaterThan(0);
      expect(tally.of("answers with another user's data")).toBe(0);
      expect(tally.of('signed out wrongly')).toBe(0);
      expect([401, 403, 500, 502, 504].map((status) => tally.of(`answers ${status}`))).toEqual([0, 0, 0, 0, 0]);
      expect(served).toEqual(people.map(() => true));
      expect(renewals).toBe(revoked);
      expect(refreshes - renewals).toBeLessThanOrEqual(cut);
      expect(quiet).toBe(people.length);
      expect(tally.of('looks for tokens of a signed-out user')).toBeGreaterThan(0);
      expect(tally.of('tokens of signed-out users')).toBe(0);
      expect(left).toEqual([]);
      expect(leaks).toEqual([]);
      expect(tally.of('sign-ins')).toBeGreaterThan(tally.of('sign-ins cut short'));
      expect(last).toBeLessThan(second * 1.25);
    },
    (seconds + 210) * 1000,
  );
});
