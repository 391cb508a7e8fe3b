import { useEffect, useSyncExternalStore } from 'react';
import { Transport } from '../client/transport.js';
import { problemOf, type SessionUser } from '../client/index.js';
import { isGranted, permissionChanges } from '../platform/permissions.js';
import { outage } from '../platform/services.js';
import { photoPauseMs } from './photo-pause.js';

/** Who only scrolls by is not asked for. */
const pauseMs = 150;
/** Photos wait for everything else: a mailbox has four calls at a time. */
const mostAtOnce = 2;

/** A photo that can't be had is no outage, and asks the user for nothing. */
const transport = new Transport({});

/** By address; null for who has none. */
const known = new Map<string, string | null>();
/** Shown and not yet asked for, by how often. */
const wanted = new Map<string, number>();
/** Ids of people whom the directory knows, whatever their domain. */
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
 * The photo of a colleague as an address for an img, once it is there: one request per person, for as long as this page lives.
 * Undefined for who has none, for other organisations, and without the permission, for which nobody is asked because of it.
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

/** Only a colleague of the same domain, or who was found in the directory: nobody asks Graph for the photo of a newsletter. */
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

/** Photos are asked for where somebody looks, and where they can be had. */
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
    // Many people have none. What had another reason is asked for again when they are shown again.
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
