import {
  answerTo,
  cacheOf,
  cachesOfOthers,
  cachesTooMany,
  isPageOf,
  newestFirst,
  serviceParts,
} from './shell-rules.js';
import type { FetchEvent, WorkerScope } from './worker-scope.js';

/** This version of the app, set by the build (vite.config.ts). */
declare const SHELL: {
  readonly version: string;
  /** The page's first script. */
  readonly entry: string;
  readonly files: readonly string[];
};

/** Read once: the build inserts the list wherever it is used. */
const shell = SHELL;
const worker = globalThis as unknown as WorkerScope;
const PAGE = '/';
/** How long a slow network is waited for before the stored page is shown, in ms. */
const patienceMs = 5_000;

worker.addEventListener('install', (event) => {
  event.waitUntil(install());
  // These requests don't wait for the start of a worker that would not handle them.
  const routes = serviceParts.map((part) => ({
    condition: { urlPattern: { pathname: `/${part}/*` } },
    source: 'network' as const,
  }));
  if (event.addRoutes !== undefined) {
    event.waitUntil(event.addRoutes(routes).catch(() => undefined));
  }
});

// The browser activates a new version only after the last tab of the old one is closed.
worker.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

worker.addEventListener('fetch', (event) => {
  const { method, mode, destination, url, headers } = event.request;
  const request = { method, mode, destination, url, isPartial: headers.has('range') };
  switch (answerTo(request, worker.location.origin)) {
    case 'page':
      event.respondWith(page(event));
      break;
    case 'versioned':
      event.respondWith(versioned(event.request));
      break;
    case 'file':
      event.respondWith(fetch(event.request).catch(() => cached(event.request)));
      break;
    case 'none':
  }
});

/** Stores all files of a version, or none. */
async function install(): Promise<void> {
  const name = cacheOf(shell.version);
  try {
    const cache = await caches.open(name);
    // This version was installed before. It is complete and may be in use.
    if ((await cache.match(PAGE)) !== undefined) {
      return;
    }
    await cache.addAll(shell.files);
    const answer = await fetch(PAGE, { cache: 'no-store' });
    if (!answer.ok || !isPageOf(await answer.clone().text(), shell.entry)) {
      throw new Error('Another version is served.');
    }
    // Last: a version that has its page is complete.
    await cache.put(PAGE, answer);
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  await remove(cachesTooMany(await caches.keys()));
}

async function takeOver(): Promise<void> {
  await remove(cachesOfOthers(await caches.keys(), shell.version));
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
}

async function remove(names: readonly string[]): Promise<void> {
  for (const name of names) {
    await caches.delete(name);
  }
}

/** The service's page, to get a new version at the next visit; without a network, the newest stored one. */
async function page({ request, preloadResponse }: FetchEvent): Promise<Response> {
  const answer = preloadResponse.then((preloaded) => preloaded ?? fetch(request));
  const late = new Promise<undefined>((resolve) => {
    setTimeout(resolve, patienceMs, undefined);
  });
  try {
    return (await Promise.race([answer, late])) ?? (await newestPage()) ?? (await answer);
  } catch (error) {
    const newest = await newestPage();
    if (newest === undefined) {
      throw error;
    }
    return newest;
  }
}

async function newestPage(): Promise<Response | undefined> {
  for (const name of newestFirst(await caches.keys())) {
    const found = await (await caches.open(name)).match(PAGE);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

async function versioned(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function cached(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? Response.error();
}
