import { useEffect } from 'react';
import { client, sessionReturns } from '../platform/services.js';
import { ageOfStart, asOfStart } from '../platform/start-answer.js';
import { createStore } from '../platform/store.js';
import { folderTask, parseFolderTask } from './folder-tasks.js';
import { mailChanges } from './mail-changes.js';

/** Whether the server tells us about changes; without it, the list asks. */
export const isPushed = createStore(false);

/** An answer that is no older than this shows what the first look of the stream begins with. */
const STILL_NEW_MS = 1_000;

/** For as long as somebody is signed in, whatever is shown: notifications hang on it, too. */
export function useMailPush(): void {
  useEffect(() => {
    let wasOpen = false;
    // This page opens the stream, and has said since when: the server begins with what has changed.
    let isTold = false;
    const countChange = (): void => {
      mailChanges.set(mailChanges.get() + 1);
    };
    const stream = client.mailEvents({
      onEvent: (event) => {
        if (event.type === 'mail.changed') countChange();
        if (event.type === 'folder.progress') folderTask.set(parseFolderTask(event.data));
      },
      onState: (state) => {
        isPushed.set(state === 'open');
        if (state !== 'open') return;
        // What was said while nobody listened is lost, and so is what came between the answer that is shown and another page's stream.
        if (!isTold && (wasOpen || (ageOfStart() ?? 0) > STILL_NEW_MS)) countChange();
        wasOpen = true;
        isTold = false;
      },
      since: () => {
        const since = asOfStart();
        isTold = since !== undefined;
        return since;
      },
    });
    const stopListening = sessionReturns.subscribe(() => {
      stream.resume();
    });
    return () => {
      stopListening();
      stream.close();
    };
  }, []);
}
