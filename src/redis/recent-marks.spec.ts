import { FakeClock } from '../../test/support/fake-clock.js';
import { EmbeddedKeyValueStore } from './embedded-key-value-store.js';
import { RecentMarks } from './recent-marks.js';

const size = { buckets: 1, perBucket: 3, ttlMs: 1_000 };

describe('recent marks', () => {
  let clock: FakeClock;
  let store: EmbeddedKeyValueStore;
  let marks: RecentMarks;

  beforeEach(() => {
    clock = new FakeClock();
    store = new EmbeddedKeyValueStore(clock);
    marks = new RecentMarks(store, 'sid', size);
  });

  it('give a claim to one of many, and to nobody later', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => marks.claim('a', 7)));

    expect(claims.filter((isMine) => isMine)).toHaveLength(1);
    await expect(marks.claim('a', 8)).resolves.toBe(false);
    await expect(marks.at('a')).resolves.toBe(7);
  });

  it('keep the newest time of a repeated mark', async () => {
    await marks.put('a', 1);
    await marks.put('b', 2);
    await marks.put('a', 1_795_971_600_000);

    await expect(Promise.all([marks.at('a'), marks.at('b'), marks.at('c')])).resolves.toEqual([
      1_795_971_600_000,
      2,
      undefined,
    ]);
  });

  it('remove their own oldest, however many are made', async () => {
    for (let each = 0; each < 500; each++) {
      await marks.put(`name ${each}`, each);
    }

    const found = await Promise.all(Array.from({ length: 500 }, (_, each) => marks.at(`name ${each}`)));
    expect(found.filter((at) => at !== undefined)).toEqual([497, 498, 499]);
    expect((await store.read('bff:sid:v1:recent:0'))?.length).toBe(66);
  });
});
