import type { KeyValueStore, WhenFull, Write } from './key-value-store.js';

/** Each round of concurrent writers to one key has a winner, so this many may write at once. */
const attempts = 100;

/**
 * Optimistic concurrency for a single key. The result of `compute` is written if the value is unchanged; otherwise it
 * is computed once more. Writes of other keys of the same slot belong to it. Nothing is written when it returns
 * undefined.
 * @throws Error when another writer was first every time
 */
export async function changeValue(
  store: KeyValueStore,
  key: string,
  compute: (before: Buffer | null) => Write | readonly Write[] | undefined,
  whenFull: WhenFull = 'replace',
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await store.read(key);
    const made = compute(before);
    if (
      made === undefined ||
      (await store.commit({ expect: [{ key, value: before }], writes: [made].flat(), whenFull }))
    ) {
      return;
    }
  }
  throw new Error('the value changed under every attempt');
}
