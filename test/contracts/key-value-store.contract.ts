import { randomUUID } from 'node:crypto';

import type { KeyValueStore } from '../../src/redis/index.js';
import type { StartReplicas, StoreReplicas } from './replicas-of-a-store.js';

export function describeKeyValueStore(start: StartReplicas): void {
  describe('the key-value store', () => {
    let replicas: StoreReplicas;
    let store: KeyValueStore;
    let key: string;
    let second: string;

    beforeAll(async () => {
      replicas = await start();
      store = replicas.one.store;
    });
    afterAll(() => replicas.close());
    beforeEach(() => {
      const tag = `{${randomUUID()}}`;
      key = `bff:test:${tag}:one`;
      second = `bff:test:${tag}:two`;
    });

    const textOf = async (name: string): Promise<string | undefined> =>
      (await replicas.other.store.read(name))?.toString();

    it('returns null for a key that is absent, in the order of the keys', async () => {
      await store.commit({ writes: [{ kind: 'set', key: second, value: 'two', ttlMs: 1000 }] });

      expect(await store.readMany([key, second, key])).toEqual([null, Buffer.from('two'), null]);
    });

    it('returns bytes unchanged', async () => {
      const value = Buffer.from([0, 255, 10, 13, 128]);
      await store.commit({ writes: [{ kind: 'set', key, value, ttlMs: 1000 }] });

      expect(await replicas.other.store.read(key)).toEqual(value);
    });

    it('deletes a value when its lifetime is over', async () => {
      await store.commit({ writes: [{ kind: 'set', key, value: 'x', ttlMs: 10_000 }] });

      await replicas.passTime(9_000);
      expect(await textOf(key)).toBe('x');
      await replicas.passTime(1_001);
      expect(await textOf(key)).toBeUndefined();
    });

    it('gives a consumed value to exactly one of many callers', async () => {
      await store.commit({ writes: [{ kind: 'set', key, value: 'once', ttlMs: 1000 }] });

      const taken = await Promise.all(
        Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? replicas.one : replicas.other).store.take(key)),
      );

      expect(taken.filter((value) => value !== null)).toEqual([Buffer.from('once')]);
      expect(await textOf(key)).toBeUndefined();
    });

    it('executes a batch whose expectations hold', async () => {
      await store.commit({ writes: [{ kind: 'set', key, value: 'before', ttlMs: 1000 }] });

      const isDone = await store.commit({
        expect: [
          { key, value: 'before' },
          { key: second, value: null },
          { key, exists: true },
        ],
        writes: [
          { kind: 'delete', key },
          { kind: 'set', key: second, value: 'after', ttlMs: 1000 },
        ],
      });

      expect(isDone).toBe(true);
      expect([await textOf(key), await textOf(second)]).toEqual([undefined, 'after']);
    });

    it.each([
      ['another value', (name: string) => ({ key: name, value: 'something else' })],
      ['no value', (name: string) => ({ key: name, value: null })],
      ['some value of a key that is absent', (name: string) => ({ key: `${name}:absent`, exists: true as const })],
      ['a certain value of a key that is absent', (name: string) => ({ key: `${name}:absent`, value: '' })],
    ])('does nothing when a batch expects %s', async (_, expectation) => {
      await store.commit({ writes: [{ kind: 'set', key, value: 'before', ttlMs: 1000 }] });

      const isDone = await store.commit({
        expect: [{ key, exists: true }, expectation(key)],
        writes: [
          { kind: 'set', key: second, value: 'after', ttlMs: 1000 },
          { kind: 'delete', key },
        ],
      });

      expect(isDone).toBe(false);
      expect([await textOf(key), await textOf(second)]).toEqual(['before', undefined]);
    });

    it('permits exactly one of many that expect the same', async () => {
      await store.commit({ writes: [{ kind: 'set', key, value: 'start', ttlMs: 1000 }] });

      const won = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? replicas.one : replicas.other).store.commit({
            expect: [{ key, value: 'start' }],
            writes: [{ kind: 'set', key, value: `winner ${index}`, ttlMs: 1000 }],
          }),
        ),
      );

      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await textOf(key)).toBe(`winner ${won.indexOf(true)}`);
    });

    it('sets a new lifetime by set, shorter or longer', async () => {
      await store.commit({ writes: [{ kind: 'set', key, value: 'long', ttlMs: 50_000 }] });
      await store.commit({ writes: [{ kind: 'set', key, value: 'short', ttlMs: 5_000 }] });

      await replicas.passTime(5_001);

      expect(await textOf(key)).toBeUndefined();
    });

    it('keeps a longer lifetime by put', async () => {
      await store.commit({ writes: [{ kind: 'set', key, value: 'first', ttlMs: 50_000 }] });
      await store.commit({ writes: [{ kind: 'put', key, value: 'second', ttlMs: 5_000 }] });

      await replicas.passTime(45_000);
      expect(await textOf(key)).toBe('second');
      await replicas.passTime(5_001);
      expect(await textOf(key)).toBeUndefined();
    });

    it('extends a shorter lifetime by put', async () => {
      await store.commit({ writes: [{ kind: 'set', key, value: 'first', ttlMs: 5_000 }] });
      await store.commit({ writes: [{ kind: 'put', key, value: 'second', ttlMs: 50_000 }] });

      await replicas.passTime(45_000);

      expect(await textOf(key)).toBe('second');
    });

    it('overwrites the first bytes by patch, and keeps the rest and the lifetime', async () => {
      await store.commit({ writes: [{ kind: 'set', key, value: 'aaaa-rest', ttlMs: 10_000 }] });
      await store.commit({ writes: [{ kind: 'patch', key, prefix: 'bbbb' }] });

      expect(await textOf(key)).toBe('bbbb-rest');
      await replicas.passTime(10_001);
      expect(await textOf(key)).toBeUndefined();
    });

    it('creates nothing by patch, expire and extend', async () => {
      await store.commit({
        writes: [
          { kind: 'patch', key, prefix: 'x' },
          { kind: 'expire', key, ttlMs: 1000 },
          { kind: 'extend', key, ttlMs: 1000 },
        ],
      });

      expect(await textOf(key)).toBeUndefined();
    });

    it('shortens and extends by expire, and only extends by extend', async () => {
      await store.commit({
        writes: [
          { kind: 'set', key, value: 'x', ttlMs: 50_000 },
          { kind: 'set', key: second, value: 'y', ttlMs: 50_000 },
        ],
      });
      await store.commit({
        writes: [
          { kind: 'expire', key, ttlMs: 5_000 },
          { kind: 'extend', key: second, ttlMs: 5_000 },
        ],
      });

      await replicas.passTime(5_001);
      expect([await textOf(key), await textOf(second)]).toEqual([undefined, 'y']);
      await store.commit({ writes: [{ kind: 'extend', key: second, ttlMs: 100_000 }] });
      await replicas.passTime(99_000);
      expect(await textOf(second)).toBe('y');
    });

    it('writes in the order of the batch', async () => {
      await store.commit({
        writes: [
          { kind: 'set', key, value: 'first', ttlMs: 1000 },
          { kind: 'delete', key },
          { kind: 'set', key, value: 'last', ttlMs: 1000 },
        ],
      });

      expect(await textOf(key)).toBe('last');
    });

    it('responds to a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });
  });
}
