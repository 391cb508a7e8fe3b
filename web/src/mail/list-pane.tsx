import { type ReactElement, type RefObject, useCallback, useMemo, useState } from 'react';
import { problemOf } from '../client/index.js';
import { useNotify } from '../platform/notify.js';
import { usePreferences } from '../platform/preferences.js';
import type { ListView } from '../platform/routes.js';
import { queryClient } from '../platform/services.js';
import { Failed } from '../mailbox/failed.js';
import { useFreshMail } from './fresh-mail.js';
import type { ListCursor } from './list-cursor.js';
import { ListHeader } from './list-header.js';
import { listItems, threadKey } from './list-items.js';
import { EmptyList, ListSkeleton } from './list-states.js';
import type { MailCommands } from './mail-commands.js';
import { MessageList } from './message-list.js';
import type { RowCommands } from './row-actions.js';
import { listQuery, useMessageList } from '../mailbox/messages-query.js';
import { itemHref, openMessage } from '../mailbox/open-message.js';
import { useConversationCounts } from '../mailbox/conversation-counts.js';
import { allMessages } from '../mailbox/pages.js';

interface ListPaneProps {
  readonly list: ListView;
  readonly name: string;
  readonly selectedId: string | undefined;
  readonly commands: MailCommands;
  readonly cursorRef: RefObject<ListCursor | null>;
  readonly onOpenFolders: (() => void) | undefined;
}

export function ListPane({ list, name, selectedId, commands, cursorRef, onOpenFolders }: ListPaneProps): ReactElement {
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
  const total = items.filter((item) => item.kind === 'message').length;
  const countOf = useConversationCounts(messages, list.folder, conversations && !isSearch);
  const rowCommands = useRowCommands(list, commands, setExpanded);

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
      <ListHeader list={list} name={name} onOpenFolders={onOpenFolders} />
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
          total={total}
          selectedId={selectedId}
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

function useRowCommands(list: ListView, commands: MailCommands, setExpanded: SetExpanded): RowCommands {
  return useMemo(
    () => ({
      open: (item, options) => {
        openMessage(itemHref(list, item.message), options);
      },
      toggleThread: (item) => {
        setExpanded((current) => toggled(current, threadKey(item.message)));
      },
      archive: commands.archive,
      remove: commands.remove,
      toggleFlag: commands.toggleFlag,
      toggleRead: commands.toggleRead,
    }),
    [list, commands, setExpanded],
  );
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}
