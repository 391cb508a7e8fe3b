import { jest } from '@jest/globals';

import { frontendWith, oneFrontend, theFrontend } from '../../test/support/frontend.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { encryptionKey, idleMs, sessionOf, StoreFixture, userTagOf } from '../../test/support/store-fixture.js';
import { Frontends } from '../config/index.js';
import { EmbeddedKeyValueStore } from '../redis/index.js';
import { sessionIndexKey, tokensVersionKey } from './session-keys.js';
import type { LiveSession } from './session.js';

const userId = 'alice.tenant';

const key = encryptionKey('k');

type FixtureArguments = ConstructorParameters<typeof StoreFixture>;

/** Behaviour beyond the contract of the store (test/contracts): counting, and events between its steps. */
describe('the sessions of a user', () => {
  let clock: FakeClock;
  let store: EmbeddedKeyValueStore;
  let fixture: StoreFixture;
  let userTag: string;
  let published: string[];

  beforeEach(async () => {
    clock = new FakeClock();
    store = new EmbeddedKeyValueStore(clock);
    published = [];
    const publish = (_channel: string, message: string): Promise<void> => {
      published.push(message);
      return Promise.resolve();
    };
    const replica = { store, bus: { publish } } as unknown as FixtureArguments[1];
    fixture = new StoreFixture({ clock } as FixtureArguments[0], replica, [key]);
    userTag = userTagOf(userId);
    await tokens('1');
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  const tokens = (version: string): Promise<boolean> =>
    store.commit({ writes: [{ kind: 'set', key: tokensVersionKey(userTag), value: version, ttlMs: 10 * idleMs }] });

  async function made(changes: Parameters<typeof sessionOf>[2] = {}): Promise<LiveSession> {
    const cookie = await fixture.sessions.create(sessionOf(userId, clock.now(), changes));
    const session = await fixture.sessions.find(cookie, theFrontend);
    if (session === undefined) {
      throw new Error('no session');
    }
    return session;
  }

  it('are counted when they begin and when they end', async () => {
    const { reference } = await made();
    expect(fixture.observed.counted).toEqual(['bff_sessions_total {"event":"created"}']);

    await expect(fixture.sessions.end(reference, 'signed_out')).resolves.toBe(true);
    await expect(fixture.sessions.end(reference, 'signed_out')).resolves.toBe(false);
    expect(fixture.observed.counted).toEqual([
      'bff_sessions_total {"event":"created"}',
      'bff_sessions_total {"event":"ended"}',
    ]);
  });

  it('are valid at the frontend that they name, and those without a name at the previous frontend', async () => {
    const desk = frontendWith({ name: 'desk', origin: 'https://desk.example' });
    const byHost = { isByHost: true, ofUnnamed: theFrontend };
    const replica = { store, bus: { publish: () => Promise.resolve() } } as unknown as FixtureArguments[1];
    const open = (frontends: Frontends): StoreFixture =>
      new StoreFixture({ clock } as FixtureArguments[0], replica, [key], undefined, frontends);
    const several = open(new Frontends([theFrontend, desk], byHost));
    const before = await fixture.sessions.create(sessionOf(userId, clock.now()));
    const atDesk = await several.sessions.create(sessionOf(userId, clock.now(), { frontend: 'desk' }));
    const foundBy = async ({ sessions }: StoreFixture, cookie?: string): Promise<boolean[]> => [
      (await sessions.find(cookie, theFrontend)) !== undefined,
      (await sessions.find(cookie, desk)) !== undefined,
      (await sessions.findToEnd(cookie, desk)) !== undefined,
    ];

    expect(await foundBy(several, before)).toEqual([true, false, false]);
    expect(await foundBy(several, atDesk)).toEqual([false, true, true]);
    // The owner of earlier records is unknown, or the file was removed again.
    const nobodys = open(new Frontends([theFrontend, desk], { ...byHost, ofUnnamed: undefined }));
    expect(await foundBy(nobodys, before)).toEqual([false, false, false]);
    expect(await foundBy(open(oneFrontend), atDesk)).toEqual([false, false, false]);
  });

  it('do not begin without tokens, and the error states that', async () => {
    await store.commit({ writes: [{ kind: 'delete', key: tokensVersionKey(userTag) }] });

    await expect(made()).rejects.toMatchObject({ name: 'TokensGone' });
  });

  it('do not begin from a session at Entra that is over, and the error states that', async () => {
    await made({ entraSessionId: 'sid' });
    await fixture.sessions.endByEntraSession('sid');
    await tokens('2');

    await expect(made({ entraSessionId: 'sid' })).rejects.toMatchObject({ name: 'EntraSessionOver' });
  });

  it('leave the index when they are evicted', async () => {
    for (let each = 1; each <= 101; each++) {
      await made();
    }
    const index = (await store.read(sessionIndexKey(userTag)))?.toString() ?? '[]';

    expect(JSON.parse(index)).toHaveLength(100);
  });

  it('stay when the refused tokens are replaced between the check and the end', async () => {
    const { reference } = await made();
    const commit = store.commit.bind(store);
    jest.spyOn(store, 'commit').mockImplementationOnce(async (batch) => {
      await tokens('2');
      return commit(batch);
    });

    await expect(fixture.sessions.endAll(userTag, 'revoked', '1')).resolves.toBe(false);
    expect((await fixture.sessions.list(userTag)).map((session) => session.reference)).toEqual([reference]);
    expect(published).toEqual([]);
  });

  it('are over when the sign-out at Entra reports that it is done, however slow the store is', async () => {
    const { reference } = await made({ entraSessionId: 'sid' });
    const commit = store.commit.bind(store);
    jest.spyOn(store, 'commit').mockImplementation(async (batch) => {
      await new Promise(setImmediate);
      return commit(batch);
    });

    await expect(fixture.sessions.endByEntraSession('sid')).resolves.toBe(1);
    await expect(fixture.sessions.list(userTag)).resolves.toEqual([]);
    expect(published.map((message) => JSON.parse(message) as object)).toEqual([
      expect.objectContaining({ fingerprints: [reference.fingerprint], reason: 'entra_signed_out' }),
    ]);
  });
});
