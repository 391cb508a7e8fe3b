import { parseRoute } from '../platform/routes.js';
import { shellCache } from './shell-names.js';

export interface ShellRequest {
  readonly method: string;
  readonly mode: string;
  readonly destination: string;
  readonly url: string;
  /** Whether only a part of it is asked for. */
  readonly isPartial: boolean;
}

/**
 * What the worker does with a request. `page`: a place inside the app, as the service has it, or as it was kept. `versioned`: a file whose
 * name changes with its content, from whatever version has it. `file`: another one of the app. `none`: it is none of the worker's
 * business, which all of `/auth` and `/api` is.
 */
export type ShellAnswer = 'page' | 'versioned' | 'file' | 'none';

/** The service's own first parts of a path, of which the worker has nothing, whatever lies there: pages, scripts, pictures. */
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
  // Only what the app's own router knows: a sign-in, a consent, what an operator has beside the app, is not.
  if (mode === 'navigate') {
    return parseRoute(url.pathname + url.search).name === 'not-found' ? 'none' : 'page';
  }
  if (destination === 'script' || destination === 'style') {
    return 'versioned';
  }
  return destination === 'image' ? 'file' : 'none';
}

/** Versions that nobody has taken over yet: while a tab stays open for weeks, each update adds one. */
const mostVersions = 4;

export function cacheOf(version: string): string {
  return `${shellCache}${version}`;
}

/** The app's own caches, the newest first; `names` are in the order in which they were made. */
export function newestFirst(names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith(shellCache)).reverse();
}

/** When a version was installed: an open tab may still be another one, whose files stay. */
export function cachesTooMany(names: readonly string[]): string[] {
  return newestFirst(names).slice(mostVersions);
}

/** When a version takes over, no tab is another one any more. */
export function cachesOfOthers(names: readonly string[], version: string): string[] {
  return newestFirst(names).filter((name) => name !== cacheOf(version));
}

/** Whether the page is that of this version, and not of one that came to another replica meanwhile. */
export function isPageOf(page: string, entry: string): boolean {
  return page.includes(entry);
}
