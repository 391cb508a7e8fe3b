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

/** What the service last said of who is here, and when (epoch, ms). */
export const sessionSeen = createStore<SessionSeen | undefined>(undefined);

/** How often the copy was forgotten by this page. */
let forgettings = 0;
let vouching: SessionSeen | undefined;
let isLeaving = false;

/** The user that this page began with; another one's page is loaded anew. */
let pageUserId: string | undefined;

/** Whether this page shows anything that was kept, and not asked for. */
export const showsKept = createStore(false);

/** When the service last answered for a list (epoch, ms), by its key. */
export const listTimes = createStore<ReadonlyMap<string, number>>(new Map());

export function noteList(key: string, at: number): void {
  listTimes.set(new Map(listTimes.get()).set(key, at));
  for (const { onList } of readers) {
    onList(key);
  }
}

/** What only the user decides to be kept: a message was fetched ahead until it is opened. */
export interface Reading {
  readonly onOpened: (messageId: string) => void;
  readonly onPicture: (address: string, url: string) => void;
  readonly onList: (key: string) => void;
  readonly onForgotten: () => void;
}

/** Set while what is read is kept; what is read before that is handed over afterwards. */
export const readers = new Set<Reading>();
const mostEarly = 50;
const openedIds = new Set<string>();
const shownIds = new Set<string>();
const earlyPictures = new Map<string, string>();

/** Returns what is called when it isn't on the page any more. */
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

/** Whether the operator wants nothing to be kept. */
export function isForbidden(state: SessionState): boolean {
  return state.authenticated && state.unavailable?.includes('offline_reading') === true;
}

export function isAllowed(state: SessionState): boolean {
  return state.authenticated && !isForbidden(state);
}

/** An answer to "who is here" vouches for the user only if it was asked for after the last forgetting: pass this to `noteSession`. */
export function forgettingCount(): number {
  return forgettings;
}

/** The answer by which a copy may be made or written: the service gave it after whatever was forgotten. */
export function vouchedSession(): { readonly state: SignedIn; readonly at: number } | undefined {
  if (isLeaving || vouching?.state.authenticated !== true || !isAllowed(vouching.state)) {
    return undefined;
  }
  return { state: vouching.state, at: vouching.at };
}

/** What the service says of who is here: nothing is kept for somebody who isn't, nor against the will of user and operator. */
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

/** The service refuses a call; when that is because nobody is signed in any more, nothing stays. */
export async function noteRefusal(response: Response): Promise<void> {
  try {
    const { code } = (await response.json()) as { readonly code?: unknown };
    if (code === 'login_required') {
      forgetKept();
    }
  } catch {
    // It is no problem of ours: a proxy has said something.
  }
}

/** Only what the service answers from now on lets this page make another copy. */
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

/** The user signs out: whatever the service still answers, this page makes no copy any more, not even when signing out fails. */
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

/** Whether it was read from the copy as it is: then it isn't written there as if the service had just said so. */
export function isFromCopy(value: unknown): boolean {
  return typeof value === 'object' && value !== null && fromCopy.has(value);
}

interface KeptOptions {
  /** What is shown already is newer, and stays. */
  readonly isShown?: () => boolean;
  readonly onKept?: (at: number, error: unknown) => void;
}

/** What the service answers, or the first of these that was kept where it can't be reached. */
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
    // Nobody would ask again for what is shown from now on.
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

/** `over`: the session is, as far as anybody here knows. `unknown`: the copy can't be read, which may say more than the page knows. */
export type Stay = 'stays' | 'over' | 'unknown';

/**
 * Whether what was read may stay on a page that can't ask the service; `own` is the session as this page knows it. A tab in the
 * background doesn't ask who is here while the user goes on in another tab, which writes into the copy what the service says: so
 * where the page's own word is out of date, the copy's counts.
 */
export async function mayStay(own: SignedIn, now: number): Promise<Stay> {
  const { state, at } = sessionSeen.get() ?? { state: own, at: 0 };
  // Nobody is signed in: the page has asked them to sign in again, over what they were writing.
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

/** Before the service has said who is here, the copy's user is shown as who it is; from then on nobody else's mail. */
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
