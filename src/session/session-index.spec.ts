import { jest } from '@jest/globals';

import { FakeClock } from '../../test/support/fake-clock.js';
import { Observed } from '../../test/support/observed.js';
import type { AppConfig } from '../config/index.js';
import { EmbeddedKeyValueStore } from '../redis/index.js';
import { SessionIndex } from './session-index.js';
import { sessionIndexKey, sessionKey, tokensVersionKey } from './session-keys.js';
import { timestampOf } from './session-record.js';

const userTag = 'alice';
const ttlMs = 3_600_000;
const config = { session: { idleTimeoutSeconds: 3_600, absoluteTimeoutSeconds: 7_200 } } as AppConfig;

describe('the index of a user’s sessions', () => {
  let clock: FakeClock;
  let store: EmbeddedKeyValueStore;
  let observed: Observed;
  let index: SessionIndex;

  beforeEach(async () => {
    clock = new FakeClock();
    store = new EmbeddedKeyValueStore(clock);
    observed = new Observed();
    index = new SessionIndex(store, clock, config, observed.logger, observed);
    await store.commit({ writes: [{ kind: 'set', key: tokensVersionKey(userTag), value: '1', ttlMs }] });
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  const until = (ms: number): number => clock.now() + ms;
  const made = async (...fingerprints: string[]): Promise<void> => {
    await store.commit({
      writes: fingerprints.map((fingerprint) => ({
        kind: 'set',
        key: sessionKey({ userTag, fingerprint }),
        value: timestampOf(clock.now()),
        ttlMs,
      })),
    });
    await index.change(userTag, () => ({
      entries: fingerprints.map((fingerprint) => [fingerprint, until(ttlMs)] as const),
      writes: [],
    }));
  };
  const stored = (value: unknown): Promise<boolean> =>
    store.commit({
      writes: [{ kind: 'set', key: sessionIndexKey(userTag), value: JSON.stringify(value), ttlMs: 2 * ttlMs }],
    });

  it('counts each session that leaves it', async () => {
    await made('one', 'two', 'three');
    expect(observed.counted).toEqual([]);
    await index.change(userTag, ({ living }) => ({
      entries: living.map(({ entry }) => entry).slice(0, 1),
      writes: [],
    }));

    expect(observed.counted).toEqual(['bff_sessions_total {"event":"ended"}', 'bff_sessions_total {"event":"ended"}']);
  });

  it.each([
    ['no list', { one: 1 }],
    ['numbers', [1, 2]],
    ['names without an end', [['one']]],
    ['ends that are not numbers', [['one', '4000000000000']]],
    ['names that are not texts', [[1, 4_000_000_000_000]]],
    ['objects', [{ 0: 'one', 1: 4_000_000_000_000 }]],
    ['texts', ['ab']],
  ])('is empty when it contains %s', async (_, value) => {
    await stored(value);

    await expect(index.fingerprints(userTag)).resolves.toEqual([]);
  });

  it('holds no session that is past its absolute end', async () => {
    await stored([
      ['over', until(0)],
      ['living', until(1)],
    ]);

    await expect(index.fingerprints(userTag)).resolves.toEqual(['living']);
  });

  it('is not written when the change is declined', async () => {
    await made('one');
    const commit = jest.spyOn(store, 'commit');

    await expect(index.change(userTag, () => undefined)).resolves.toBe(false);
    expect(commit).not.toHaveBeenCalled();
  });

  it('changes only while the expectation of the change holds, in the same step', async () => {
    await made('one');
    let looks = 0;
    const isDone = await index.change(userTag, ({ tokensVersion }) => {
      looks++;
      if (looks === 1) {
        void store.commit({ writes: [{ kind: 'set', key: tokensVersionKey(userTag), value: '2', ttlMs }] });
      }
      return { entries: [], writes: [], expect: [{ key: tokensVersionKey(userTag), value: tokensVersion }] };
    });

    expect([isDone, looks]).toEqual([true, 2]);
  });

  it('is written again when others write at the same time, a hundred times at most', async () => {
    await made('one');
    const commit = jest.spyOn(store, 'commit').mockResolvedValue(false);

    await expect(index.change(userTag, () => ({ entries: [], writes: [] }))).rejects.toThrow(
      'session index contention',
    );
    expect(commit).toHaveBeenCalledTimes(100);
    expect(observed.lines.join('')).toContain('the session index changed under every attempt');
  });
});
