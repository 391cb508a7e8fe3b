import { pathOf, type Parameters } from '../client/api-calls.js';
import { requestInit } from '../client/request-init.js';
import { INBOX, type ListView, parseRoute } from './routes.js';

/** Requests of the first page that are sent before the app has loaded, by their address as a `Request` writes it. */
const waiting = new Map<string, { readonly response: Promise<Response>; readonly abort: AbortController }>();

/** A response that is not used within this time is requested again. */
const freshMs = 10_000;

/** When the first response to each path arrived, in the time of `Date.now`. */
const arrivals = new Map<string, number>();

export function askEarly(template: string, params: Parameters): void {
  const path = pathOf(template, params);
  const abort = new AbortController();
  const response = fetch(path, { ...requestInit, signal: abort.signal });
  const early = { response, abort };
  response.then(
    () => arrivals.set(template, Date.now()),
    () => undefined,
  );
  const key = keyOf(path);
  waiting.set(key, early);
  setTimeout(() => {
    if (waiting.get(key) !== early) {
      return;
    }
    waiting.delete(key);
    abort.abort();
  }, freshMs);
}

/** When the response to an early request arrived; undefined without such a request, or while it is pending. */
export function arrivalOf(template: string): number | undefined {
  return arrivals.get(template);
}

/** `fetch` that uses the response to an early request, each once. */
export const fetchWithEarly: typeof globalThis.fetch = (input, init) => {
  const early = input instanceof Request && input.method === 'GET' ? takeEarly(input.url) : undefined;
  if (early === undefined) {
    return fetch(input, init);
  }
  const { signal } = input as Request;
  if (signal.aborted) {
    early.abort.abort(signal.reason);
  }
  signal.addEventListener('abort', () => {
    early.abort.abort(signal.reason);
  });
  return early.response;
};

function takeEarly(address: string): ReturnType<typeof waiting.get> {
  const key = keyOf(address);
  const early = waiting.get(key);
  waiting.delete(key);
  return early;
}

/** Normalises an address: `encodeURIComponent` leaves an apostrophe in a query unchanged, `Request` doesn't. */
function keyOf(address: string): string {
  return new URL(address, window.location.origin).href;
}

const VISITED = 'signed-in-before';

/** A user is signed in here, or is about to sign in: the next visit begins with their mail. Signing out clears the storage. */
export function rememberVisit(): void {
  try {
    localStorage.setItem(VISITED, '1');
  } catch {
    // Storage is forbidden: then each visit begins with the session request.
  }
}

function wasHere(): boolean {
  try {
    return localStorage.getItem(VISITED) !== null;
  } catch {
    return false;
  }
}

/** The data that a page of the mail app begins with. */
export interface FirstPage {
  readonly list: ListView;
  readonly messageId: string | undefined;
}

/** Undefined when the page shows no mail, or when possibly nobody is signed in. */
export function firstPageOf(location: string, isKnown: boolean = wasHere()): FirstPage | undefined {
  if (!isKnown || new URL(location, 'http://local').searchParams.has('auth_error')) {
    return undefined;
  }
  const route = parseRoute(location);
  if (route.name === 'home') {
    return { list: INBOX, messageId: undefined };
  }
  return route.name === 'mail' ? { list: route.list, messageId: route.messageId } : undefined;
}
