import { tokensPartitionKey, tokensVersionKey } from '../../src/session/index.js';
import { msalCacheOf } from '../support/msal-cache.js';
import { encryptionKey, StoreFixture, withStorePair } from '../support/store-fixture.js';
import type { PartitionOwner } from '../../src/tokens/token-partition.js';
import type { StartReplicas, StoreReplicas } from './replicas-of-a-store.js';

const unclaimedMs = 60_000;

export function describeTokenPartitionStore(start: StartReplicas): void {
  describe('the token partition store', () => {
    const oldKey = encryptionKey('old');
    let replicas: StoreReplicas;
    let mine: StoreFixture;
    let theirs: StoreFixture;
    let owner: PartitionOwner;

    withStorePair(start, oldKey, (pair) => {
      ({ replicas, mine, theirs, owner } = pair);
    });

    const secretOf = async (fixture: StoreFixture, of = owner): Promise<string | undefined> =>
      /"secret":"([^"]+)"/.exec((await fixture.partitions.read(of))?.cache ?? '')?.[1];

    const requireVersion = async (): Promise<string> => {
      const partition = await mine.partitions.read(owner);
      if (partition === undefined) {
        throw new Error('no partition');
      }
      return partition.version;
    };

    it('gives every replica what one has written', async () => {
      await mine.partitions.create(owner, msalCacheOf(owner.userId, 'first'));

      expect(await secretOf(theirs)).toBe('first');
    });

    it('returns nothing for a user without tokens', async () => {
      expect(await mine.partitions.read(owner)).toBeUndefined();
    });

    it('has a new version with every write, which the next write must name', async () => {
      await mine.partitions.create(owner, msalCacheOf(owner.userId, 'first'));
      const first = await requireVersion();
      const second = await theirs.partitions.replace(owner, msalCacheOf(owner.userId, 'second'), first);

      expect(second).not.toBe(first);
      expect(await mine.partitions.replace(owner, msalCacheOf(owner.userId, 'third'), first)).toBeUndefined();
      expect(await secretOf(mine)).toBe('second');
    });

    it('permits one of many writers that all saw the same version', async () => {
      await mine.partitions.create(owner, msalCacheOf(owner.userId, 'start'));
      const version = await requireVersion();

      const versions = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? mine : theirs).partitions.replace(
            owner,
            msalCacheOf(owner.userId, `writer ${index}`),
            version,
          ),
        ),
      );

      const winner = versions.findIndex((written) => written !== undefined);
      expect(versions.filter((written) => written !== undefined)).toHaveLength(1);
      expect(await secretOf(theirs)).toBe(`writer ${winner}`);
      expect(await requireVersion()).toBe(versions[winner]);
    });

    it('never restores a partition that was deleted meanwhile', async () => {
      await mine.partitions.create(owner, msalCacheOf(owner.userId));
      const version = await requireVersion();
      await theirs.sessions.endAll(owner.userTag, 'signed_out');

      const written = await mine.partitions.replace(owner, msalCacheOf(owner.userId, 'zombie'), version);

      expect(written).toBeUndefined();
      expect(await theirs.partitions.read(owner)).toBeUndefined();
    });

    it('does not confuse the partition of a new sign-in with the one that was read before the sign-out', async () => {
      await mine.partitions.create(owner, msalCacheOf(owner.userId));
      const version = await requireVersion();
      await theirs.sessions.endAll(owner.userTag, 'signed_out');
      await theirs.partitions.create(owner, msalCacheOf(owner.userId, 'new sign-in'));

      expect(await mine.partitions.replace(owner, msalCacheOf(owner.userId, 'stale'), version)).toBeUndefined();
      expect(await secretOf(mine)).toBe('new sign-in');
    });

    it('deletes tokens that no session claims', async () => {
      await mine.partitions.create(owner, msalCacheOf(owner.userId));

      await replicas.passTime(unclaimedMs + 1);

      expect(await theirs.partitions.read(owner)).toBeUndefined();
    });

    it.each([
      ["another user's cache", () => msalCacheOf('somebody.else')],
      ['an empty cache', () => '{"Account":{}}'],
      ['no cache', () => 'nonsense'],
    ])('refuses to write %s', async (_, cache) => {
      await expect(mine.partitions.create(owner, cache())).rejects.toThrow('not of its owner alone');
      expect(await theirs.partitions.read(owner)).toBeUndefined();
    });

    it('refuses to write a cache in which one entry is of another user', async () => {
      const mixed = JSON.parse(msalCacheOf(owner.userId)) as Record<string, object>;
      const others = JSON.parse(msalCacheOf('somebody.else')) as Record<string, object>;
      const cache = JSON.stringify({ ...mixed, AccessToken: { ...mixed['AccessToken'], ...others['AccessToken'] } });

      await expect(mine.partitions.create(owner, cache)).rejects.toThrow('not of its owner alone');
    });

    /** Writes `plaintext` to the owner's partition, as only a holder of the key can. */
    const plant = async (name: string, plaintext: string): Promise<void> => {
      const key = tokensPartitionKey(owner.userTag);
      await replicas.one.store.commit({
        writes: [
          { kind: 'set', key, value: mine.cipher.seal(name, plaintext), ttlMs: 60_000 },
          { kind: 'set', key: tokensVersionKey(owner.userTag), value: 'planted', ttlMs: 60_000 },
        ],
      });
    };

    it('treats the cache of another account as absent, and logs and counts it', async () => {
      await plant(tokensPartitionKey(owner.userTag), msalCacheOf('somebody.else'));

      expect(await theirs.partitions.read(owner)).toBeUndefined();
      expect(theirs.observed.counted).toEqual(['bff_foreign_records_total {"area":"tokens"}']);
      expect(theirs.observed.lines.join()).toContain('token partition holds something else than its owner');
      expect(theirs.observed.lines.join()).not.toContain('somebody');
    });

    it("treats another user's record under this user's key as absent, and logs and counts it", async () => {
      await plant(tokensPartitionKey('another-tag'), msalCacheOf(owner.userId));

      expect(await theirs.partitions.read(owner)).toBeUndefined();
      expect(theirs.observed.counted).toEqual(['bff_foreign_records_total {"area":"tokens"}']);
      expect(theirs.observed.lines.join()).toContain('cannot be decrypted');
    });

    it.each([0, 1, 5, 20, 40, -1])('treats a record whose byte %d was changed as absent', async (position) => {
      await mine.partitions.create(owner, msalCacheOf(owner.userId));
      const key = tokensPartitionKey(owner.userTag);
      const value = Buffer.from((await replicas.one.store.read(key)) ?? []);
      value.writeUInt8((value.at(position) ?? 0) ^ 1, position < 0 ? value.length + position : position);
      await replicas.one.store.commit({ writes: [{ kind: 'set', key, value, ttlMs: 60_000 }] });

      expect(await theirs.partitions.read(owner)).toBeUndefined();
      expect(theirs.observed.counted).toHaveLength(1);
    });

    it('treats a truncated record as absent', async () => {
      const key = tokensPartitionKey(owner.userTag);
      for (const value of ['', '\u0001', '\u0001\u0003old', 'plain text']) {
        await replicas.one.store.commit({
          writes: [
            { kind: 'set', key, value, ttlMs: 60_000 },
            { kind: 'set', key: tokensVersionKey(owner.userTag), value: 'v', ttlMs: 60_000 },
          ],
        });
        expect(await theirs.partitions.read(owner)).toBeUndefined();
      }
      expect(theirs.observed.counted).toHaveLength(4);
    });

    it('reads with every key of the list and writes with the first, so that keys rotate', async () => {
      const newKey = encryptionKey('new');
      const ahead = new StoreFixture(replicas, replicas.other, [oldKey, newKey]);
      const rotated = new StoreFixture(replicas, replicas.other, [newKey, oldKey]);
      const done = new StoreFixture(replicas, replicas.other, [newKey]);
      await mine.partitions.create(owner, msalCacheOf(owner.userId, 'by the old key'));

      expect(await secretOf(rotated)).toBe('by the old key');
      await rotated.partitions.replace(owner, msalCacheOf(owner.userId, 'by the new key'), await requireVersion());

      expect(await secretOf(ahead)).toBe('by the new key');
      expect(await secretOf(done)).toBe('by the new key');
      expect(await mine.partitions.read(owner)).toBeUndefined();
    });

    it('stores nothing readable', async () => {
      await mine.partitions.create(owner, msalCacheOf(owner.userId, 'readable-secret'));

      const value = await replicas.one.store.read(tokensPartitionKey(owner.userTag));
      const text = `${tokensPartitionKey(owner.userTag)} ${value?.toString('latin1') ?? ''}`;

      expect(value).not.toBeNull();
      expect(text).not.toMatch(/readable-secret|Alice|tenant|account/);
    });
  });
}
