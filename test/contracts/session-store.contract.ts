import { randomUUID } from 'node:crypto';

import { Problem } from '../../src/common/index.js';
import {
  sessionEventsChannel,
  tokensVersionKey,
  type LiveSession,
  type SessionEvent,
} from '../../src/session/index.js';
import type { Batch, KeyValueStore } from '../../src/redis/index.js';
import type { DeviceBinding } from '../../src/session/device-binding/device-binding.js';
import { EntraSessionIndex } from '../../src/session/entra-session-index.js';
import type { PartitionOwner } from '../../src/tokens/token-partition.js';
import { eventually } from '../support/eventually.js';
import { theFrontend } from '../support/frontend.js';
import { msalCacheOf } from '../support/msal-cache.js';
import {
  absoluteMs,
  encryptionKey,
  idleMs,
  ownerOf,
  sessionOf,
  StoreFixture,
  withStorePair,
} from '../support/store-fixture.js';
import type { StartReplicas, StoreReplicas } from './replicas-of-a-store.js';

export function describeSessionStore(start: StartReplicas): void {
  describe('the session store', () => {
    const key = encryptionKey('k');
    let replicas: StoreReplicas;
    let mine: StoreFixture;
    let theirs: StoreFixture;
    let owner: PartitionOwner;

    withStorePair(start, key, (pair) => {
      ({ replicas, mine, theirs, owner } = pair);
    });

    /** The steps of a sign-in: store the tokens, then create the session. */
    const signIn = async (changes: Parameters<typeof sessionOf>[2] = {}): Promise<string> => {
      await mine.partitions.create(owner, msalCacheOf(owner.userId));
      const cookie = await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now(), changes));
      return cookie ?? 'not created';
    };

    const requireSession = async (cookie: string, fixture = mine): Promise<LiveSession> => {
      const session = await fixture.sessions.find(cookie, theFrontend);
      if (session === undefined) {
        throw new Error('no session');
      }
      return session;
    };

    const isAlive = async (cookie: string): Promise<boolean> =>
      (await theirs.sessions.find(cookie, theFrontend)) !== undefined;
    /** The notifications of the other replica about the user, in order. */
    const sessionEvents = async (): Promise<readonly SessionEvent[]> => {
      const events: SessionEvent[] = [];
      await replicas.other.bus.subscribe(sessionEventsChannel, (message) => {
        const event = JSON.parse(message) as SessionEvent;
        if (event.userTag === owner.userTag) {
          events.push(event);
        }
      });
      return events;
    };

    const hasTokens = async (): Promise<boolean> => (await theirs.partitions.read(owner)) !== undefined;

    it('gives every replica the session that one has created, with the version of the tokens', async () => {
      const cookie = await signIn();

      expect(await theirs.sessions.find(cookie, theFrontend)).toMatchObject({
        user: { id: owner.userId, name: 'Alice Moreau' },
        tokensVersion: (await mine.partitions.read(owner))?.version,
        idleExpiresAt: replicas.clock.now() + idleMs,
        expiresAt: replicas.clock.now() + absoluteMs,
      });
    });

    it.each([undefined, '', 'x', 'a.b', `${'a'.repeat(22)}.${'b'.repeat(43)}`, `{}.${'b'.repeat(43)}`])(
      'finds no session for the cookie %j',
      async (cookie) => {
        expect(await mine.sessions.find(cookie, theFrontend)).toBeUndefined();
      },
    );

    it("does not open a session under another user's tag", async () => {
      const cookie = await signIn();
      const { userTag } = ownerOf('somebody.else');

      expect(await mine.sessions.find(userTag + cookie.slice(22), theFrontend)).toBeUndefined();
    });

    it('ends a session that is not used for the idle time', async () => {
      const cookie = await signIn();

      await replicas.passTime(idleMs - 1_000);
      expect(await isAlive(cookie)).toBe(true);
      await replicas.passTime(1_001);
      expect(await isAlive(cookie)).toBe(false);
      expect(await mine.sessions.list(owner.userTag)).toEqual([]);
    });

    it('stores nothing of a session, nor of its tokens, when it has been over for a quarter of the idle limit', async () => {
      const cookie = await signIn();
      await replicas.passTime(idleMs / 3);
      await theirs.sessions.touch(await requireSession(cookie, theirs));
      await replicas.passTime(idleMs - 1_000);
      expect(await isAlive(cookie)).toBe(true);

      await replicas.passTime(1_001 + idleMs / 4);

      expect(await hasTokens()).toBe(false);
      expect(await mine.sessions.find(cookie, theFrontend)).toBeUndefined();
    });

    it('deletes the tokens with the last session, even if one that ended by idleness is still stored', async () => {
      await signIn();
      await replicas.passTime(idleMs / 2);
      const living = await requireSession(await signIn());
      await replicas.passTime(idleMs / 2 + 1_000);

      await theirs.sessions.end(living.reference, 'signed_out');

      expect(await hasTokens()).toBe(false);
    });

    it('keeps a session that is used, on whatever replica, up to its absolute end, and the tokens with it', async () => {
      const cookie = await signIn();

      for (let used = 0; used + idleMs / 2 < absoluteMs; used += idleMs / 2) {
        await theirs.sessions.touch(await requireSession(cookie, theirs));
        await replicas.passTime(idleMs / 2);
      }
      expect(await isAlive(cookie)).toBe(true);
      expect(await hasTokens()).toBe(true);

      await theirs.sessions.touch(await requireSession(cookie, theirs));
      await replicas.passTime(idleMs / 2 + 1);
      expect(await isAlive(cookie)).toBe(false);
      expect(await hasTokens()).toBe(false);
    });

    it('reports when a session was last used to within a twentieth of the idle limit', async () => {
      const cookie = await signIn();
      await replicas.passTime(idleMs / 20 + 1);
      await mine.sessions.touch(await requireSession(cookie));

      const used = await requireSession(cookie, theirs);
      expect(used).toMatchObject({ lastSeenAt: replicas.clock.now(), idleExpiresAt: replicas.clock.now() + idleMs });
      await replicas.passTime(idleMs / 20);
      expect(theirs.sessions.touch(used)).toBeUndefined();
    });

    it('writes one value for a use, and to the record and the tokens four times per idle limit', async () => {
      const cookie = await signIn();
      const { store } = replicas.one;
      const commit = store.commit.bind(store);
      const writes: number[] = [];
      store.commit = (batch) => {
        writes.push(batch.writes.length);
        return commit(batch);
      };

      for (let step = 0; step < 20; step++) {
        await replicas.passTime(idleMs / 20 + 1);
        await mine.sessions.touch(await requireSession(cookie));
      }
      store.commit = commit;

      expect(writes).toHaveLength(20);
      expect(writes.filter((each) => each === 1).length).toBeGreaterThanOrEqual(15);
    });

    it('keeps a session whose device changed after its last use as long as before', async () => {
      const cookie = await signIn();
      await replicas.passTime(idleMs / 3);
      const used = await requireSession(cookie);
      await mine.sessions.touch(used);
      await replicas.passTime(idleMs / 20);
      await mine.stored.changeDevice(used.reference, () => ({ ...used.device }));
      await replicas.passTime((19 * idleMs) / 20 - 1_000);

      expect(await isAlive(cookie)).toBe(true);
      expect(await hasTokens()).toBe(true);
    });

    it('does not write for a session that was just used', async () => {
      const session = await requireSession(await signIn());
      const commit = replicas.one.store.commit.bind(replicas.one.store);
      let writes = 0;
      replicas.one.store.commit = (batch) => {
        writes++;
        return commit(batch);
      };

      await replicas.passTime(1_000);
      await mine.sessions.touch(session);
      expect(writes).toBe(0);
      await replicas.passTime(60_000);
      await mine.sessions.touch(session);
      expect(writes).toBe(1);

      replicas.one.store.commit = commit;
    });

    it('does not revive a session by a request that was in flight when it ended', async () => {
      const cookie = await signIn();
      const inFlight = await requireSession(cookie);
      await theirs.sessions.end(inFlight.reference, 'signed_out');
      await replicas.passTime(61_000);

      await mine.sessions.touch(inFlight);

      expect(await isAlive(cookie)).toBe(false);
      expect(await hasTokens()).toBe(false);
      expect(await mine.sessions.list(owner.userTag)).toEqual([]);
    });

    it('lets several sessions share the tokens; the last one to end deletes them', async () => {
      const first = await signIn();
      const second = await signIn();

      await mine.sessions.end((await requireSession(first)).reference, 'signed_out');
      expect([await isAlive(first), await isAlive(second), await hasTokens()]).toEqual([false, true, true]);

      await theirs.sessions.end((await requireSession(second)).reference, 'signed_out');
      expect([await isAlive(second), await hasTokens()]).toEqual([false, false]);
    });

    it('deletes the tokens with the last one of many that end at once', async () => {
      const cookies = await Promise.all(Array.from({ length: 20 }, () => signIn()));
      const sessions = await Promise.all(cookies.map((cookie) => requireSession(cookie)));
      expect(await mine.sessions.list(owner.userTag)).toHaveLength(20);

      await Promise.all(
        sessions.map(({ reference }, index) => (index % 2 === 0 ? mine : theirs).sessions.end(reference, 'signed_out')),
      );

      expect(await mine.sessions.list(owner.userTag)).toEqual([]);
      expect(await hasTokens()).toBe(false);
    });

    it('does not count a session that ended by idleness when the last one ends', async () => {
      const idle = await signIn();
      await replicas.passTime(idleMs / 2);
      const used = await signIn();
      await replicas.passTime(idleMs / 2 + 1);
      expect(await isAlive(idle)).toBe(false);

      await mine.sessions.end((await requireSession(used)).reference, 'signed_out');

      expect(await hasTokens()).toBe(false);
    });

    it('ends all sessions of a user and their tokens at once, and those of no other user', async () => {
      const bystander = new StoreFixture(replicas, replicas.one, [key]);
      const other = ownerOf(`${randomUUID()}.tenant`);
      await bystander.partitions.create(other, msalCacheOf(other.userId));
      const others = await bystander.sessions.create(sessionOf(other.userId, replicas.clock.now()));
      const cookies = [await signIn(), await signIn()];

      await theirs.sessions.endAll(owner.userTag, 'signed_out_everywhere');

      expect(await Promise.all(cookies.map(isAlive))).toEqual([false, false]);
      expect(await hasTokens()).toBe(false);
      expect(await mine.sessions.find(others, theFrontend)).toBeDefined();
    });

    it('replaces a session in one step: the old id is invalid at once and the tokens stay', async () => {
      const old = await signIn();
      const { reference, id } = await requireSession(old);

      const cookie = await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now(), { id }), reference);

      expect(await isAlive(old)).toBe(false);
      expect(await isAlive(cookie ?? '')).toBe(true);
      expect(await hasTokens()).toBe(true);
      expect(await theirs.sessions.list(owner.userTag)).toHaveLength(1);
    });

    it.each(['before', 'while'])('keeps what the device of a session has proved %s it is replaced', async (when) => {
      const { reference, id, device } = await requireSession(await signIn());
      const { store } = replicas.one;
      const offered: DeviceBinding = { state: 'offered', offers: 1, challenges: [] };
      const prove = () => mine.stored.changeDevice(reference, () => offered);
      const commit = store.commit.bind(store);
      store.commit = async (batch) => {
        store.commit = commit;
        await (when === 'while' ? prove() : undefined);
        return commit(batch);
      };
      await (when === 'before' ? prove() : undefined);

      const renewed = sessionOf(owner.userId, replicas.clock.now(), { id, device });
      const cookie = await mine.sessions.create(renewed, reference);

      expect(await theirs.sessions.find(cookie, theFrontend)).toMatchObject({ id, device: offered });
    });

    it('does not give a new session the device of the one that it replaces', async () => {
      const { reference } = await requireSession(await signIn());
      await mine.stored.changeDevice(reference, () => ({ state: 'offered', offers: 1, challenges: [] }));

      const cookie = await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now()), reference);

      expect(await theirs.sessions.find(cookie, theFrontend)).toMatchObject({ device: { state: 'unbound' } });
    });

    it('does not replace a session that has ended meanwhile: a sign-out is not undone', async () => {
      const { reference } = await requireSession(await signIn());
      await theirs.sessions.end(reference, 'signed_out');
      await mine.partitions.create(owner, msalCacheOf(owner.userId));

      const cookie = await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now()), reference);

      expect(cookie).toBeUndefined();
      expect(await theirs.sessions.list(owner.userTag)).toEqual([]);
    });

    /** The response to the next commit is lost, and the commit itself too unless it is done. */
    const loseNextAnswer = (isDone: boolean): void => {
      const { store } = replicas.one;
      const commit = store.commit.bind(store);
      store.commit = async (batch) => {
        store.commit = commit;
        await (isDone ? commit(batch) : undefined);
        throw new Problem('session_store_unavailable');
      };
    };

    it('creates, replaces and ends a session, and reports its end, also when the store answers too late', async () => {
      const events = await sessionEvents();
      await mine.partitions.create(owner, msalCacheOf(owner.userId));
      loseNextAnswer(true);
      const first = await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now()));
      const { reference, id } = await requireSession(first ?? '');
      loseNextAnswer(true);
      const second = await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now(), { id }), reference);
      expect([await isAlive(first ?? ''), await isAlive(second ?? '')]).toEqual([false, true]);

      loseNextAnswer(true);
      await mine.sessions.end((await requireSession(second ?? '')).reference, 'signed_out');
      expect([await isAlive(second ?? ''), await hasTokens()]).toEqual([false, false]);
      await eventually(() => {
        expect(events.map(({ reason }) => reason)).toEqual(['replaced', 'signed_out']);
      });
    });

    it('changes nothing, and says that the store is unavailable, when the commit itself is lost', async () => {
      const unavailable = { code: 'session_store_unavailable' };
      const cookie = await signIn();
      const { reference } = await requireSession(cookie);
      loseNextAnswer(false);
      await expect(mine.sessions.create(sessionOf(owner.userId, replicas.clock.now()))).rejects.toMatchObject(
        unavailable,
      );
      loseNextAnswer(false);
      await expect(mine.sessions.end(reference, 'signed_out')).rejects.toMatchObject(unavailable);

      expect(await isAlive(cookie)).toBe(true);
      expect(await theirs.sessions.list(owner.userTag)).toHaveLength(1);
    });

    it('does not create a session whose tokens were removed meanwhile', async () => {
      await mine.partitions.create(owner, msalCacheOf(owner.userId));
      await theirs.sessions.endAll(owner.userTag, 'signed_out');

      await expect(mine.sessions.create(sessionOf(owner.userId, replicas.clock.now()))).rejects.toThrow(
        'tokens are gone',
      );
      expect(await theirs.sessions.list(owner.userTag)).toEqual([]);
    });

    it('ends the sessions of the browser that signs in as another user', async () => {
      const { reference } = await requireSession(await signIn());
      const next = ownerOf(`${randomUUID()}.tenant`);
      await mine.partitions.create(next, msalCacheOf(next.userId));

      await mine.sessions.create(sessionOf(next.userId, replicas.clock.now()), reference);

      expect(await mine.sessions.list(owner.userTag)).toEqual([]);
      expect(await hasTokens()).toBe(false);
      expect(await mine.sessions.list(next.userTag)).toHaveLength(1);
    });

    it('has no session without tokens', async () => {
      const cookie = await signIn();
      await replicas.one.store.commit({ writes: [{ kind: 'delete', key: tokensVersionKey(owner.userTag) }] });

      expect(await isAlive(cookie)).toBe(false);
    });

    it('ends every session that came from one session at Entra', async () => {
      const sid = randomUUID();
      const cookies = [await signIn({ entraSessionId: sid }), await signIn({ entraSessionId: sid }), await signIn()];

      expect(await theirs.sessions.endByEntraSession(sid)).toBe(2);

      expect(await Promise.all(cookies.map(isAlive))).toEqual([false, false, true]);
      expect(await theirs.sessions.endByEntraSession(sid)).toBe(0);
    });

    it('ends all of the sessions that a user may have when Entra signs them out', async () => {
      const sid = randomUUID();
      const first = await signIn({ entraSessionId: sid });
      for (let each = 1; each < 100; each++) {
        await signIn({ entraSessionId: sid });
      }

      expect(await theirs.sessions.endByEntraSession(sid)).toBe(100);

      expect(await isAlive(first)).toBe(false);
    });

    it('can end them again when a sign-out at Entra has failed half-way', async () => {
      const sid = randomUUID();
      const cookie = await signIn({ entraSessionId: sid });
      await new EntraSessionIndex(replicas.one.store, replicas.clock).noteEnd(sid);

      expect(await theirs.sessions.endByEntraSession(sid)).toBe(1);

      expect(await isAlive(cookie)).toBe(false);
    });

    it('creates no session when Entra signs the user out at the same moment', async () => {
      const sid = randomUUID();
      const { store } = replicas.one;
      let isArmed = false;
      let isInterrupted = false;
      const interrupted: KeyValueStore = {
        read: (name) => store.read(name),
        readMany: (names) => store.readMany(names),
        take: (name) => store.take(name),
        ping: () => store.ping(),
        requireFreeMemory: () => store.requireFreeMemory(),
        commit: async (batch: Batch): Promise<boolean> => {
          if (isArmed && batch.writes.some(({ key: written }) => written.startsWith('bff:session:'))) {
            isArmed = false;
            isInterrupted = true;
            await theirs.sessions.endByEntraSession(sid);
          }
          return store.commit(batch);
        },
      };
      mine = new StoreFixture(replicas, { ...replicas.one, store: interrupted }, [key]);

      const other = await signIn();
      isArmed = true;
      await expect(signIn({ entraSessionId: sid })).rejects.toThrow('the session at Entra is over');
      await expect(signIn({ entraSessionId: sid })).rejects.toThrow('the session at Entra is over');

      expect(isInterrupted).toBe(true);
      const { id } = await requireSession(other);
      expect((await mine.sessions.list(owner.userTag)).map((session) => session.id)).toEqual([id]);
    });

    it('creates no session for a round trip that began before Entra ended its own, and one for the next', async () => {
      const sid = randomUUID();
      const begunAt = replicas.clock.now();
      await theirs.sessions.endByEntraSession(sid);
      await mine.partitions.create(owner, msalCacheOf(owner.userId));
      const session = sessionOf(owner.userId, begunAt, { entraSessionId: sid });

      await expect(mine.sessions.create(session, undefined, { begunAt })).rejects.toThrow(
        'the session at Entra is over',
      );
      await replicas.passTime(1);
      const cookie = await mine.sessions.create(session, undefined, { begunAt: replicas.clock.now() });

      expect(await isAlive(cookie ?? '')).toBe(true);
    });

    it('has one session per browser, however many of its sign-ins return at once', async () => {
      const browser = 'the-mark-of-a-browser';
      const elsewhere = await signIn();
      const old = await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now()), undefined, { browser });
      const cookies = await Promise.all(
        Array.from({ length: 6 }, (_, each) =>
          (each % 2 === 0 ? mine : theirs).sessions.create(sessionOf(owner.userId, replicas.clock.now()), undefined, {
            browser,
          }),
        ),
      );

      const living = await Promise.all([old, ...cookies].map((cookie) => isAlive(cookie ?? '')));
      expect(living.filter((isLiving) => isLiving)).toHaveLength(1);
      expect(await isAlive(elsewhere)).toBe(true);
    });

    it('ends the sessions of a browser whose cookies no client has any more', async () => {
      const browser = 'the-mark-of-a-browser';
      await signIn();
      const [cookie, elsewhere] = [
        await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now()), undefined, { browser }),
        await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now()), undefined, { browser: 'another' }),
      ];
      // Consent gives the session a new cookie; it stays that of its browser.
      await signIn();
      const { reference } = await requireSession(cookie ?? '');
      const renewed = await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now()), reference);

      await theirs.sessions.endOfBrowser(owner.userTag, browser, 'signed_out');

      expect(await Promise.all([cookie, renewed, elsewhere].map((each) => isAlive(each ?? '')))).toEqual([
        false,
        false,
        true,
      ]);
    });

    it('ends a session by the cookie that it had until a moment ago, which opens nothing, and also while it is renewed', async () => {
      const first = await signIn();
      const before = await requireSession(first);
      const second = await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now()), before.reference);
      const { reference } = await requireSession(second ?? '');
      const third = (await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now()), reference)) ?? '';
      const other = await signIn();

      expect(await theirs.sessions.find(first, theFrontend)).toBeUndefined();
      expect((await theirs.sessions.findToEnd(first, theFrontend))?.reference).toEqual(
        (await requireSession(third)).reference,
      );
      await theirs.sessions.endRenewed(before.reference, 'signed_out');
      expect(await Promise.all([third, other].map(isAlive))).toEqual([false, true]);
      expect(await theirs.sessions.findToEnd(first, theFrontend)).toBeUndefined();
    });

    it('does not end a session by a cookie that it had a minute ago', async () => {
      const first = await signIn();
      const { reference } = await requireSession(first);
      const second = (await mine.sessions.create(sessionOf(owner.userId, replicas.clock.now()), reference)) ?? '';
      await replicas.passTime(60_001);

      expect(await theirs.sessions.findToEnd(first, theFrontend)).toBeUndefined();
      await theirs.sessions.endRenewed(reference, 'signed_out');
      expect(await isAlive(second)).toBe(true);
    });

    it('evicts the least recently used one for the 101st session of a user, in the same step, and reports that', async () => {
      const events = await sessionEvents();
      const unused = await signIn();
      const used = await signIn();
      await replicas.passTime(61_000);
      await theirs.sessions.touch(await requireSession(used, theirs));
      for (let each = 2; each < 100; each++) {
        await signIn();
      }
      const { reference } = await requireSession(unused);
      expect(await mine.sessions.list(owner.userTag)).toHaveLength(100);

      const last = await signIn();

      expect(await Promise.all([unused, used, last].map(isAlive))).toEqual([false, true, true]);
      expect(await theirs.sessions.list(owner.userTag)).toHaveLength(100);
      await eventually(() => {
        expect(events).toEqual([
          expect.objectContaining({ fingerprints: [reference.fingerprint], reason: 'too_many_sessions' }),
        ]);
      });
    });

    it('lists the active sessions, the oldest first, and finds them by their public handle', async () => {
      await signIn({ id: 'second', createdAt: 2 });
      await signIn({ id: 'first', createdAt: 1 });

      expect((await theirs.sessions.list(owner.userTag)).map(({ id }) => id)).toEqual(['first', 'second']);
      expect((await theirs.sessions.findByHandle(owner.userTag, 'second'))?.createdAt).toBe(2);
      expect(await theirs.sessions.findByHandle(owner.userTag, 'third')).toBeUndefined();
    });

    it('notifies every replica that a session has ended, and why', async () => {
      const events = await sessionEvents();
      const { reference } = await requireSession(await signIn());

      await mine.sessions.end(reference, 'signed_out');
      await mine.sessions.endAll(owner.userTag, 'revoked');

      await eventually(() => {
        expect(events).toEqual([
          {
            type: 'session.ended',
            userTag: owner.userTag,
            fingerprints: [reference.fingerprint],
            reason: 'signed_out',
          },
          { type: 'session.ended', userTag: owner.userTag, fingerprints: [], reason: 'revoked' },
        ]);
      });
    });

    it('ends all sessions only while the tokens are those that were refused', async () => {
      const cookie = await signIn();
      const { tokensVersion } = await requireSession(cookie);
      await mine.partitions.create(owner, msalCacheOf(owner.userId, 'of a new sign-in'));

      expect(await theirs.sessions.endAll(owner.userTag, 'revoked', tokensVersion)).toBe(false);
      expect(await isAlive(cookie)).toBe(true);

      const now = await requireSession(cookie);
      expect(await theirs.sessions.endAll(owner.userTag, 'revoked', now.tokensVersion)).toBe(true);
      expect(await isAlive(cookie)).toBe(false);
    });

    it('treats a session that cannot be decrypted as absent, and counts it', async () => {
      const cookie = await signIn();
      const stranger = new StoreFixture(replicas, replicas.other, [encryptionKey('k')]);

      expect(await stranger.sessions.find(cookie, theFrontend)).toBeUndefined();
      expect(stranger.observed.counted).toEqual(['bff_foreign_records_total {"area":"session"}']);
    });

    it('signs nobody out when the encryption keys rotate', async () => {
      const newKey = encryptionKey('new');
      const cookie = await signIn();
      const rotated = new StoreFixture(replicas, replicas.other, [newKey, key]);

      const session = await requireSession(cookie, rotated);
      await replicas.passTime(61_000);
      await rotated.sessions.touch(session);

      expect(await isAlive(cookie)).toBe(true);
      expect((await rotated.partitions.read(owner))?.version).toBe(session.tokensVersion);
    });
  });
}
