import { useEffect } from 'react';
import { connection } from '../mailbox/prefetch.js';
import { isGenerous } from '../mailbox/prefetch-queue.js';
import { afterFirstRows } from './after-first-rows.js';

/** A page that is never idle gets it all the same. */
const latestMs = 5_000;

/** Loads what somebody writes with when their mail is there and the page has nothing else to do, unless data is to be saved. */
export function useComposerAhead(): void {
  useEffect(
    () =>
      afterFirstRows(() => {
        if (isGenerous(connection())) {
          whenIdle(loadComposer);
        }
      }),
    [],
  );
}

function loadComposer(): void {
  // Without its code, as while an update is made, it's loaded when somebody writes.
  Promise.all([import('../compose/compose-pane.js'), import('../drafts/start-draft.js')]).catch(() => undefined);
}

/** Not every browser says when it is idle. */
function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in window) {
    requestIdleCallback(run, { timeout: latestMs });
  } else {
    setTimeout(run, latestMs);
  }
}
