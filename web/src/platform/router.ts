import { useMemo, useSyncExternalStore } from 'react';
import { parseRoute, type Route } from './routes.js';

const listeners = new Set<() => void>();

function notifyListeners(): void {
  for (const listener of [...listeners]) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** Path and query, also for returnTo. */
export function currentLocation(): string {
  return `${window.location.pathname}${window.location.search}`;
}

export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (to === currentLocation()) {
    return;
  }
  if (replace) {
    window.history.replaceState(null, '', to);
  } else {
    window.history.pushState(null, '', to);
  }
  notifyListeners();
}

/** Leaves the page: sign-in, consent and sign-out are navigations, never fetches. */
export function navigateTo(url: string): void {
  window.location.assign(url);
}

export function useRoute(): Route {
  const location = useSyncExternalStore(subscribe, currentLocation);
  return useMemo(() => parseRoute(location), [location]);
}

/** For a link inside of the app: a plain click navigates here; a click with a modifier has the browser's default. */
export function isPlainClick(event: React.MouseEvent): boolean {
  return (
    !event.defaultPrevented &&
    event.button === 0 &&
    !event.metaKey &&
    !event.ctrlKey &&
    !event.shiftKey &&
    !event.altKey
  );
}
