import { useEffect } from 'react';
import { client, sessionReturns } from '../platform/services.js';
import { ageOfStart, asOfStart } from '../platform/start-response.js';
import { createStore } from '../platform/store.js';
import { folderTask, parseFolderTask } from './folder-tasks.js';
import { mailChanges } from './mail-changes.js';

/** Whether the server reports changes; without it, the list polls. */
export const isPushed = createStore(false);

/** A response up to this age has the same data as the first poll of the stream. */
const stillNewMs = 1_000;

/** Runs while a user is signed in, on every page: notifications depend on it too. */
export function useMailPush(): void {
  useEffect(() => openMailPush({ asOf: asOfStart, age: ageOfStart }), []);
}

/** The data that the page began with. */
interface Start {
  /** When it was read (`Mail-As-Of`); undefined when it was not one response. */
  readonly asOf: () => string | undefined;
  /** Its age in ms. */
  readonly age: () => number | undefined;
}

/** Opens the stream of changes; returns the function that closes it. */
export function openMailPush(start: Start): () => void {
  let wasOpen = false;
  let isFirst = true;
  /** This page has sent `since`: the server first reports the changes since then. */
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
      // Events while the stream was closed are lost, as are those between the page's data and the start of another page's stream.
      if (!isReported && (wasOpen || (start.age() ?? 0) > stillNewMs)) {
        countChange();
      }
      wasOpen = true;
      isReported = false;
    },
    // Only once: later, the page shows newer data, and the server may no longer report permanent deletions since then.
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
