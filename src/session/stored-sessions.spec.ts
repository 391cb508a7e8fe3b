import { jest } from '@jest/globals';

import { FakeClock } from '../../test/support/fake-clock.js';
import { liveSession } from '../../test/support/mail-session.js';
import { Observed } from '../../test/support/observed.js';
import { encryptionKey } from '../../test/support/store-fixture.js';
import type { AppConfig } from '../config/index.js';
import { EmbeddedKeyValueStore, RecordCipher } from '../redis/index.js';
import { sessionKey, tokensVersionKey } from './session-keys.js';
import { timestampIn } from './session-record.js';
import type { Session } from './session.js';
import { StoredSessions } from './stored-sessions.js';

const idleMs = 600_000;
const reference = { userTag: 'alice', fingerprint: 'the-session' };

describe('a stored session', () => {
  const observed = new Observed();
  let clock: FakeClock;
  let store: EmbeddedKeyValueStore;
  let config: { encryptionKeys: AppConfig['encryptionKeys']; session: object };
  let cipher: RecordCipher;
  let opened: jest.SpiedFunction<RecordCipher['open']>;
  let sessions: StoredSessions;
  let session: Session;

  beforeEach(async () => {
    clock = new FakeClock();
    store = new EmbeddedKeyValueStore(clock);
    config = {
      encryptionKeys: [encryptionKey('k')],
      session: { idleTimeoutSeconds: idleMs / 1000, absoluteTimeoutSeconds: 3600 },
    };
    cipher = new RecordCipher(config as AppConfig, observed.logger, observed);
    opened = jest.spyOn(cipher, 'open');
    sessions = new StoredSessions(store, cipher, clock, config as AppConfig);
    session = { ...liveSession(), createdAt: clock.now(), expiresAt: clock.now() + 3_600_000 };
    await store.commit({
      writes: [{ kind: 'set', key: tokensVersionKey('alice'), value: '7', ttlMs: 3_600_000 }],
    });
    await write(session);
  });

  async function write(changed: Session): Promise<void> {
    await store.commit({ writes: sessions.writesOf(changed, reference, clock.now()) });
  }

  it('is decrypted once, as long as it is unchanged', async () => {
    const first = await sessions.read(reference);
    const second = await sessions.read(reference);

    expect(first).toMatchObject({ id: session.id, reference, tokensVersion: '7', lastSeenAt: clock.now() });
    expect(second).toEqual(first);
    expect(opened).toHaveBeenCalledTimes(1);
  });

  it('is decrypted again when it was rewritten', async () => {
    await sessions.read(reference);
    await write({ ...session, userAgent: 'another' });

    expect(await sessions.read(reference)).toMatchObject({ userAgent: 'another' });
  });

  it('is verified again when the keys rotate, and is absent without the key that sealed it', async () => {
    await sessions.read(reference);
    config.encryptionKeys = [encryptionKey('new'), config.encryptionKeys[0]];
    expect(await sessions.read(reference)).toMatchObject({ id: session.id });
    expect(opened).toHaveBeenCalledTimes(2);

    config.encryptionKeys = [encryptionKey('other')];
    expect(await sessions.read(reference)).toBeUndefined();
  });

  it('is absent without the tokens of its user, and when it is not stored', async () => {
    expect(await sessions.read({ ...reference, fingerprint: 'unknown' })).toBeUndefined();
    await store.commit({ writes: [{ kind: 'delete', key: tokensVersionKey('alice') }] });
    expect(await sessions.read(reference)).toBeUndefined();
  });

  it('is absent when it cannot be read', async () => {
    jest.spyOn(cipher, 'open').mockReturnValue(Buffer.from('{"another":"version"}'));
    expect(await sessions.read(reference)).toBeUndefined();
    jest.spyOn(cipher, 'open').mockReturnValue(undefined);
    expect(await sessions.read(reference)).toBeUndefined();
  });

  it('is over when it was idle for the whole of the idle time, also where the store is late', async () => {
    const key = sessionKey(reference);
    const value = (await store.read(key)) ?? Buffer.alloc(0);
    await store.commit({ writes: [{ kind: 'set', key, value, ttlMs: 2 * idleMs }] });
    clock.advance(idleMs - 1);
    expect(await sessions.read(reference)).toBeDefined();
    clock.advance(1);
    expect(await sessions.read(reference)).toBeUndefined();
  });

  it('stores its use in the record too, once in a quarter of the idle time, for readers that read only the record', async () => {
    for (let minutes = 3; minutes <= 57; minutes += 3) {
      clock.advance(180_000);
      const live = await sessions.read(reference);
      await store.commit({ writes: live === undefined ? [] : sessions.useOf(live, clock.now()) });

      const record = (await store.read(sessionKey(reference))) ?? Buffer.alloc(0);
      expect(clock.now() - timestampIn(record)).toBeLessThan(idleMs / 4 + 180_000);
      expect(await sessions.read(reference)).toMatchObject({ id: session.id, lastSeenAt: clock.now() });
    }
  });

  it('is the same object for all readers, until it is used or the tokens change', async () => {
    const first = await sessions.read(reference);
    expect(await sessions.read(reference)).toBe(first);

    clock.advance(1_000);
    await store.commit({ writes: first === undefined ? [] : sessions.useOf(first, clock.now()) });
    const used = await sessions.read(reference);
    expect(used).toEqual({ ...first, lastSeenAt: clock.now(), idleExpiresAt: clock.now() + idleMs });

    await store.commit({
      writes: [{ kind: 'set', key: tokensVersionKey('alice'), value: '8', ttlMs: 3_600_000 }],
    });
    expect(await sessions.read(reference)).toEqual({ ...used, tokensVersion: '8' });
  });
});
