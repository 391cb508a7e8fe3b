import { deviceSecret } from './device-secret.js';
import { dropKept } from './forgetting.js';
import { KeptStore } from './kept-store.js';
import type { Kept, KeptKind } from './kept-rules.js';

let opened: Promise<KeptStore | undefined> | undefined;

/**
 * The first of these that was kept; nothing is given out after the session that it was read in, nor to another user. Rejects where there
 * is a copy that can't be read now: nobody knows what it says.
 */
export async function keptOf(
  kind: KeptKind,
  names: readonly string[],
  isTheirs: (userId: string) => boolean,
): Promise<Kept | undefined> {
  const store = await currentStore();
  if (store === undefined) {
    requireNone();
    return undefined;
  }
  const session = await store.session(Date.now());
  if (session === undefined) {
    opened = undefined;
    // Another tab has forgotten it meanwhile, and may have made the next one.
    if (store.isCurrent) {
      dropKept();
    } else {
      requireNone();
    }
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

/** Opened once more where it isn't the one any more that was read before: another tab may have made it again. */
async function currentStore(): Promise<KeptStore | undefined> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    opened ??= KeptStore.left();
    const opening = opened;
    const store = await opening;
    if (store?.isCurrent === true) {
      return store;
    }
    store?.close();
    if (opened === opening) {
      opened = undefined;
    }
  }
  return undefined;
}

/** Throws where there is a copy all the same. */
function requireNone(): void {
  if (deviceSecret() !== undefined) {
    throw new Error('The copy can’t be read.');
  }
}
