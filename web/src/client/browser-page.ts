import type { Locks } from './tab-leadership.js';

export interface PageWatcher {
  readonly onVisibility: () => void;
  /** The page is about to be frozen, or to enter the back-forward cache: none of its code runs until `onWake`. */
  readonly onSleep: () => void;
  readonly onWake: () => void;
}

/** The parts of the page that are needed for sharing among the pages of one browser. */
export interface BrowserPage {
  /** Undefined outside a secure context, and in browsers without Web Locks. */
  readonly locks: Locks | undefined;
  openChannel(name: string): BroadcastChannel;
  isVisible(): boolean;
  /** Returns a function that ends the watch. */
  watch(watcher: PageWatcher): () => void;
}

/** This page; undefined outside of a page, and without a channel to other pages. */
export function thisPage(): BrowserPage | undefined {
  if (typeof document === 'undefined' || typeof BroadcastChannel === 'undefined') {
    return undefined;
  }
  return {
    locks: 'locks' in navigator ? navigator.locks : undefined,
    openChannel: (name) => new BroadcastChannel(name),
    isVisible: () => document.visibilityState === 'visible',
    watch: watchPage,
  };
}

/** https://wicg.github.io/page-lifecycle and the back-forward cache of HTML. */
function watchPage({ onVisibility, onSleep, onWake }: PageWatcher): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  document.addEventListener('visibilitychange', onVisibility, { signal });
  document.addEventListener('freeze', onSleep, { signal });
  document.addEventListener('resume', onWake, { signal });
  window.addEventListener('pagehide', onSleep, { signal });
  window.addEventListener(
    'pageshow',
    ({ persisted }) => {
      if (persisted) {
        onWake();
      }
    },
    { signal },
  );
  return () => {
    ending.abort();
  };
}
