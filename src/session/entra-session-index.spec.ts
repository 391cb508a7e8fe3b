import { jest } from '@jest/globals';

import { FakeClock } from '../../test/support/fake-clock.js';
import { fingerprint } from '../common/index.js';
import { EmbeddedKeyValueStore, keyName } from '../redis/index.js';
import { EntraSessionIndex } from './entra-session-index.js';
import type { SessionReference } from './session.js';

const hourMs = 3_600_000;
const sid = 'the-session-at-entra';
const key = keyName('sid', fingerprint(sid));

function session(name: string): SessionReference {
  return { userTag: 'alice', fingerprint: name };
}

describe('the sessions that came from one session at Entra', () => {
  let clock: FakeClock;
  let store: EmbeddedKeyValueStore;
  let index: EntraSessionIndex;

  beforeEach(() => {
    clock = new FakeClock();
    store = new EmbeddedKeyValueStore(clock);
    index = new EntraSessionIndex(store, clock);
  });

  it('are reported when Entra ends its own, as often as it does so', async () => {
    await index.add(sid, session('one'), hourMs);
    await index.add(sid, session('two'), hourMs);

    await expect(index.noteEnd(sid)).resolves.toEqual([session('one'), session('two')]);
    await expect(index.noteEnd(sid)).resolves.toEqual([session('one'), session('two')]);
  });

  it('are forgotten once they are ended, and one that began meanwhile is not', async () => {
    await index.add(sid, session('one'), hourMs);
    const ended = await index.noteEnd(sid);
    await index.add(sid, session('two'), hourMs);
    await index.forget(sid, ended);

    await expect(index.noteEnd(sid)).resolves.toEqual([session('two')]);
  });

  it('do not include what began before the end, and include what begins afterwards at once', async () => {
    const before = clock.now();
    await index.add(sid, session('one'), hourMs);
    await expect(index.hasEndedSince(sid, before)).resolves.toBe(false);
    clock.advance(5);
    await index.noteEnd(sid);

    await expect(index.hasEndedSince(sid, before)).resolves.toBe(true);
    await expect(index.requireLiving(sid, before)).rejects.toThrow('the session at Entra is over');
    clock.advance(1);
    await expect(index.hasEndedSince(sid, clock.now())).resolves.toBe(false);
    await expect(index.requireLiving(sid, clock.now())).resolves.toBeUndefined();
  });

  it('are empty for a forged sid, for which nothing is stored', async () => {
    await expect(index.noteEnd(sid)).resolves.toEqual([]);
    await index.forget(sid, []);

    await expect(store.read(key)).resolves.toBeNull();
    await expect(index.hasEndedSince(sid, clock.now())).resolves.toBe(true);
  });

  it('are known as long as the longest of them lives', async () => {
    await index.add(sid, session('long'), hourMs);
    await index.add(sid, session('short'), 1_000);
    clock.advance(hourMs - 1);
    await expect(index.noteEnd(sid)).resolves.toHaveLength(2);
    clock.advance(1);
    await expect(index.noteEnd(sid)).resolves.toEqual([]);
  });

  it('are limited to the last two hundred', async () => {
    for (let number = 1; number <= 201; number++) {
      await index.add(sid, session(String(number)), hourMs);
    }
    const all = await index.noteEnd(sid);

    expect([all.length, all[0], all.at(-1)]).toEqual([200, session('2'), session('201')]);
  });

  it.each(['{}', '{"sessions":[{"userTag":1}]}', '{"sessions":"none"}'])(
    'are empty in the layout of another version: %s',
    async (value) => {
      await store.commit({ writes: [{ kind: 'set', key, value, ttlMs: hourMs }] });

      await index.add(sid, session('one'), hourMs);
      await expect(index.noteEnd(sid)).resolves.toEqual([session('one')]);
    },
  );

  it('are written again when others write at the same time, a hundred times at most', async () => {
    const commit = jest.spyOn(store, 'commit').mockResolvedValueOnce(false);
    await index.add(sid, session('one'), hourMs);
    expect(commit).toHaveBeenCalledTimes(2);

    commit.mockClear().mockResolvedValue(false);
    await expect(index.noteEnd(sid)).rejects.toThrow('changed under every attempt');
    expect(commit).toHaveBeenCalledTimes(100);
  });
});
