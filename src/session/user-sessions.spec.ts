import { createHash } from 'node:crypto';

import { oneFrontend, theFrontend } from '../../test/support/frontend.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { clientId, encryptionKey, idleMs, sessionOf, StoreFixture } from '../../test/support/store-fixture.js';
import { Problem } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { EmbeddedKeyValueStore, RecordCipher } from '../redis/index.js';
import { tokensVersionKey } from './session-keys.js';
import type { LiveSession } from './session.js';
import { UserSessions, type TaggedUser } from './user-sessions.js';
import { UserTags } from './user-tags.js';

const alice = 'alice.tenant';
const keys: AppConfig['encryptionKeys'] = [encryptionKey('k')];

/** In the layout of the version before keyed tags (ADR 76). */
function plainTagOf(userId: string): string {
  return createHash('sha256').update(`${clientId}|${userId}`).digest('base64url').slice(0, 22);
}

describe('the sessions of a user who has one of the previous version', () => {
  const clock = new FakeClock();
  let store: EmbeddedKeyValueStore;
  let before: StoreFixture;
  let fixture: StoreFixture;
  let users: UserSessions;
  let tags: UserTags;
  let published: string[];
  let old: LiveSession;
  let mine: LiveSession;

  beforeEach(async () => {
    store = new EmbeddedKeyValueStore(clock);
    published = [];
    const bus = { publish: (_: string, message: string) => Promise.resolve(void published.push(message)) };
    const replicas = { clock } as ConstructorParameters<typeof StoreFixture>[0];
    const replica = { store, bus } as unknown as ConstructorParameters<typeof StoreFixture>[1];
    before = new StoreFixture(replicas, replica, keys, { of: (userId) => Promise.resolve(plainTagOf(userId)) });
    const config = { encryptionKeys: keys, frontends: oneFrontend, session: {} } as AppConfig;
    const { logger } = before.observed;
    tags = new UserTags(store, new RecordCipher(config, logger, before.observed), config, clock, logger);
    fixture = new StoreFixture(replicas, replica, keys, tags);
    users = new UserSessions(fixture.sessions, tags, config);
    old = await made(before, plainTagOf(alice));
    clock.advance(1000);
    mine = await made(fixture, await tags.of(alice, theFrontend));
  });

  async function made(by: StoreFixture, userTag: string, userId = alice): Promise<LiveSession> {
    await store.commit({
      writes: [{ kind: 'set', key: tokensVersionKey(userTag), value: 'v1', ttlMs: 10 * idleMs }],
    });
    const session = await by.sessions.find(await by.sessions.create(sessionOf(userId, clock.now())), theFrontend);
    if (session === undefined) {
      throw new Error('no session');
    }
    return session;
  }

  const living = async (): Promise<string[]> => (await users.list(mine)).map(({ id }) => id);
  const ownerOf = ({ reference }: LiveSession): TaggedUser => ({
    frontend: theFrontend,
    userId: alice,
    userTag: reference.userTag,
  });

  it('are listed and found from either, and nobody else’s are', async () => {
    const bobs = await made(before, plainTagOf('bob.tenant'), 'bob.tenant');

    expect(old.reference.userTag).not.toBe(mine.reference.userTag);
    expect(await living()).toEqual([old.id, mine.id]);
    expect((await users.list(old)).map(({ id }) => id)).toEqual([old.id, mine.id]);
    expect((await users.findByHandle(mine, old.id))?.reference).toEqual(old.reference);
    expect(await users.findByHandle(mine, bobs.id)).toBeUndefined();
  });

  it.each([
    ['today’s', (): LiveSession => mine],
    ['the old one', (): LiveSession => old],
  ])('end everywhere from %s, tokens and open tabs included', async (_, from) => {
    await users.endAll(ownerOf(from()), 'signed_out_everywhere');

    expect(await living()).toEqual([]);
    for (const { reference } of [old, mine]) {
      expect(await store.read(tokensVersionKey(reference.userTag))).toBeNull();
      expect(published.join()).toContain(reference.userTag);
    }
  });

  it('end together when Entra refuses the current tokens, and not when a later sign-in has replaced them', async () => {
    expect(await users.endRefused(ownerOf(mine), 'v0')).toBe(false);
    expect(await living()).toHaveLength(2);
    expect(await users.endRefused(ownerOf(mine), 'v1')).toBe(true);
    expect(await living()).toEqual([]);
  });

  it.each([
    ['signing out everywhere', (): Promise<unknown> => users.endAll(ownerOf(mine), 'signed_out_everywhere')],
    ['a refusal of the tokens', (): Promise<unknown> => users.endRefused(ownerOf(mine), 'v1')],
  ])('leave the caller’s own active when the store fails during %s, so that it can be repeated', async (_, end) => {
    const { commit } = store;
    store.commit = (change): Promise<boolean> =>
      change.writes.some(({ key }) => key.includes(old.reference.userTag))
        ? Promise.reject(Problem.unavailable('session_store_unavailable'))
        : commit.call(store, change);

    await expect(end()).rejects.toMatchObject({ code: 'session_store_unavailable' });
    expect(await living()).toContain(mine.id);

    store.commit = commit;
    await end();
    expect(await living()).toEqual([]);
  });

  it('leave the current ones active when Entra refuses the older tokens', async () => {
    expect(await users.endRefused(ownerOf(old), 'v1')).toBe(true);

    expect(await living()).toEqual([mine.id]);
  });

  it('are all notified of a consent, and what the old tokens were refused is requested again', async () => {
    await users.announcePermissions(ownerOf(mine), { granted: ['mail.send'] });

    expect(published.map((message) => (JSON.parse(message) as { userTag: string }).userTag)).toEqual([
      mine.reference.userTag,
      old.reference.userTag,
    ]);
    expect((await store.read(tokensVersionKey(old.reference.userTag)))?.toString()).not.toBe('v1');
    expect((await store.read(tokensVersionKey(mine.reference.userTag)))?.toString()).toBe('v1');
  });
});
