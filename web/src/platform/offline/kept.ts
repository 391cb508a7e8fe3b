import { problemOf, type SessionState } from '../../client/index.js';
import { preferences } from '../preferences.js';
import { createStore } from '../store.js';
import { deviceSecret } from './device-secret.js';
import { dropKept } from './forgetting.js';
import type { Kept, KeptKind } from './kept-rules.js';

/** What the service last said of who is here, and when (epoch, ms). */
export const sessionSeen = createStore<{ readonly state: SessionState; readonly at: number } | undefined>(undefined);

/** Whether this page shows anything that was kept, and not asked for. */
export const showsKept = createStore(false);

/** When the service last answered for a list (epoch, ms), by its key. */
export const listTimes = createStore<ReadonlyMap<string, number>>(new Map());

export function noteList(key: string, at: number): void {
  listTimes.set(new Map(listTimes.get()).set(key, at));
}

/** What only the user decides to be kept: a message was fetched ahead until it is opened. */
export interface Reading {
  readonly onOpened: (messageId: string) => void;
  readonly onPicture: (address: string, url: string) => void;
}

/** Set while what is read is kept; what is read before that is handed over afterwards. */
export const readers = new Set<Reading>();
const MOST_EARLY = 50;
const openedIds = new Set<string>();
const earlyPictures = new Map<string, string>();

export function noteOpened(messageId: string): void {
  openedIds.add(messageId);
  for (const { onOpened } of readers) onOpened(messageId);
}

export function notePicture(address: string, url: string): void {
  if (readers.size === 0 && earlyPictures.size < MOST_EARLY) earlyPictures.set(address, url);
  for (const { onPicture } of readers) onPicture(address, url);
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

/** What the service says of who is here: nothing is kept for somebody who isn't, nor against the will of user and operator. */
export function noteSession(state: SessionState): SessionState {
  sessionSeen.set({ state, at: Date.now() });
  if (!isAllowed(state) || !preferences.get().offlineReading) forgetKept();
  return state;
}

/** The service refuses a call; when that is because nobody is signed in any more, nothing stays. */
export async function noteRefusal(response: Response): Promise<void> {
  try {
    const { code } = (await response.json()) as { readonly code?: unknown };
    if (code === 'login_required') forgetKept();
  } catch {
    // It is no problem of ours: a proxy has said something.
  }
}

export function forgetKept(): void {
  dropKept();
  openedIds.clear();
  earlyPictures.clear();
}

interface KeptOptions {
  /** What is shown already is newer, and stays. */
  readonly isShown?: () => boolean;
  readonly onKept?: (at: number) => void;
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
    if (problemOf(error)?.code !== 'network_unreachable' || isShown?.() === true) throw error;
    const found = await readKept(kind, names);
    if (found === undefined) throw error;
    showsKept.set(true);
    onKept?.(found.at);
    return found.value as Value;
  }
}

async function readKept(kind: KeptKind, names: readonly string[]): Promise<Kept | undefined> {
  if (deviceSecret() === undefined) return undefined;
  try {
    const { keptOf } = await import('./kept-reader.js');
    return await keptOf(kind, names);
  } catch {
    return undefined;
  }
}
