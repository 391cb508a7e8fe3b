import type { RefObject } from 'react';
import type { MessageSummary } from '../client/index.js';
import { navigate } from '../platform/router.js';
import { listHref, type ListView } from '../platform/routes.js';
import { useShortcuts } from '../platform/shortcuts.js';
import type { ListCursor } from './list-cursor.js';
import type { MailCommands, ReplyKind } from './mail-commands.js';
import { itemHref, openMessage as open } from '../mailbox/open-message.js';

interface MailShortcutsContext {
  readonly list: ListView;
  readonly messages: readonly MessageSummary[];
  readonly openMessage: MessageSummary | undefined;
  readonly commands: MailCommands;
  readonly cursor: RefObject<ListCursor | null>;
}

export function useMailShortcuts({ list, messages, openMessage, commands, cursor }: MailShortcutsContext): void {
  const isInList = (): boolean => document.activeElement?.hasAttribute('data-message-id') === true;
  /** In the list the keys mean the row at hand, elsewhere the open message. */
  const target = (): MessageSummary | undefined =>
    isInList() || openMessage === undefined ? cursor.current?.current()?.message : openMessage;
  const step = (by: number): void => {
    if (isInList() || openMessage === undefined) {
      cursor.current?.move(by);
      return;
    }
    const next = messages[messages.indexOf(openMessage) + by];
    if (next !== undefined) open(itemHref(list, next), { byKeyboard: true });
  };
  const reply = (kind: ReplyKind) => () => {
    const message = target();
    if (message !== undefined) commands.reply(kind, message.id);
  };
  const act = (run: (message: MessageSummary) => void) => () => {
    const message = target();
    if (message !== undefined) run(message);
  };

  useShortcuts({
    j: () => {
      step(1);
    },
    k: () => {
      step(-1);
    },
    c: commands.compose,
    r: reply('reply'),
    a: reply('reply-all'),
    f: reply('forward'),
    e: act((message) => {
      commands.archive([message]);
    }),
    '#': act((message) => {
      commands.remove([message]);
    }),
    u: act((message) => {
      commands.markRead([message], !message.isRead);
    }),
    s: act((message) => {
      commands.flag([message], !message.flagged);
    }),
    Escape: () => {
      if (openMessage === undefined) return;
      navigate(listHref(list));
      cursor.current?.focus();
    },
  });
}
