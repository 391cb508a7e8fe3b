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
    index = new EntraSessionIndex(store);
  });

  it('are told when Entra ends its own, and then nothing is added', async () => {
    await expect(index.add(sid, session('one'), hourMs)).resolves.toBe(true);
    await expect(index.add(sid, session('two'), hourMs)).resolves.toBe(true);
    await expect(index.isOver(sid)).resolves.toBe(false);

    await expect(index.noteEnd(sid)).resolves.toEqual([session('one'), session('two')]);
    await expect(index.isOver(sid)).resolves.toBe(true);
    await expect(index.add(sid, session('three'), hourMs)).resolves.toBe(false);
    await expect(index.noteEnd(sid)).resolves.toEqual([session('one'), session('two')]);
  });

  it('are forgotten once they are ended; that it is over is not', async () => {
    await index.add(sid, session('one'), hourMs);
    await index.noteEnd(sid);
    await index.forget(sid);

    await expect(index.isOver(sid)).resolves.toBe(true);
    await expect(index.noteEnd(sid)).resolves.toEqual([]);
  });

  it('are none of a sid that somebody has made up, for which nothing is kept', async () => {
    await expect(index.noteEnd(sid)).resolves.toEqual([]);
    await index.forget(sid);

    await expect(store.read(key)).resolves.toBeNull();
    await expect(index.isOver(sid)).resolves.toBe(false);
  });

  it('are known as long as the longest of them lives, and the note at least a minute', async () => {
    await index.add(sid, session('long'), hourMs);
    await index.add(sid, session('short'), 1_000);
    clock.advance(hourMs - 1);
    await expect(index.noteEnd(sid)).resolves.toHaveLength(2);
    clock.advance(59_999);
    await expect(index.isOver(sid)).resolves.toBe(true);
    clock.advance(1);
    await expect(index.isOver(sid)).resolves.toBe(false);
  });

  it('are the last two hundred', async () => {
    for (let number = 1; number <= 201; number++) {
      await index.add(sid, session(String(number)), hourMs);
    }
    const all = await index.noteEnd(sid);

    expect([all.length, all[0], all.at(-1)]).toEqual([200, session('2'), session('201')]);
  });

  it.each(['{}', '{"sessions":[{"userTag":1}],"isOver":true}', '{"sessions":"none","isOver":true}'])(
    'are none in the words of another version: %s',
    async (value) => {
      await store.commit({ writes: [{ kind: 'set', key, value, ttlMs: hourMs }] });

      await expect(index.isOver(sid)).resolves.toBe(false);
      await expect(index.add(sid, session('one'), hourMs)).resolves.toBe(true);
      await expect(index.noteEnd(sid)).resolves.toEqual([session('one')]);
    },
  );

  it('are written again when others write at the same time, a hundred times at most', async () => {
    const commit = jest.spyOn(store, 'commit').mockResolvedValueOnce(false);
    await expect(index.add(sid, session('one'), hourMs)).resolves.toBe(true);
    expect(commit).toHaveBeenCalledTimes(2);

    commit.mockClear().mockResolvedValue(false);
    await expect(index.noteEnd(sid)).rejects.toThrow('changed under every attempt');
    expect(commit).toHaveBeenCalledTimes(100);
  });
});
