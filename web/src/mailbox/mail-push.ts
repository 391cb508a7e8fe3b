import { useEffect } from 'react';
import { client, sessionReturns } from '../platform/services.js';
import { ageOfStart, asOfStart } from '../platform/start-answer.js';
import { createStore } from '../platform/store.js';
import { folderTask, parseFolderTask } from './folder-tasks.js';
import { mailChanges } from './mail-changes.js';

/** Whether the server reports changes; without it, the list polls. */
export const isPushed = createStore(false);

/** An answer that is no older than this shows what the first poll of the stream begins with. */
const stillNewMs = 1_000;

/** For as long as somebody is signed in, whatever is shown: notifications hang on it, too. */
export function useMailPush(): void {
  useEffect(() => openMailPush({ asOf: asOfStart, age: ageOfStart }), []);
}

/** What the page began with. */
interface Start {
  /** When it was read (`Mail-As-Of`); undefined: not in one answer. */
  readonly asOf: () => string | undefined;
  /** How old it is, in ms. */
  readonly age: () => number | undefined;
}

/** Opens the stream of changes; returns what closes it. */
export function openMailPush(start: Start): () => void {
  let wasOpen = false;
  let isFirst = true;
  /** This page has said since when: what has changed since then is the first thing that the server reports. */
  let isReported = false;
  const countChange = (): void => {
    mailChanges.set(mailChanges.get() + 1);
  };
  const stream = client.mailEvents({
    onEvent: (event) => {
      if (event.type === 'mail.changed') {
        countChange();
      }
      if (event.type === 'folder.progress') {
        folderTask.set(parseFolderTask(event.data));
      }
    },
    onState: (state) => {
      isPushed.set(state === 'open');
      if (state !== 'open') {
        return;
      }
      // What was reported while nobody listened is lost, and so is what came between the answer that is shown and another page's stream.
      if (!isReported && (wasOpen || (start.age() ?? 0) > stillNewMs)) {
        countChange();
      }
      wasOpen = true;
      isReported = false;
    },
    // Later, the page shows what is newer, and the server has perhaps forgotten what was deleted for good since then.
    since: () => {
      const since = isFirst && !wasOpen ? start.asOf() : undefined;
      isFirst = false;
      isReported = since !== undefined;
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
}
