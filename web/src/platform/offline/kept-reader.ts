import { dropKept } from './forgetting.js';
import { KeptStore } from './kept-store.js';
import type { Kept, KeptKind } from './kept-rules.js';

let opened: Promise<KeptStore | undefined> | undefined;

/** The first of these that was kept; nothing is given out after the session that it was read in, nor to another user. */
export async function keptOf(
  kind: KeptKind,
  names: readonly string[],
  isTheirs: (userId: string) => boolean,
): Promise<Kept | undefined> {
  opened ??= KeptStore.left();
  const store = await opened;
  if (store?.isCurrent !== true) {
    opened = undefined;
    return undefined;
  }
  const session = await store.session(Date.now());
  if (session === undefined) {
    dropKept();
    opened = undefined;
    return undefined;
  }
  if (!isTheirs(session.user.id)) {
    return undefined;
  }
  for (const name of names) {
    const found = await store.get(kind, name);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
