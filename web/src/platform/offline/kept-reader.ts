import { dropKept } from './forgetting.js';
import { KeptStore } from './kept-store.js';
import type { Kept, KeptKind } from './kept-rules.js';

let opened: Promise<KeptStore | undefined> | undefined;

/** The first of these that was kept; nothing is given out after the session that it was read in. */
export async function keptOf(kind: KeptKind, names: readonly string[]): Promise<Kept | undefined> {
  opened ??= KeptStore.left();
  const store = await opened;
  if (store?.isCurrent !== true) {
    opened = undefined;
    return undefined;
  }
  if ((await store.session(Date.now())) === undefined) {
    dropKept();
    opened = undefined;
    return undefined;
  }
  for (const name of names) {
    const found = await store.get(kind, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
