import { deviceSecret } from './device-secret.js';
import { dropCopy } from './drop-copy.js';
import { CopyStore } from './copy-store.js';
import type { StoredValue, StoredKind } from './copy-rules.js';

let opened: Promise<CopyStore | undefined> | undefined;

/**
 * The first stored one of these. Nothing is returned after the session in which it was read, nor to another user. Rejects when the copy
 * can't be read now: its content is then unknown.
 */
export async function findStored(
  kind: StoredKind,
  names: readonly string[],
  isTheirs: (userId: string) => boolean,
): Promise<StoredValue | undefined> {
  const store = await currentStore();
  if (store === undefined) {
    requireNone();
    return undefined;
  }
  const session = await store.session(Date.now());
  if (session === undefined) {
    opened = undefined;
    // Otherwise another tab has deleted it meanwhile, and may have created the next one.
    if (store.isCurrent) {
      dropCopy();
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

/** Opens the copy again when the opened one is no longer current: another tab may have created a new one. */
async function currentStore(): Promise<CopyStore | undefined> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    opened ??= CopyStore.existing();
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

/** Throws when there is a copy all the same. */
function requireNone(): void {
  if (deviceSecret() !== undefined) {
    throw new Error('The copy can’t be read.');
  }
}
