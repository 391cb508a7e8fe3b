import { useEffect } from 'react';
import type { MessageSummary } from '../client/index.js';
import { navigate } from '../platform/router.js';
import { editHref, type ListView, messageHref } from '../platform/routes.js';
import { createStore } from '../platform/store.js';

/** The address of the message that was opened with the keyboard: there the focus goes to its heading. */
export const openedByKeyboard = createStore<string | undefined>(undefined);

export function openMessage(href: string, { byKeyboard }: { byKeyboard: boolean }): void {
  openedByKeyboard.set(byKeyboard ? href : undefined);
  navigate(href);
}

/** The draft of the mailbox that is being written: the list marks its row. */
export const writtenMessage = createStore<string | undefined>(undefined);

export function useOpenInList(messageId: string | undefined): void {
  useEffect(() => {
    writtenMessage.set(messageId);
    return () => {
      writtenMessage.set(undefined);
    };
  }, [messageId]);
}

/** A draft is written on, everything else is read. */
export function itemHref(list: ListView, message: MessageSummary): string {
  return message.isDraft ? editHref(message.id) : messageHref(list, message.id);
}
