import { problemOf, type SessionState, type SignedIn } from '../../client/index.js';
import { preferences } from '../preferences.js';
import { createStore } from '../store.js';
import { deviceSecret, isOfAnother } from './device-secret.js';
import { dropKept } from './forgetting.js';
import type { Kept, KeptKind } from './kept-rules.js';
import { isReadable } from './kept-session.js';

interface SessionSeen {
  readonly state: SessionState;
  readonly at: number;
}

/** The last session response of the service, and its time (epoch, ms). */
export const sessionSeen = createStore<SessionSeen | undefined>(undefined);

/** How often this page has deleted the copy. */
let forgettings = 0;
let vouching: SessionSeen | undefined;
let isLeaving = false;

/** The user that this page began with; for another user, the page is reloaded. */
let pageUserId: string | undefined;

/** Whether this page shows anything from the stored copy. */
export const showsKept = createStore(false);

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
  readonly onForgotten: () => void;
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
export function forgettingCount(): number {
  return forgettings;
}

/** The session response that permits creating or writing a copy: the service sent it after the last deletion. */
export function vouchedSession(): { readonly state: SignedIn; readonly at: number } | undefined {
  if (isLeaving || vouching?.state.authenticated !== true || !isAllowed(vouching.state)) {
    return undefined;
  }
  return { state: vouching.state, at: vouching.at };
}

/** Processes a session response: nothing is stored for a user who isn't signed in, nor if the user or the operator refuses. */
export function noteSession(state: SessionState, askedAfter = forgettings): SessionState {
  const isLatest = askedAfter === forgettings;
  const isWanted = isAllowed(state) && preferences.get().offlineReading;
  if (!isWanted || (state.authenticated && isOfAnother(state.user.id))) {
    forgetKept();
  }
  const seen = { state, at: Date.now() };
  if (state.authenticated) {
    pageUserId ??= state.user.id;
  }
  if (isLatest && isWanted) {
    vouching = seen;
  }
  sessionSeen.set(seen);
  return state;
}

/** The service has refused a call. If nobody is signed in any more, the copy is deleted. */
export async function noteRefusal(response: Response): Promise<void> {
  try {
    const { code } = (await response.json()) as { readonly code?: unknown };
    if (code === 'login_required') {
      forgetKept();
    }
  } catch {
    // Not a problem document: the response is from a proxy.
  }
}

/** Deletes the copy. Only later responses of the service permit this page to create another one. */
export function forgetKept(): void {
  forgettings += 1;
  vouching = undefined;
  dropKept();
  openedIds.clear();
  for (const id of shownIds) {
    openedIds.add(id);
  }
  earlyPictures.clear();
  for (const { onForgotten } of readers) {
    onForgotten();
  }
}

/** The user signs out: whatever the service still responds, this page creates no copy any more, even if signing out fails. */
export function forgetForGood(): void {
  isLeaving = true;
  forgetKept();
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

interface KeptOptions {
  /** Whether the page shows data already, which is newer and stays. */
  readonly isShown?: () => boolean;
  readonly onKept?: (at: number, error: unknown) => void;
}

/** The response of the service or, if it is unreachable, the first stored one of these. */
export async function orKept<Value>(
  kind: KeptKind,
  names: readonly string[],
  ask: () => Promise<Value>,
  { isShown, onKept }: KeptOptions = {},
): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    if (problemOf(error)?.code !== 'network_unreachable' || isShown?.() === true) {
      throw error;
    }
    const before = outagesEnded;
    const found = await readKept(kind, names).catch(() => undefined);
    // The service is available again: nothing would refresh data from the copy.
    if (before !== outagesEnded) {
      return ask();
    }
    if (found === undefined) {
      throw error;
    }
    showsKept.set(true);
    onKept?.(found.at, error);
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
  let kept: Kept | undefined;
  try {
    kept = await readKept('session', ['session']);
  } catch {
    return 'unknown';
  }
  const known = kept?.value as SignedIn | undefined;
  if (kept === undefined || known?.user.id !== own.user.id) {
    return 'over';
  }
  sessionSeen.set({ state: known, at: kept.at });
  return 'stays';
}

/** Until the service has responded, the copy's user counts as signed in. Later, only that user's mail is shown. */
function isTheirs(userId: string): boolean {
  pageUserId ??= userId;
  return pageUserId === userId;
}

async function readKept(kind: KeptKind, names: readonly string[]): Promise<Kept | undefined> {
  if (deviceSecret() === undefined) {
    return undefined;
  }
  const { keptOf } = await import('./kept-reader.js');
  return keptOf(kind, names, isTheirs);
}
