import { type ReactElement, type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import { problemOf } from '../client/index.js';
import { notificationsWouldHelp } from '../platform/desktop-notifications.js';
import { useNotify } from '../platform/notify.js';
import { usePreferences } from '../platform/preferences.js';
import { listKey, type ListView } from '../platform/routes.js';
import { queryClient } from '../platform/services.js';
import { Failed } from '../mailbox/failed.js';
import { focusAreaOf } from '../platform/keys/focus-area.js';
import { tPlural } from '../texts/messages.js';
import { t } from '../texts/t.js';
import { beginDrag } from './drag-rows.js';
import { useFreshMail } from './fresh-mail.js';
import type { ListCursor } from './list-cursor.js';
import { ListHeader } from './list-header.js';
import { listItems, type MessageItem, threadKey } from './list-items.js';
import { isByDate, isGroupable } from '../mailbox/list-order.js';
import { EmptyList, ListSkeleton } from './list-states.js';
import type { MailCommands } from './mail-commands.js';
import { MessageList } from './message-list.js';
import type { RowCommands } from './row-actions.js';
import { RowMenu } from './row-menu.js';
import {
  clearSelection,
  select,
  type Selection,
  selectionOf,
  withAll,
  withPresent,
  withRange,
  withToggled,
} from './selection.js';
import { SelectionBar } from './selection-bar.js';
import { listQuery, useMessageList } from '../mailbox/messages-query.js';
import { itemHref, openMessage } from '../mailbox/open-message.js';
import { useConversationCounts } from '../mailbox/conversation-counts.js';
import { allMessages } from '../mailbox/pages.js';
import { useCategoryColours } from '../mailbox/categories.js';
import { searchWords } from '../mailbox/search-query.js';
import { lazyPart } from '../ui/lazy-part.js';
import { useToday } from '../ui/use-today.js';

const SearchRefiners = lazyPart(() => import('./search/search-refiners.js').then((module) => module.SearchRefiners));

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
  const [menu, setMenu] = useState<OpenMenu>();
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const notify = useNotify();
  useFreshMail(
    list,
    useCallback(
      (count: number, wasAway: boolean) => {
        if (list.folder !== 'inbox') {
          return;
        }
        if (wasAway) {
          notificationsWouldHelp.set(true);
        }
        notify({
          title: tPlural('{count, plural, one {New message} other {# new messages}}', { count }),
          intent: 'info',
          id: 'new-mail',
        });
      },
      [list.folder, notify],
    ),
  );

  const messages = useMemo(() => allMessages(query.data), [query.data]);
  const isSearch = list.search !== '';
  const isGrouped = conversations && isGroupable(list);
  const colours = useCategoryColours();
  const wanted = useMemo(() => searchWords(list.search), [list.search]);
  const today = useToday();
  const items = useMemo(() => {
    const headings = !isSearch && isByDate(list);
    return listItems(messages, { grouped: isGrouped, headings, expanded, now: new Date(today) });
  }, [messages, isGrouped, isSearch, list, expanded, today]);
  const countOf = useConversationCounts(messages, list.folder, isGrouped);
  const rowCommands = useRowCommands({ list, commands, setExpanded, setMenu, cursorRef, selectedId });
  const rows = useMemo(() => items.filter((item) => item.kind === 'message'), [items]);
  const chosen = useMemo(() => rows.filter(({ key }) => selection.keys.has(key)), [rows, selection]);
  const selectAll = (): void => {
    select(list, withAll(rows.filter(({ isChild }) => !isChild).map(({ key }) => key)));
  };
  const menuSubjects = chosen.length > 0 ? chosen : rows.filter(({ key }) => key === menu?.key);
  useEffect(() => {
    if (query.data === undefined) {
      return;
    }
    const present = withPresent(
      selection,
      rows.map(({ key }) => key),
    );
    if (present !== selection) {
      select(list, present);
    }
  }, [list, selection, rows, query.data]);

  const { fetchNextPage } = query;
  const onLoadMore = useCallback(() => {
    void fetchNextPage().then(({ error }) => {
      // The server no longer knows this cursor: the list is loaded from the top.
      if (problemOf(error)?.code === 'invalid_cursor') {
        void queryClient.resetQueries({ queryKey: listQuery(list).queryKey });
      }
    });
  }, [fetchNextPage, list]);

  return (
    <>
      {chosen.length === 0 ? (
        <ListHeader
          list={list}
          name={name}
          onOpenFolders={onOpenFolders}
          onSelectAll={rows.length === 0 ? undefined : selectAll}
          messages={messages}
        />
      ) : (
        <SelectionBar list={list} name={name} subjects={chosen} rows={rows} commands={commands} />
      )}
      {isSearch && chosen.length === 0 ? <SearchRefiners list={list} /> : null}
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
          key={listKey(list)}
          list={list}
          items={items}
          total={rows.length}
          selectedId={selectedId}
          chosen={selection.keys}
          marked={menu?.key}
          commands={rowCommands}
          wanted={wanted}
          colours={colours}
          countOf={countOf}
          hasMore={query.hasNextPage && !query.isFetchNextPageError}
          isLoadingMore={query.isFetchingNextPage}
          onLoadMore={onLoadMore}
          cursorRef={cursorRef}
          label={t('Messages in {folder}', { folder: name })}
        />
      )}
      {menu === undefined || menuSubjects.length === 0 ? null : (
        <RowMenu
          subjects={menuSubjects}
          at={menu.at}
          folder={list.folder}
          commands={commands}
          onSelect={
            chosen.length > 0
              ? undefined
              : () => {
                  for (const row of menuSubjects) {
                    rowCommands.choose(row, 'toggle');
                  }
                }
          }
          onClose={() => {
            setMenu(undefined);
            // The chosen action may have moved the focus; otherwise it returns to the row.
            if (focusAreaOf(document.activeElement) !== 'row') {
              cursorRef.current?.focus(menu.key);
            }
          }}
        />
      )}
    </>
  );
}

type SetExpanded = (change: (expanded: ReadonlySet<string>) => ReadonlySet<string>) => void;

interface OpenMenu {
  /** The key of the row that it opened on. */
  readonly key: string;
  readonly at: { readonly x: number; readonly y: number };
}

interface RowCommandsOptions {
  readonly list: ListView;
  readonly commands: MailCommands;
  readonly setExpanded: SetExpanded;
  readonly setMenu: (menu: OpenMenu) => void;
  readonly cursorRef: RefObject<ListCursor | null>;
  readonly selectedId: string | undefined;
}

function useRowCommands(options: RowCommandsOptions): RowCommands {
  const { list, commands, setExpanded, setMenu, cursorRef, selectedId } = options;
  return useMemo(
    () => ({
      open: (item, options) => {
        clearSelection();
        openMessage(itemHref(list, item.message), options);
      },
      choose: (item, how) => {
        const selection = selectionOf(list);
        const rows = cursorRef.current?.rows ?? [];
        // A range begins at the last selected row, else at the row with the focus or of the open message.
        const seen = cursorRef.current?.atFocus() ?? rows.find((row) => isOpenRow(row, selectedId));
        const from = { ...selection, anchor: selection.anchor ?? seen?.key };
        const order = rows.map(({ key }) => key);
        select(list, how === 'toggle' ? withToggled(selection, item.key) : withRange(from, item.key, order));
        cursorRef.current?.focus(item.key);
      },
      openMenu: (item, at) => {
        // On a row outside of the selection, the menu is for that row alone: the actions have one target.
        if (!selectionOf(list).keys.has(item.key)) {
          clearSelection();
        }
        setMenu({ key: item.key, at });
      },
      drag: (item, event) => {
        const { keys } = selectionOf(list);
        const chosen = (cursorRef.current?.rows ?? []).filter(({ key }) => keys.has(key));
        beginDrag(event, keys.has(item.key) ? chosen : [item]);
      },
      toggleThread: (item) => {
        setExpanded((current) => toggled(current, threadKey(item.message)));
      },
      archive: (item) => {
        commands.archive([item]);
      },
      remove:
        commands.remove &&
        ((item) => {
          commands.remove?.([item]);
        }),
      toggleFlag: (item) => {
        commands.toggleFlag([item]);
      },
      toggleRead: (item) => {
        commands.toggleRead([item]);
      },
    }),
    [list, commands, setExpanded, setMenu, cursorRef, selectedId],
  );
}

function isOpenRow({ thread }: MessageItem, openId: string | undefined): boolean {
  return openId !== undefined && thread.some(({ id }) => id === openId);
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) {
    next.add(key);
  }
  return next;
}
