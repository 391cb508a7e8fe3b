import { parseRoute } from '../platform/routes.js';
import { shellCache } from './shell-names.js';

export interface ShellRequest {
  readonly method: string;
  readonly mode: string;
  readonly destination: string;
  readonly url: string;
  /** Whether only a range of it is requested. */
  readonly isPartial: boolean;
}

/**
 * What the worker does with a request. `page`: a route of the app, from the service or from the cache. `versioned`: a file whose
 * name changes with its content, from the cache of any version. `file`: another file of the app. `none`: the worker doesn't handle it, as
 * all of `/auth` and `/api`.
 */
export type ShellAnswer = 'page' | 'versioned' | 'file' | 'none';

/** First segments of the service's own paths. The worker caches nothing below them: no pages, scripts or pictures. */
export const serviceParts: readonly string[] = ['api', 'auth', 'health'];

export function answerTo(request: ShellRequest, origin: string): ShellAnswer {
  const { method, mode, destination, isPartial } = request;
  const url = new URL(request.url);
  if (method !== 'GET' || url.origin !== origin || isPartial) {
    return 'none';
  }
  if (serviceParts.includes(url.pathname.split('/')[1] ?? '')) {
    return 'none';
  }
  // Only routes of the app's own router: no sign-in, no consent, and nothing that an operator serves beside the app.
  if (mode === 'navigate') {
    return parseRoute(url.pathname + url.search).name === 'not-found' ? 'none' : 'page';
  }
  if (destination === 'script' || destination === 'style') {
    return 'versioned';
  }
  return destination === 'image' ? 'file' : 'none';
}

/** Installed versions that are not active yet: while a tab stays open for weeks, each update adds one. */
const mostVersions = 4;

export function cacheOf(version: string): string {
  return `${shellCache}${version}`;
}

/** The app's own caches, the newest first; `names` are in the order of their creation. */
export function newestFirst(names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith(shellCache)).reverse();
}

/** At the installation of a version: an open tab may still use another one, whose files stay. */
export function cachesTooMany(names: readonly string[]): string[] {
  return newestFirst(names).slice(mostVersions);
}

/** When a version becomes active, no tab uses another one any more. */
export function cachesOfOthers(names: readonly string[], version: string): string[] {
  return newestFirst(names).filter((name) => name !== cacheOf(version));
}

/** Whether the page belongs to this version, and not to another one on another replica. */
export function isPageOf(page: string, entry: string): boolean {
  return page.includes(entry);
}
