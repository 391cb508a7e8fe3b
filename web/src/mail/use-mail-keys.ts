import { type RefObject, useEffect, useRef } from 'react';
import type { MessageSummary } from '../client/index.js';
import type { ActionSubject } from '../mailbox/actions/targets.js';
import { itemHref, openMessage } from '../mailbox/open-message.js';
import { focusSearch } from '../platform/search-field.js';
import { navigate } from '../platform/router.js';
import { listHref, type ListView } from '../platform/routes.js';
import { showShortcuts } from '../platform/shortcut-help.js';
import { closeComposer } from '../platform/composer.js';
import { focusPlace } from '../platform/keys/focus-place.js';
import type { Subject } from '../platform/keys/key-decision.js';
import { type AppDecision, useKeys } from '../platform/keys/use-keys.js';
import type { ListCursor } from './list-cursor.js';
import type { MailCommands } from './mail-commands.js';

interface MailKeysOptions {
  readonly list: ListView;
  readonly openId: string | undefined;
  /** The conversation of the open message, as the list knows it. */
  readonly thread: readonly MessageSummary[];
  readonly isGrouped: boolean;
  readonly isWriting: boolean;
  readonly commands: MailCommands;
  readonly cursor: RefObject<ListCursor | null>;
}

export function useMailKeys({ list, openId, thread, isGrouped, isWriting, commands, cursor }: MailKeysOptions): void {
  const subjectOf = (subject: Subject): (ActionSubject & { readonly message: MessageSummary }) | undefined => {
    if (subject === 'row') return cursor.current?.atFocus();
    const message = thread.find(({ id }) => id === openId);
    return message === undefined ? undefined : { message, thread, isConversation: isGrouped };
  };
  const withSubject = (which: Subject, act: (subject: ActionSubject & { message: MessageSummary }) => void): void => {
    const subject = subjectOf(which);
    if (subject !== undefined) act(subject);
  };
  const openBeside = (by: 1 | -1): void => {
    const beside = openId === undefined ? undefined : cursor.current?.conversationBeside(openId, by);
    if (beside !== undefined) openMessage(itemHref(list, beside.message), { byKeyboard: true });
  };

  const run = (decision: AppDecision): void => {
    switch (decision.kind) {
      case 'archive':
        withSubject(decision.subject, commands.archive);
        break;
      case 'delete':
        withSubject(decision.subject, commands.remove);
        break;
      case 'toggle-read':
        withSubject(decision.subject, commands.toggleRead);
        break;
      case 'toggle-flag':
        withSubject(decision.subject, commands.toggleFlag);
        break;
      case 'answer':
        withSubject(decision.subject, ({ message }) => {
          if (!message.isDraft) commands.reply(decision.answer, message.id);
        });
        break;
      case 'move':
        cursor.current?.move(decision.by);
        break;
      case 'open':
        openBeside(decision.by);
        break;
      case 'compose':
        commands.compose();
        break;
      case 'search':
        focusSearch();
        break;
      case 'help':
        showShortcuts();
        break;
      case 'undo':
        commands.undo();
        break;
      case 'close-message':
        navigate(listHref(list));
        if (openId !== undefined) cursor.current?.focusMessage(openId);
        break;
      case 'close-composer':
        closeComposer();
        break;
    }
  };
  useKeys({ isWriting, isReading: openId !== undefined, run });
}

/** After writing, the focus is on the row that it began at: it went with the composer. */
export function useFocusAfterWriting(
  isWriting: boolean,
  openId: string | undefined,
  cursor: RefObject<ListCursor | null>,
): void {
  const wasWriting = useRef(isWriting);
  useEffect(() => {
    const hasEnded = wasWriting.current && !isWriting;
    wasWriting.current = isWriting;
    if (!hasEnded || focusPlace(document.activeElement) !== 'page') return;
    if (openId === undefined) cursor.current?.focus();
    else cursor.current?.focusMessage(openId);
  }, [isWriting, openId, cursor]);
}
