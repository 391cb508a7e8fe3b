import { useEffect } from 'react';
import { thisPage } from '../../client/browser-page.js';
import type { Locks } from '../../client/tab-leadership.js';
import { seenLock } from './new-mail-watch.js';

/** Shows the other pages that this one is visible, by a lock; the browser releases the lock when the page crashes. */
export function useSeenMark(): void {
  useEffect(() => {
    const page = thisPage();
    if (page?.locks === undefined) {
      return undefined;
    }
    const { locks } = page;
    let release: (() => void) | undefined;
    const follow = (isSeen: boolean): void => {
      if (isSeen) {
        release ??= holdShared(locks);
      } else {
        release?.();
        release = undefined;
      }
    };
    const stop = page.watch({
      onVisibility: () => {
        follow(page.isVisible());
      },
      onSleep: () => {
        follow(false);
      },
      onWake: () => {
        follow(page.isVisible());
      },
    });
    follow(page.isVisible());
    return () => {
      stop();
      follow(false);
    };
  }, []);
}

function holdShared(locks: Locks): () => void {
  const ending = new AbortController();
  const ended = new Promise<void>((resolve) => {
    ending.signal.addEventListener('abort', () => {
      resolve();
    });
  });
  locks.request(seenLock, { mode: 'shared', signal: ending.signal }, () => ended).catch(() => undefined);
  return () => {
    ending.abort();
  };
}
