import { isInteraction, type MessageSummary, problemOf } from '../../client/index.js';
import { isGranted } from '../../platform/permissions.js';
import { preferences } from '../../platform/preferences.js';
import { askUserAbout, client, outage } from '../../platform/services.js';
import { requireSameUser } from '../../platform/session.js';
import { createStore } from '../../platform/store.js';
import { refreshAllLists, refreshArrangedLists, refreshConversationsOf, refreshFolders } from '../mail-cache.js';
import { ActionQueue, type QueueEvent } from './action-queue.js';
import {
  type ActionTarget,
  inverseOf,
  isRemoval,
  isReturn,
  type MailAction,
  markingRead,
  type RequestedAction,
} from './mail-action.js';
import { obstacleOf } from './obstacle.js';
import { perform } from './perform-action.js';
import { noteEnded, requestedActions } from './requested-actions.js';
import { showDone, showUndone } from './show-action.js';
import { deleteStoredActions, storeActions, takeOrphanedActions } from './stored-actions.js';

const retryMs = 15_000;

let storedFor: string | undefined;

export const actionQueue = new ActionQueue({
  perform: async (request, reports) => {
    if (!navigator.onLine) {
      throw new Error('offline');
    }
    // A waiting action may have been requested by a user who is no longer signed in.
    if (Date.now() - request.requestedAt > retryMs) {
      await requireSameUser(request.userId);
    }
    return perform(request, { ...reports, mail: client.mail });
  },
  obstacleOf,
  showDone,
  showUndone,
  store: (requests) => {
    if (storedFor !== undefined) {
      storeActions(storedFor, requests);
    }
  },
  onEvent: (event) => {
    const isReversed = toReverse.delete(event.request.id) && event.kind === 'done';
    if (event.kind === 'done' && !isReversed) {
      rememberDone(event.request, event.messages);
    }
    noteEnded(event.request.messages);
    // The page, its counts and the conversation show a mark already.
    if (event.kind !== 'done' || isRemoval(event.request.action)) {
      void refreshFolders();
      refreshConversationsOf(conversationsOf(event.request));
    }
    if (event.request.action.kind === 'move-back') {
      refreshAllLists();
    } else if (isReturn(event.request)) {
      refreshArrangedLists();
    }
    if (isReversed) {
      reverse(event.request, event.messages);
    } else {
      lastEvent.set(event);
    }
  },
});

actionQueue.requests.subscribe(() => {
  requestedActions.set(actionQueue.requests.get());
});

function conversationsOf({ messages, rests = [] }: RequestedAction): Set<string> {
  const ids = [...messages.map(({ conversationId }) => conversationId), ...rests.map(({ id }) => id)];
  return new Set(ids.flatMap((id) => id ?? []));
}

// An action that will be retried, perhaps by another page, isn't reversed then: it is cancelled now.
actionQueue.isStalled.subscribe(() => {
  if (!actionQueue.isStalled.get()) {
    return;
  }
  for (const request of actionQueue.requests.get().filter(({ id }) => toReverse.delete(id))) {
    cancelAction(request);
  }
});

/** The result of the last action, for the notices. */
export const lastEvent = createStore<QueueEvent | undefined>(undefined);

/** Messages that were read on this page and stay unread, because the user has not permitted this app to change the mailbox. */
export const readUnmarked = createStore<readonly MessageSummary[]>([]);

/** The actions that can be undone, the newest last. */
const history: { request: RequestedAction; messages: readonly MessageSummary[] }[] = [];
const mostUndoable = 20;

/** Undone while running: reversed as soon as they are performed. */
const toReverse = new Set<string>();

interface NewAction extends ActionTarget {
  readonly userId: string;
  readonly action: MailAction;
  readonly from: string;
  readonly origin?: RequestedAction['origin'];
  readonly spared?: readonly MessageSummary[] | undefined;
}

/** Shows the action at once, and performs it as soon as possible. */
export function requestAction({ userId, origin = 'user', ...asked }: NewAction): void {
  const request: RequestedAction = {
    id: crypto.randomUUID(),
    userId,
    ...asked,
    requestedAt: Date.now(),
    origin,
  };
  storedFor = userId;
  if (request.messages.length === 0 && (request.rests ?? []).length === 0 && request.spared !== undefined) {
    lastEvent.set({ kind: 'done', request, messages: [], failed: [], spared: request.spared });
    return;
  }
  actionQueue.request(request);
}

/** Marks the chosen messages as read. Those with a requested receipt are marked only if the user has decided that in the settings. */
export function requestMarkRead({ messages, ...asked }: Omit<NewAction, 'action' | 'origin' | 'spared'>): void {
  requestAction({ ...asked, ...markingRead(messages, preferences.get().readReceipts !== 'always') });
}

export interface Undone {
  readonly request: RequestedAction;
  /** It is unknown whether it was performed, and it can't be reversed: it is only not tried again. */
  readonly mayBeDone: boolean;
}

/** Undoes the newest action that is waiting, running or done. Returns it, when anything was undone. */
export function undoLast(): Undone | undefined {
  const last = lastUndoable();
  if (last === undefined) {
    return undefined;
  }
  const hasNoInverse = inverseOf(last, last.messages) === undefined;
  const mayBeDone = hasNoInverse && actionQueue.wasSent(last.id);
  return undo(last) ? { request: last, mayBeDone } : undefined;
}

/** The newest action that is waiting, running or done. */
export function lastUndoable(): RequestedAction | undefined {
  const requested = actionQueue.requests.get().findLast(({ id, origin }) => origin === 'user' && !toReverse.has(id));
  return requested ?? history.at(-1)?.request;
}

/** Cancels a waiting action. False when it is running already. */
export function cancelAction({ id }: RequestedAction): boolean {
  // The current version: its targets may have been found since the request.
  const request = actionQueue.requests.get().find((one) => one.id === id);
  const outcome = actionQueue.revoke(id);
  if (outcome === 'sent' && request !== undefined) {
    reverse(request, request.messages);
  }
  return outcome !== 'too-late';
}

/** Cancels a waiting action, and reverses a running or finished one. False when it can't be reversed. */
export function undo(request: RequestedAction): boolean {
  if (actionQueue.isRunning(request.id)) {
    if (inverseOf(request, request.messages) === undefined) {
      return false;
    }
    toReverse.add(request.id);
    return true;
  }
  if (cancelAction(request)) {
    return true;
  }
  const at = history.findIndex((done) => done.request.id === request.id);
  const [done] = at === -1 ? [] : history.splice(at, 1);
  if (done !== undefined) {
    reverse(done.request, done.messages);
  }
  return done !== undefined;
}

export function isUndoable(request: RequestedAction): boolean {
  return history.some((done) => done.request.id === request.id);
}

/** Marks an opened message as read, if the user permits this app to change the mailbox. Reading never opens a prompt. */
export function markReadQuietly(userId: string, message: MessageSummary, folder: string): void {
  if (!isGranted('mail.write')) {
    if (!readUnmarked.get().some(({ id }) => id === message.id)) {
      readUnmarked.set([...readUnmarked.get(), message]);
    }
    return;
  }
  requestAction({ userId, action: { kind: 'mark-read' }, from: folder, messages: [message], origin: 'reading' });
}

/** Resumes actions that an earlier page of this user left pending. */
export async function resumeActions(userId: string): Promise<void> {
  storedFor = userId;
  actionQueue.adopt(await takeOrphanedActions(userId));
}

export function deleteWaitingActions(userId: string): void {
  storedFor = undefined;
  deleteStoredActions(userId);
}

function reverse(request: RequestedAction, messages: readonly MessageSummary[]): void {
  const inverse = inverseOf(request, messages);
  if (inverse === undefined) {
    // Cancelled after it was sent: only the mailbox knows the result.
    refreshAllLists();
    return;
  }
  requestAction({ userId: request.userId, ...inverse, origin: 'undo' });
}

function rememberDone(request: RequestedAction, messages: readonly MessageSummary[]): void {
  if (request.origin !== 'user' || messages.length === 0 || inverseOf(request, messages) === undefined) {
    return;
  }
  history.push({ request, messages });
  if (history.length > mostUndoable) {
    history.shift();
  }
}

/** Prompts for what the user can resolve at Microsoft. The action is performed when they are back. */
export function askForPermission({ request, error }: { request: RequestedAction; error: unknown }): boolean {
  if (request.origin !== 'reading') {
    return askUserAbout(error, [{ kind: 'mail-action', payload: request }]);
  }
  const problem = problemOf(error);
  return problem !== undefined && isInteraction(problem);
}

window.addEventListener('online', resume);
outage.subscribe(() => {
  if (outage.get() === undefined) {
    resume();
  }
});
setInterval(() => {
  if (navigator.onLine && document.visibilityState === 'visible') {
    resume();
  }
}, retryMs);

function resume(): void {
  if (actionQueue.isStalled.get()) {
    actionQueue.resume();
  }
}
