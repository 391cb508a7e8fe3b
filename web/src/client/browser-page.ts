import type { Locks } from './tab-leadership.js';

export interface PageWatcher {
  readonly onVisibility: () => void;
  /** The page is about to be frozen, or goes into the back-forward cache: nothing of it runs until `onWake`. */
  readonly onSleep: () => void;
  readonly onWake: () => void;
}

/** What sharing among the pages of one browser needs of it. */
export interface BrowserPage {
  /** Undefined outside a secure context, and in browsers without Web Locks. */
  readonly locks: Locks | undefined;
  openChannel(name: string): BroadcastChannel;
  isVisible(): boolean;
  /** Returns what ends it. */
  watch(watcher: PageWatcher): () => void;
}

/** This page; undefined where there is none, or nothing to talk to the others with. */
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
