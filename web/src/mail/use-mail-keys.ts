import { type RefObject, useEffect, useRef } from 'react';
import type { MessageSummary } from '../client/index.js';
import type { ActionSubjects } from '../mailbox/actions/targets.js';
import { itemHref, openMessage } from '../mailbox/open-message.js';
import { focusSearch } from '../platform/search-field.js';
import { navigate } from '../platform/router.js';
import { listHref, type ListView } from '../platform/routes.js';
import { showShortcuts } from '../platform/shortcut-help.js';
import { closeComposer } from '../platform/composer.js';
import { focusAreaOf } from '../platform/keys/focus-area.js';
import type { Subject } from '../platform/keys/key-decision.js';
import { type AppDecision, useKeys } from '../platform/keys/use-keys.js';
import type { ListCursor } from './list-cursor.js';
import type { MessageItem } from './list-items.js';
import type { MailCommands } from './mail-commands.js';
import { pressInFolders } from './folders/folder-keys.js';
import { clearSelection, select, selectionOf, withAll, withRange, withToggled } from './selection.js';

interface MailKeysOptions {
  readonly list: ListView;
  readonly openId: string | undefined;
  /** The loaded conversation of the open message. */
  readonly thread: readonly MessageSummary[];
  readonly isGrouped: boolean;
  readonly isWriting: boolean;
  readonly isSelecting: boolean;
  readonly commands: MailCommands;
  readonly cursor: RefObject<ListCursor | null>;
}

export function useMailKeys(options: MailKeysOptions): void {
  const { list, openId, thread, isGrouped, isWriting, isSelecting, commands, cursor } = options;
  const subjectsOf = (subject: Subject): readonly (ActionSubjects[number] & { readonly message: MessageSummary })[] => {
    if (subject === 'selection') {
      return selectedRows();
    }
    if (subject === 'row') {
      const row = cursor.current?.atFocus();
      return row === undefined ? [] : [row];
    }
    const message = thread.find(({ id }) => id === openId);
    return message === undefined ? [] : [{ message, thread, isConversation: isGrouped }];
  };
  const selectedRows = (): readonly MessageItem[] => {
    const { keys } = selectionOf(list);
    return (cursor.current?.rows ?? []).filter(({ key }) => keys.has(key));
  };
  const withSubjects = (which: Subject, act: (subjects: ActionSubjects) => void): void => {
    const subjects = subjectsOf(which);
    if (subjects.length > 0) {
      act(subjects);
    }
  };
  const order = (): string[] => (cursor.current?.rows ?? []).map(({ key }) => key);
  // A conversation includes its messages, also while it is expanded.
  const everything = (): string[] => (cursor.current?.rows ?? []).filter((row) => !row.isChild).map(({ key }) => key);
  const extend = (by: 1 | -1): void => {
    const from = cursor.current?.atFocus()?.key;
    const to = cursor.current?.move(by);
    const selection = selectionOf(list);
    if (to !== undefined) {
      select(list, withRange({ ...selection, anchor: selection.anchor ?? from }, to, order()));
    }
  };
  const openBeside = (by: 1 | -1): void => {
    const beside = openId === undefined ? undefined : cursor.current?.conversationBeside(openId, by);
    if (beside !== undefined) {
      openMessage(itemHref(list, beside.message), { byKeyboard: true });
    }
  };

  const run = (decision: AppDecision): void => {
    switch (decision.kind) {
      case 'archive':
        withSubjects(decision.subject, commands.archive);
        break;
      case 'delete':
        if (commands.remove !== undefined) {
          withSubjects(decision.subject, commands.remove);
        }
        break;
      case 'toggle-read':
        withSubjects(decision.subject, commands.toggleRead);
        break;
      case 'toggle-flag':
        withSubjects(decision.subject, commands.toggleFlag);
        break;
      case 'move-to':
        withSubjects(decision.subject, (subjects) => {
          commands.askWhere(subjects);
        });
        break;
      case 'answer':
        for (const { message } of subjectsOf(decision.subject)) {
          if (!message.isDraft) {
            commands.reply(decision.answer, message.id);
          }
        }
        break;
      case 'toggle-selected': {
        const row = cursor.current?.atFocus();
        if (row !== undefined) {
          select(list, withToggled(selectionOf(list), row.key));
        }
        break;
      }
      case 'extend':
        extend(decision.by);
        break;
      case 'select-all':
        select(list, withAll(everything()));
        break;
      case 'clear-selection':
        clearSelection();
        // The bar is removed, and the focus with it.
        if (focusAreaOf(document.activeElement) !== 'row') {
          cursor.current?.focus();
        }
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
        if (openId !== undefined) {
          cursor.current?.focusMessage(openId);
        }
        break;
      case 'move-in-folders':
        pressInFolders(decision.by === 1 ? 'next' : 'previous');
        break;
      case 'expand-folder':
        pressInFolders('expand');
        break;
      case 'collapse-folder':
        pressInFolders('collapse');
        break;
      case 'rename-folder':
        pressInFolders('rename');
        break;
      case 'delete-folder':
        pressInFolders('delete');
        break;
      case 'close-composer':
        closeComposer();
        break;
    }
  };
  useKeys({ isWriting, isReading: openId !== undefined, isSelecting, run });
}

/** After the composer is closed, the focus returns to the row at which the user began to write. */
export function useFocusAfterWriting(
  isWriting: boolean,
  openId: string | undefined,
  cursor: RefObject<ListCursor | null>,
): void {
  const wasWriting = useRef(isWriting);
  useEffect(() => {
    const hasEnded = wasWriting.current && !isWriting;
    wasWriting.current = isWriting;
    if (!hasEnded || focusAreaOf(document.activeElement) !== 'page') {
      return;
    }
    if (openId === undefined) {
      cursor.current?.focus();
    } else {
      cursor.current?.focusMessage(openId);
    }
  }, [isWriting, openId, cursor]);
}
