import { type ReactElement, type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import { problemOf } from '../client/index.js';
import { useNotify } from '../platform/notify.js';
import { usePreferences } from '../platform/preferences.js';
import type { ListView } from '../platform/routes.js';
import { queryClient } from '../platform/services.js';
import { Failed } from '../mailbox/failed.js';
import { useFreshMail } from './fresh-mail.js';
import type { ListCursor } from './list-cursor.js';
import { ListHeader } from './list-header.js';
import { listItems, type MessageItem, threadKey } from './list-items.js';
import { EmptyList, ListSkeleton } from './list-states.js';
import type { MailCommands } from './mail-commands.js';
import { MessageList } from './message-list.js';
import type { RowCommands } from './row-actions.js';
import {
  clearSelection,
  select,
  type Selection,
  selectionOf,
  withPresent,
  withRange,
  withToggled,
} from './selection.js';
import { SelectionBar } from './selection-bar.js';
import { listQuery, useMessageList } from '../mailbox/messages-query.js';
import { itemHref, openMessage } from '../mailbox/open-message.js';
import { useConversationCounts } from '../mailbox/conversation-counts.js';
import { allMessages } from '../mailbox/pages.js';

interface ListPaneProps {
  readonly list: ListView;
  readonly name: string;
  readonly selectedId: string | undefined;
  readonly selection: Selection;
  readonly commands: MailCommands;
  readonly cursorRef: RefObject<ListCursor | null>;
  readonly onOpenFolders: (() => void) | undefined;
}

export function ListPane(props: ListPaneProps): ReactElement {
  const { list, name, selectedId, selection, commands, cursorRef, onOpenFolders } = props;
  const { conversations } = usePreferences();
  const query = useMessageList(list);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const notify = useNotify();
  useFreshMail(
    list,
    useCallback(
      (count: number) => {
        if (list.folder !== 'inbox') return;
        notify({ title: count === 1 ? 'New message' : `${count} new messages`, intent: 'info', id: 'new-mail' });
      },
      [list.folder, notify],
    ),
  );

  const messages = useMemo(() => allMessages(query.data), [query.data]);
  const isSearch = list.search !== '';
  const items = useMemo(
    () => listItems(messages, { grouped: conversations && !isSearch, headings: !isSearch, expanded, now: new Date() }),
    [messages, conversations, isSearch, expanded],
  );
  const countOf = useConversationCounts(messages, list.folder, conversations && !isSearch);
  const rowCommands = useRowCommands({ list, commands, setExpanded, cursorRef, selectedId });
  const rows = useMemo(() => items.filter((item) => item.kind === 'message'), [items]);
  const chosen = useMemo(() => rows.filter(({ key }) => selection.keys.has(key)), [rows, selection]);
  useEffect(() => {
    if (query.data === undefined) return;
    const present = withPresent(
      selection,
      rows.map(({ key }) => key),
    );
    if (present !== selection) select(list, present);
  }, [list, selection, rows, query.data]);

  const { fetchNextPage } = query;
  const onLoadMore = useCallback(() => {
    void fetchNextPage().then(({ error }) => {
      // The place in the list is no longer known to the server: begin again from the top.
      if (problemOf(error)?.code === 'invalid_cursor')
        void queryClient.resetQueries({ queryKey: listQuery(list).queryKey });
    });
  }, [fetchNextPage, list]);

  return (
    <>
      {chosen.length === 0 ? (
        <ListHeader list={list} name={name} onOpenFolders={onOpenFolders} />
      ) : (
        <SelectionBar list={list} name={name} subjects={chosen} rows={rows} commands={commands} />
      )}
      {query.data === undefined ? (
        query.isError ? (
          <Failed error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <ListSkeleton />
        )
      ) : messages.length === 0 && !query.hasNextPage ? (
        <EmptyList list={list} name={name} />
      ) : (
        <MessageList
          key={`${list.folder} ${list.search} ${String(list.unreadOnly)}`}
          list={list}
          items={items}
          total={rows.length}
          selectedId={selectedId}
          chosen={selection.keys}
          commands={rowCommands}
          countOf={countOf}
          hasMore={query.hasNextPage && !query.isFetchNextPageError}
          isLoadingMore={query.isFetchingNextPage}
          onLoadMore={onLoadMore}
          cursorRef={cursorRef}
          label={`Messages in ${name}`}
        />
      )}
    </>
  );
}

type SetExpanded = (change: (expanded: ReadonlySet<string>) => ReadonlySet<string>) => void;

interface RowCommandsOptions {
  readonly list: ListView;
  readonly commands: MailCommands;
  readonly setExpanded: SetExpanded;
  readonly cursorRef: RefObject<ListCursor | null>;
  readonly selectedId: string | undefined;
}

function useRowCommands({ list, commands, setExpanded, cursorRef, selectedId }: RowCommandsOptions): RowCommands {
  return useMemo(
    () => ({
      open: (item, options) => {
        clearSelection();
        openMessage(itemHref(list, item.message), options);
      },
      choose: (item, how) => {
        const selection = selectionOf(list);
        const rows = cursorRef.current?.rows ?? [];
        // A range begins at what was selected last, else at what is seen to be: the row with the focus, the open message.
        const seen = cursorRef.current?.atFocus() ?? rows.find((row) => isOpenRow(row, selectedId));
        const from = { ...selection, anchor: selection.anchor ?? seen?.key };
        const order = rows.map(({ key }) => key);
        select(list, how === 'toggle' ? withToggled(selection, item.key) : withRange(from, item.key, order));
        cursorRef.current?.focus(item.key);
      },
      toggleThread: (item) => {
        setExpanded((current) => toggled(current, threadKey(item.message)));
      },
      archive: (item) => {
        commands.archive([item]);
      },
      remove: (item) => {
        commands.remove([item]);
      },
      toggleFlag: (item) => {
        commands.toggleFlag([item]);
      },
      toggleRead: (item) => {
        commands.toggleRead([item]);
      },
    }),
    [list, commands, setExpanded, cursorRef, selectedId],
  );
}

function isOpenRow({ thread }: MessageItem, openId: string | undefined): boolean {
  return openId !== undefined && thread.some(({ id }) => id === openId);
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}
