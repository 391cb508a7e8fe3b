import { jest } from '@jest/globals';

import { theFrontend } from '../../test/support/frontend.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { encryptionKey, idleMs, sessionOf, StoreFixture, userTagOf } from '../../test/support/store-fixture.js';
import { EmbeddedKeyValueStore } from '../redis/index.js';
import { sessionIndexKey, tokensVersionKey } from './session-keys.js';
import type { LiveSession } from './session.js';

const userId = 'alice.tenant';

type RigArguments = ConstructorParameters<typeof StoreFixture>;

/** What the contract of the store (test/contracts) leaves open: counting, and what happens between its steps. */
describe('the sessions of a user', () => {
  let clock: FakeClock;
  let store: EmbeddedKeyValueStore;
  let fixture: StoreFixture;
  let userTag: string;
  let heard: string[];

  beforeEach(async () => {
    clock = new FakeClock();
    store = new EmbeddedKeyValueStore(clock);
    heard = [];
    const publish = (_channel: string, message: string): Promise<void> => {
      heard.push(message);
      return Promise.resolve();
    };
    const replica = { store, bus: { publish } } as unknown as RigArguments[1];
    fixture = new StoreFixture({ clock } as RigArguments[0], replica, [encryptionKey('k')]);
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

  it('do not begin without tokens, and the error says what it is', async () => {
    await store.commit({ writes: [{ kind: 'delete', key: tokensVersionKey(userTag) }] });

    await expect(made()).rejects.toMatchObject({ name: 'TokensGone' });
  });

  it('do not begin from a session at Entra that is over, and the error says what it is', async () => {
    await made({ entraSessionId: 'sid' });
    await fixture.sessions.endByEntraSession('sid');
    await tokens('2');

    await expect(made({ entraSessionId: 'sid' })).rejects.toMatchObject({ name: 'EntraSessionOver' });
  });

  it('leave the index when they give way', async () => {
    for (let each = 1; each <= 101; each++) {
      await made();
    }
    const index = (await store.read(sessionIndexKey(userTag)))?.toString() ?? '[]';

    expect(JSON.parse(index)).toHaveLength(100);
  });

  it('stay when the tokens that were refused are replaced between the look and the end', async () => {
    const { reference } = await made();
    const commit = store.commit.bind(store);
    jest.spyOn(store, 'commit').mockImplementationOnce(async (batch) => {
      await tokens('2');
      return commit(batch);
    });

    await expect(fixture.sessions.endAll(userTag, 'revoked', '1')).resolves.toBe(false);
    expect((await fixture.sessions.list(userTag)).map((session) => session.reference)).toEqual([reference]);
    expect(heard).toEqual([]);
  });

  it('are over when the sign-out at Entra says that it is done, however slow the store is', async () => {
    const { reference } = await made({ entraSessionId: 'sid' });
    const commit = store.commit.bind(store);
    jest.spyOn(store, 'commit').mockImplementation(async (batch) => {
      await new Promise(setImmediate);
      return commit(batch);
    });

    await expect(fixture.sessions.endByEntraSession('sid')).resolves.toBe(1);
    await expect(fixture.sessions.list(userTag)).resolves.toEqual([]);
    expect(heard.map((message) => JSON.parse(message) as object)).toEqual([
      expect.objectContaining({ fingerprints: [reference.fingerprint], reason: 'entra_signed_out' }),
    ]);
  });
});
