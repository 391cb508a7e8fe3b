import { type RefObject, useMemo } from 'react';
import { isInteraction, type MessageSummary, problemOf } from '../client/index.js';
import type { Draft } from '../drafts/draft.js';
import { lastUndoable, requestAction, requestMarkRead, undoLast } from '../mailbox/actions/mail-actions.js';
import { undoFolderEdit } from '../mailbox/folder-edits.js';
import { requestText } from '../mailbox/actions/action-text.js';
import {
  type ActionSubjects,
  isInFolder,
  mayArchive,
  type PlannedAction,
  removal,
  toggledCategory,
  toggledFlag,
  toggledRead,
} from '../mailbox/actions/targets.js';
import { subjectOf } from '../mailbox/people.js';
import { dismissNotice, notify } from '../platform/notify.js';
import { navigate } from '../platform/router.js';
import { editHref, listHref, type ListView } from '../platform/routes.js';
import { client } from '../platform/services.js';
import { useSignedIn } from '../platform/session.js';
import { createStore } from '../platform/store.js';
import { t } from '../texts/t.js';
import { fromStart } from '../ui/from-start.js';
import { problemText } from '../ui/problem-text.js';
import { saveFile } from '../ui/save-file.js';
import type { Answer } from '../platform/keys/key-decision.js';
import type { ListCursor } from './list-cursor.js';
import { clearSelection } from './selection.js';

interface FocusTarget {
  readonly x: number;
  readonly y: number;
}

export interface MoveTarget {
  readonly folder: string;
  readonly name: string;
}

/** The user's actions on mail, from the list, the toolbar, the keyboard or a swipe. */
export interface MailCommands {
  readonly compose: () => void;
  /** Continues a draft. */
  readonly edit: (draft: MessageSummary) => void;
  readonly reply: (answer: Answer, messageId: string) => void;
  readonly archive: (subjects: ActionSubjects) => void;
  /**
   * Moves to Deleted Items. Messages in there are deleted permanently, after a confirmation; undefined in there when the cloud can't do
   * that. The folder can be emptied everywhere.
   */
  readonly remove: ((subjects: ActionSubjects) => void) | undefined;
  readonly removeForGood: (deletion: PlannedDeletion) => void;
  readonly move: (subjects: ActionSubjects, target: MoveTarget) => void;
  /** Moves to Junk Email, or from there to the inbox. */
  readonly toggleJunk: (subjects: ActionSubjects) => void;
  /** Asks for the folder first; `at`: where the question opens, in px of the window; by default at the focused element. */
  readonly askWhere: (subjects: ActionSubjects, at?: FocusTarget) => void;
  readonly toggleRead: (subjects: ActionSubjects) => void;
  readonly toggleFlag: (subjects: ActionSubjects) => void;
  readonly toggleCategory: (subjects: ActionSubjects, name: string) => void;
  readonly saveSource: (message: MessageSummary) => void;
  readonly undo: () => void;
}

const focusAfterMs = 50;

/** Planned when the question opens: the confirmation is for the messages that were shown then. */
export interface PlannedDeletion extends PlannedAction {
  readonly from: string;
}

/** The deletion that waits for the user's confirmation. */
export const deletionToConfirm = createStore<PlannedDeletion | undefined>(undefined);

/** The move that waits for the target folder. */
export const moveToConfirm = createStore<{ readonly subjects: ActionSubjects; readonly at: FocusTarget } | undefined>(
  undefined,
);

interface CommandContext {
  readonly list: ListView;
  readonly openId: string | undefined;
  /** The loaded conversation of the open message. */
  readonly openThread: readonly MessageSummary[];
  readonly cursor: RefObject<ListCursor | null>;
}

/** For actions that can't be reversed, when the response got lost. */
const notTriedAgain = { title: t('It may have been done already. We won’t try again.') };

export function useMailCommands({ list, openId, openThread, cursor }: CommandContext): MailCommands {
  const { user, unavailable } = useSignedIn();
  return useMemo(() => {
    const cannotDeleteForGood = unavailable?.includes('permanent_delete') === true;
    const request = (planned: PlannedAction | PlannedDeletion): void => {
      requestAction({ userId: user.id, from: list.folder, ...planned });
    };
    /** The next row gets the focus. A removed message is closed, but the next one is not opened: that is up to the user. */
    const take = (planned: PlannedAction | PlannedDeletion): void => {
      const ids = new Set(planned.messages.map(({ id }) => id));
      const isOpen = openId !== undefined && (ids.has(openId) || openThread.some(({ id }) => ids.has(id)));
      const next = cursor.current?.keyAfter(ids);
      request(planned);
      clearSelection();
      if (isOpen) {
        navigate(listHref(list), { replace: true });
      }
      cursor.current?.focus(next);
    };
    return {
      compose: () => void startNew(user.id),
      edit: (draft) => {
        navigate(editHref(draft.id));
      },
      reply: (answer, messageId) => void startReply(answer, messageId, user),
      archive: (subjects) => {
        if (!mayArchive(subjects, list.folder)) {
          return;
        }
        take(removal({ kind: 'move', folder: 'archive', name: t('Archive') }, subjects, list.folder));
      },
      remove:
        cannotDeleteForGood && list.folder === 'deleteditems'
          ? undefined
          : (subjects) => {
              if (!isInFolder(subjects, list.folder, 'deleteditems')) {
                take(removal({ kind: 'delete' }, subjects, list.folder));
              } else if (cannotDeleteForGood) {
                notify({ title: t('Your organisation’s cloud can’t delete single messages for good'), intent: 'info' });
              } else {
                deletionToConfirm.set(deletionForGood(subjects, list.folder));
              }
            },
      removeForGood: take,
      move: (subjects, { folder, name }) => {
        take(removal({ kind: 'move', folder, name }, subjects, list.folder));
      },
      toggleJunk: (subjects) => {
        const target = isInFolder(subjects, list.folder, 'junkemail') ? inboxFolder : junkFolder;
        take(removal({ kind: 'move', ...target }, subjects, list.folder));
      },
      askWhere: (subjects, at = focusTarget()) => {
        moveToConfirm.set({ subjects, at });
      },
      toggleRead: (subjects) => {
        const planned = toggledRead(subjects, list.folder);
        if (planned?.action.kind === 'mark-read') {
          requestMarkRead({ userId: user.id, from: list.folder, messages: planned.messages, rests: planned.rests });
        } else if (planned !== undefined) {
          request(planned);
        }
      },
      toggleFlag: (subjects) => {
        const planned = toggledFlag(subjects);
        if (planned !== undefined) {
          request(planned);
        }
      },
      toggleCategory: (subjects, name) => {
        request(toggledCategory(subjects, name));
      },
      saveSource: (message) => void saveSource(message),
      undo: () => {
        if (undoFolderEdit(lastUndoable()?.requestedAt ?? 0)) {
          return;
        }
        const last = undoLast();
        if (last === undefined) {
          notify({ title: t('There’s nothing to undo'), intent: 'info', id: 'undo' });
          return;
        }
        const { request: undone, mayBeDone } = last;
        // The notice offers an action that is done now.
        dismissNotice(undone.id);
        if (mayBeDone) {
          notify({ ...notTriedAgain, body: requestText(undone), intent: 'warning', id: 'undo' });
        } else {
          notify({ title: t('Undone'), body: requestText(undone), intent: 'info', id: 'undo' });
        }
        const [first] = undone.messages;
        // The list has to render it first.
        if (first !== undefined && undone.from === list.folder) {
          setTimeout(() => cursor.current?.focusMessage(first.id), focusAfterMs);
        }
      },
    };
  }, [user, unavailable, list, openId, openThread, cursor]);
}

function deletionForGood(subjects: ActionSubjects, from: string): PlannedDeletion {
  return { ...removal({ kind: 'delete-permanently' }, subjects, from), from };
}

const junkFolder = { folder: 'junkemail', name: t('Junk Email') };
const inboxFolder = { folder: 'inbox', name: t('Inbox') };

/** Below the focused element; else in the middle of the window. */
function focusTarget(): FocusTarget {
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body) {
    return { x: window.innerWidth / 2, y: window.innerHeight / 3 };
  }
  const box = activeElement.getBoundingClientRect();
  return { x: fromStart(box, Math.min(box.width / 2, 160)), y: Math.min(box.bottom, window.innerHeight / 2) };
}

// The code of the composer is loaded when the user starts to write.
export async function startNew(userId: string, content: Partial<Pick<Draft, 'to' | 'subject'>> = {}): Promise<void> {
  try {
    const { startDraft } = await import('../drafts/start-draft.js');
    startDraft(userId, content);
  } catch (error) {
    notify({ title: t('We couldn’t load the editor.'), body: problemText(error).text, intent: 'error' });
  }
}

let isStartingReply = false;

async function startReply(
  answer: Answer,
  messageId: string,
  user: { readonly id: string; readonly username: string },
): Promise<void> {
  // Until the composer opens, the key may be pressed again.
  if (isStartingReply) {
    return;
  }
  isStartingReply = true;
  try {
    const { startReplyDraft } = await import('../drafts/start-draft.js');
    await startReplyDraft(answer, messageId, user);
  } catch (error) {
    notify({ title: t('We couldn’t start the reply.'), body: problemText(error).text, intent: 'error' });
  } finally {
    isStartingReply = false;
  }
}

async function saveSource(message: MessageSummary): Promise<void> {
  try {
    const { blob } = await client.mail.source(message.id);
    saveFile(blob, `${subjectOf(message).replace(/[\\/:*?"<>|]/g, ' ')}.eml`);
  } catch (error) {
    const problem = problemOf(error);
    if (problem !== undefined && isInteraction(problem)) {
      return;
    }
    notify({ title: t('We couldn’t save the message.'), body: problemText(error).text, intent: 'error' });
  }
}
