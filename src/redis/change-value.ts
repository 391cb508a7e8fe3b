import type { KeyValueStore, WhenFull, Write } from './key-value-store.js';

/** Each round of writers that meet at one key has a winner, so this many may meet. */
const attempts = 100;

/**
 * Optimistic concurrency for a single key: what `compute` makes of the value is written if the value is still the same; else it
 * is asked once more. Writes of other keys of the same slot go with it. Nothing is written when it answers undefined.
 * @throws Error when somebody else wrote first every time
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
