import { problemOf, type SessionState, type SignedIn } from '../../client/index.js';
import { preferences } from '../preferences.js';
import { createStore } from '../store.js';
import { deviceSecret, isOfAnother } from './device-secret.js';
import { dropCopy } from './drop-copy.js';
import type { StoredValue, StoredKind } from './copy-rules.js';
import { isReadable } from './copy-session.js';

interface SessionSeen {
  readonly state: SessionState;
  readonly at: number;
}

/** The last session response of the service, and its time (epoch, ms). */
export const sessionSeen = createStore<SessionSeen | undefined>(undefined);

/** How often this page has deleted the copy. */
let deletions = 0;
let permitting: SessionSeen | undefined;
let isSigningOut = false;

/** The user that this page began with; for another user, the page is reloaded. */
let pageUserId: string | undefined;

/** Whether this page shows anything from the stored copy. */
export const showsStored = createStore(false);

/** When the service last responded for a list (epoch, ms), by the list's key. */
export const listTimes = createStore<ReadonlyMap<string, number>>(new Map());

export function noteList(key: string, at: number): void {
  listTimes.set(new Map(listTimes.get()).set(key, at));
  for (const { onList } of readers) {
    onList(key);
  }
}

/** Reports what only the user's actions cause to be stored: a message was only prefetched until they open it. */
export interface Reading {
  readonly onOpened: (messageId: string) => void;
  readonly onPicture: (address: string, url: string) => void;
  readonly onList: (key: string) => void;
  readonly onDeleted: () => void;
}

/** Registered while the copy is written; what was read before is passed to it afterwards. */
export const readers = new Set<Reading>();
const mostEarly = 50;
const openedIds = new Set<string>();
const shownIds = new Set<string>();
const earlyPictures = new Map<string, string>();

/** Returns the function to call when the message is no longer on the page. */
export function noteOpened(messageId: string): () => void {
  openedIds.add(messageId);
  shownIds.add(messageId);
  for (const { onOpened } of readers) {
    onOpened(messageId);
  }
  return () => {
    shownIds.delete(messageId);
  };
}

export function notePicture(address: string, url: string): void {
  if (readers.size === 0 && earlyPictures.size < mostEarly) {
    earlyPictures.set(address, url);
  }
  for (const { onPicture } of readers) {
    onPicture(address, url);
  }
}

export function isOpened(messageId: string): boolean {
  return openedIds.has(messageId);
}

export function takeEarlyPictures(): ReadonlyMap<string, string> {
  const taken = new Map(earlyPictures);
  earlyPictures.clear();
  return taken;
}

/** Whether the operator has forbidden the stored copy. */
export function isForbidden(state: SessionState): boolean {
  return state.authenticated && state.unavailable?.includes('offline_reading') === true;
}

export function isAllowed(state: SessionState): boolean {
  return state.authenticated && !isForbidden(state);
}

/** A session response permits a copy only if it was requested after the last deletion: pass this number to `noteSession`. */
export function deletionCount(): number {
  return deletions;
}

/** The session response that permits creating or writing a copy: the service sent it after the last deletion. */
export function permittingSession(): { readonly state: SignedIn; readonly at: number } | undefined {
  if (isSigningOut || permitting?.state.authenticated !== true || !isAllowed(permitting.state)) {
    return undefined;
  }
  return { state: permitting.state, at: permitting.at };
}

/** Processes a session response: nothing is stored for a user who isn't signed in, nor if the user or the operator refuses. */
export function noteSession(state: SessionState, askedAfter = deletions): SessionState {
  const isLatest = askedAfter === deletions;
  const isWanted = isAllowed(state) && preferences.get().offlineReading;
  if (!isWanted || (state.authenticated && isOfAnother(state.user.id))) {
    deleteCopy();
  }
  const seen = { state, at: Date.now() };
  if (state.authenticated) {
    pageUserId ??= state.user.id;
  }
  if (isLatest && isWanted) {
    permitting = seen;
  }
  sessionSeen.set(seen);
  return state;
}

/** The service has refused a call. If nobody is signed in any more, the copy is deleted. */
export async function noteRefusal(response: Response): Promise<void> {
  try {
    const { code } = (await response.json()) as { readonly code?: unknown };
    if (code === 'login_required') {
      deleteCopy();
    }
  } catch {
    // Not a problem document: the response is from a proxy.
  }
}

/** Deletes the copy. Only later responses of the service permit this page to create another one. */
export function deleteCopy(): void {
  deletions += 1;
  permitting = undefined;
  dropCopy();
  openedIds.clear();
  for (const id of shownIds) {
    openedIds.add(id);
  }
  earlyPictures.clear();
  for (const { onDeleted } of readers) {
    onDeleted();
  }
}

/** The user signs out: whatever the service still responds, this page creates no copy any more, even if signing out fails. */
export function deleteCopyForGood(): void {
  isSigningOut = true;
  deleteCopy();
}

/** How often an outage has ended. */
let outagesEnded = 0;

export function noteOutageEnd(): void {
  outagesEnded += 1;
}

const fromCopy = new WeakSet<object>();

/** Whether it is unchanged from the copy: then it isn't written again with the current time. */
export function isFromCopy(value: unknown): boolean {
  return typeof value === 'object' && value !== null && fromCopy.has(value);
}

interface FallbackOptions {
  /** Whether the page shows data already, which is newer and stays. */
  readonly isShown?: () => boolean;
  readonly onStored?: (at: number, error: unknown) => void;
}

/** The response of the service or, if it is unreachable, the first stored one of these. */
export async function orStored<Value>(
  kind: StoredKind,
  names: readonly string[],
  ask: () => Promise<Value>,
  { isShown, onStored }: FallbackOptions = {},
): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    if (problemOf(error)?.code !== 'network_unreachable' || isShown?.() === true) {
      throw error;
    }
    const before = outagesEnded;
    const found = await readStored(kind, names).catch(() => undefined);
    // The service is available again: nothing would refresh data from the copy.
    if (before !== outagesEnded) {
      return ask();
    }
    if (found === undefined) {
      throw error;
    }
    showsStored.set(true);
    onStored?.(found.at, error);
    if (typeof found.value === 'object' && found.value !== null) {
      fromCopy.add(found.value);
    }
    return found.value as Value;
  }
}

/** `over`: as far as this page knows, the session has ended. `unknown`: the copy can't be read, and may have newer data than the page. */
export type Stay = 'stays' | 'over' | 'unknown';

/**
 * Whether mail may stay on a page that can't reach the service; `own` is the session as this page knows it. A background tab doesn't
 * request the session while the user works in another tab, which writes the responses into the copy. When the page's own data is out of
 * date, the copy's counts.
 */
export async function mayStay(own: SignedIn, now: number): Promise<Stay> {
  const { state, at } = sessionSeen.get() ?? { state: own, at: 0 };
  // Nobody is signed in: the page has asked the user to sign in again, above the text that they were writing.
  if (!state.authenticated || isReadable(state.session, at, now)) {
    return 'stays';
  }
  let stored: StoredValue | undefined;
  try {
    stored = await readStored('session', ['session']);
  } catch {
    return 'unknown';
  }
  const known = stored?.value as SignedIn | undefined;
  if (stored === undefined || known?.user.id !== own.user.id) {
    return 'over';
  }
  sessionSeen.set({ state: known, at: stored.at });
  return 'stays';
}

/** Until the service has responded, the copy's user counts as signed in. Later, only that user's mail is shown. */
function isTheirs(userId: string): boolean {
  pageUserId ??= userId;
  return pageUserId === userId;
}

async function readStored(kind: StoredKind, names: readonly string[]): Promise<StoredValue | undefined> {
  if (deviceSecret() === undefined) {
    return undefined;
  }
  const { findStored } = await import('./copy-reader.js');
  return findStored(kind, names, isTheirs);
}
