import { useMemo } from 'react';
import { isInteraction, type MessageSummary, problemOf } from '../client/index.js';
import { type Notice, useNotify } from '../platform/notify.js';
import { navigate } from '../platform/router.js';
import { editHref, listHref, type ListView, messageHref } from '../platform/routes.js';
import { client } from '../platform/services.js';
import { useUser } from '../platform/session.js';
import { createStore } from '../platform/store.js';
import { problemText } from '../ui/problem-text.js';
import { saveFile } from '../ui/save-file.js';
import {
  deleteForGood,
  markRead,
  moveTo,
  moveToDeleted,
  type MoveTarget,
  setFlagged,
} from '../mailbox/mail-actions.js';
import { subjectOf } from '../mailbox/people.js';

export type ReplyKind = 'reply' | 'reply-all' | 'forward';
type Messages = readonly MessageSummary[];

/** What a user can do with messages, from the list, the toolbar or the keyboard. */
export interface MailCommands {
  readonly compose: () => void;
  /** Writes on at a draft. */
  readonly edit: (draft: MessageSummary) => void;
  readonly reply: (kind: ReplyKind, messageId: string) => void;
  readonly archive: (messages: Messages) => void;
  readonly remove: (messages: Messages) => void;
  readonly removeForGood: (messages: Messages) => void;
  readonly move: (messages: Messages, target: MoveTarget) => void;
  readonly markRead: (messages: Messages, isRead: boolean) => void;
  readonly flag: (messages: Messages, flagged: boolean) => void;
  readonly saveSource: (message: MessageSummary) => void;
}

/** Messages waiting for "delete for good?" to be answered. */
export const deletionToConfirm = createStore<Messages | undefined>(undefined);

interface CommandContext {
  readonly list: ListView;
  readonly openId: string | undefined;
  /** What to open when these messages go. */
  readonly nextAfter: (ids: ReadonlySet<string>) => string | undefined;
}

export function useMailCommands({ list, openId, nextAfter }: CommandContext): MailCommands {
  const notify = useNotify();
  const user = useUser();
  return useMemo(() => {
    const leaveIfOpen = (messages: Messages): void => {
      const ids = new Set(messages.map((message) => message.id));
      if (openId === undefined || !ids.has(openId)) return;
      const next = nextAfter(ids);
      navigate(next === undefined ? listHref(list) : messageHref(list, next), { replace: true });
    };
    const move = (messages: Messages, target: MoveTarget): void => {
      leaveIfOpen(messages);
      void moveTo(notify, messages, list.folder, target);
    };
    return {
      compose: () => void startNew(user.id, notify),
      edit: (draft) => {
        navigate(editHref(draft.id));
      },
      reply: (kind, messageId) => void startReply(kind, messageId, user, notify),
      archive: (messages) => {
        move(messages, { folder: 'archive', name: 'Archive' });
      },
      remove: (messages) => {
        if (list.folder === 'deleteditems') {
          deletionToConfirm.set(messages);
          return;
        }
        leaveIfOpen(messages);
        void moveToDeleted(notify, messages, list.folder);
      },
      removeForGood: (messages) => {
        leaveIfOpen(messages);
        void deleteForGood(notify, messages, list.folder);
      },
      move,
      markRead: (messages, isRead) => void markRead(notify, messages, list.folder, isRead),
      flag: (messages, flagged) => void setFlagged(notify, messages, flagged),
      saveSource: (message) => void saveSource(message, notify),
    };
  }, [notify, user, list, openId, nextAfter]);
}

type Notify = (notice: Notice) => void;

// The writing part of the app is loaded when somebody starts to write.
async function startNew(userId: string, notify: Notify): Promise<void> {
  try {
    const { startDraft } = await import('../drafts/start-draft.js');
    startDraft(userId);
  } catch (error) {
    notify({ title: 'The editor could not be loaded', body: problemText(error).text, intent: 'error' });
  }
}

async function startReply(
  kind: ReplyKind,
  messageId: string,
  user: { readonly id: string; readonly username: string },
  notify: Notify,
): Promise<void> {
  try {
    const { startReplyDraft } = await import('../drafts/start-draft.js');
    await startReplyDraft(kind, messageId, user);
  } catch (error) {
    notify({ title: 'The answer could not be started', body: problemText(error).text, intent: 'error' });
  }
}

async function saveSource(message: MessageSummary, notify: Notify): Promise<void> {
  try {
    const { blob } = await client.mail.source(message.id);
    saveFile(blob, `${subjectOf(message).replace(/[\\/:*?"<>|]/g, ' ')}.eml`);
  } catch (error) {
    const problem = problemOf(error);
    if (problem !== undefined && isInteraction(problem)) return;
    notify({ title: 'The message could not be saved', body: problemText(error).text, intent: 'error' });
  }
}
