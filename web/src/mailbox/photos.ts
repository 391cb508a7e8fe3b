import { useEffect, useSyncExternalStore } from 'react';
import { Transport } from '../client/transport.js';
import { problemOf, type SessionUser } from '../client/index.js';
import { isGranted, permissionChanges } from '../platform/permissions.js';
import { outage } from '../platform/services.js';
import { photoPauseMs } from './photo-pause.js';

/** No request for people that the user only scrolls past. */
const pauseMs = 150;
/** Photos have the lowest priority: a mailbox allows four concurrent calls. */
const mostAtOnce = 2;

/** A missing photo is no outage and opens no prompt. */
const transport = new Transport({});

/** By address; null for a person without a photo. */
const known = new Map<string, string | null>();
/** The shown people whose photo was not requested yet, with the number of their avatars. */
const wanted = new Map<string, number>();
/** Ids of people in the directory, whatever their domain. */
const directoryIds = new Map<string, string>();
const listeners = new Set<() => void>();
let active = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let isWatching = false;
/** In the time of `Date.now`. */
let pausedUntil = 0;

export function noteInDirectory(address: string, id: string): void {
  directoryIds.set(address.toLowerCase(), id);
}

/**
 * The photo of a colleague as an address for an img, once it has loaded. One request per person while this page exists. Undefined for
 * people without a photo or of other organisations, and without the permission; a photo opens no prompt.
 */
export function usePhoto(address: string | undefined, user: SessionUser): string | undefined {
  const key = address !== undefined && mayHavePhoto(address, user) ? address.toLowerCase() : undefined;
  const photo = useSyncExternalStore(subscribe, () => (key === undefined ? undefined : known.get(key)));
  useEffect(() => {
    if (key === undefined || known.has(key)) {
      return undefined;
    }
    wanted.set(key, (wanted.get(key) ?? 0) + 1);
    later();
    return () => {
      const others = (wanted.get(key) ?? 1) - 1;
      if (others === 0) {
        wanted.delete(key);
      } else {
        wanted.set(key, others);
      }
    };
  }, [key]);
  return photo ?? undefined;
}

/** Only for colleagues of the same domain and people found in the directory: Graph has no photo for a newsletter. */
function mayHavePhoto(address: string, { accountType, username }: SessionUser): boolean {
  if (accountType === 'personal') {
    return false;
  }
  return directoryIds.has(address.toLowerCase()) || domainOf(address) === domainOf(username);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!isWatching) {
    isWatching = true;
    permissionChanges(later);
    outage.subscribe(later);
    window.addEventListener('online', later);
    document.addEventListener('visibilitychange', later);
  }
  return () => listeners.delete(listener);
}

function later(): void {
  if (wanted.size === 0) {
    return;
  }
  timer ??= setTimeout(
    () => {
      timer = undefined;
      askNext();
    },
    Math.max(pauseMs, pausedUntil - Date.now()),
  );
}

/** Photos are requested only while the page is visible, the service is available and the permission is granted. */
function mayAsk(): boolean {
  if (outage.get() !== undefined || !navigator.onLine || document.visibilityState !== 'visible') {
    return false;
  }
  return isGranted('people.read');
}

function askNext(): void {
  if (!mayAsk()) {
    return;
  }
  if (pausedUntil > Date.now()) {
    later();
    return;
  }
  for (const key of [...wanted.keys()]) {
    if (active >= mostAtOnce) {
      return;
    }
    wanted.delete(key);
    if (!known.has(key)) {
      void ask(key);
    }
  }
}

async function ask(key: string): Promise<void> {
  active += 1;
  known.set(key, null);
  try {
    const response = await transport.raw(`/api/people/${encodeURIComponent(directoryIds.get(key) ?? key)}/photo`, {
      priority: 'low',
    });
    known.set(key, URL.createObjectURL(await response.blob()));
    for (const listener of [...listeners]) {
      listener();
    }
  } catch (error) {
    // Many people have no photo. After another error, the photo is requested again when it is shown again.
    const problem = problemOf(error);
    if (problem?.code !== 'not_found') {
      known.delete(key);
    }
    pausedUntil = Math.max(pausedUntil, Date.now() + photoPauseMs(problem));
  } finally {
    active -= 1;
    askNext();
  }
}
