import { useEffect } from 'react';
import type { MessageSummary } from '../client/index.js';
import { navigate } from '../platform/router.js';
import { editHref, type ListView, messageHref } from '../platform/routes.js';
import { createStore } from '../platform/store.js';

/** The address of the message that was opened with the keyboard: its heading gets the focus. */
export const openedByKeyboard = createStore<string | undefined>(undefined);

export function openMessage(href: string, { byKeyboard }: { byKeyboard: boolean }): void {
  openedByKeyboard.set(byKeyboard ? href : undefined);
  navigate(href);
}

/** The mailbox draft in the composer: the list marks its row. */
export const writtenMessage = createStore<string | undefined>(undefined);

export function useOpenInList(messageId: string | undefined): void {
  useEffect(() => {
    writtenMessage.set(messageId);
    return () => {
      writtenMessage.set(undefined);
    };
  }, [messageId]);
}

/** A draft opens in the composer, every other message in the reading pane. */
export function itemHref(list: ListView, message: MessageSummary): string {
  return message.isDraft ? editHref(message.id) : messageHref(list, message.id);
}
