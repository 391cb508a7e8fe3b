import { Spinner, Text, makeStyles, tokens } from '@fluentui/react-components';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactElement, useEffect, useMemo, useRef } from 'react';
import type { MessageSummary } from '../client/index.js';
import { listKey, type ListView } from '../platform/routes.js';
import { t } from '../texts/t.js';
import type { ListItem, MessageItem } from './list-items.js';
import { type ListCursor, useListCursor } from './list-cursor.js';
import { MessageRow } from './message-row.js';
import { itemHref } from '../mailbox/open-message.js';
import { useScrollRestoration } from './use-scroll-restoration.js';
import type { RowCommands } from './row-actions.js';
import { usePreferences } from '../platform/preferences.js';
import { useIsCoarse, useIsNarrow } from '../ui/use-media-query.js';
import { headingHeight } from './message-row.styles.js';
import { rowHeight, rowLayout } from './row-layout.js';
import { useWidth } from '../ui/use-width.js';

const useStyles = makeStyles({
  scroller: { flexGrow: 1, minHeight: 0, overflowY: 'auto', overflowX: 'hidden', contain: 'strict' },
  sizer: { position: 'relative', width: '100%' },
  slot: { position: 'absolute', top: 0, insetInlineStart: 0, width: '100%' },
  heading: {
    display: 'flex',
    alignItems: 'end',
    height: `${headingHeight}px`,
    padding: '0 14px 6px',
    fontWeight: tokens.fontWeightSemibold,
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
  },
  // The button for a new message covers the end of the list: the last row can be scrolled above it.
  room: { height: '84px' },
  more: { display: 'flex', justifyContent: 'center', alignItems: 'center', height: '48px' },
});

interface MessageListProps {
  readonly list: ListView;
  readonly items: readonly ListItem[];
  readonly total: number;
  readonly selectedId: string | undefined;
  /** The keys of the selected rows. */
  readonly chosen: ReadonlySet<string>;
  /** The row whose menu is open. */
  readonly marked: string | undefined;
  readonly commands: RowCommands;
  /** The words of the search. */
  readonly wanted: readonly string[];
  /** Colours of categories, by category name. */
  readonly colours: ReadonlyMap<string, string>;
  readonly countOf: (thread: readonly MessageSummary[]) => number;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onLoadMore: () => void;
  readonly cursorRef: React.RefObject<ListCursor | null>;
  readonly label: string;
}

/** Only visible rows are rendered: ten thousand messages scroll like fifty. */
export function MessageList(props: MessageListProps): ReactElement {
  const {
    list,
    items,
    total,
    selectedId,
    chosen,
    marked,
    commands,
    wanted,
    colours,
    countOf,
    hasMore,
    isLoadingMore,
    onLoadMore,
    cursorRef,
    label,
  } = props;
  const styles = useStyles();
  const scroller = useRef<HTMLDivElement>(null);
  const { density } = usePreferences();
  const layout = rowLayout(density, useWidth(scroller));
  const height = rowHeight(layout, useIsCoarse());
  const isNarrow = useIsNarrow();
  // The virtualizer's functions change with every scroll; the compiler rule doesn't need to know that.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'heading' ? headingHeight : height),
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 8,
  });
  useEffect(() => {
    virtualizer.measure();
  }, [virtualizer, height]);
  const cursor = useListCursor({
    items,
    selectedId,
    scroller,
    scrollTo: (index) => {
      virtualizer.scrollToIndex(index, { align: 'auto' });
    },
  });
  useEffect(() => {
    cursorRef.current = cursor;
    return () => {
      cursorRef.current = null;
    };
  }, [cursor, cursorRef]);

  useScrollRestoration(scroller, listKey(list), virtualizer.getTotalSize());

  const rows = virtualizer.getVirtualItems();
  const lastIndex = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && lastIndex >= items.length - 15) {
      onLoadMore();
    }
  }, [hasMore, isLoadingMore, lastIndex, items.length, onLoadMore]);

  const positions = useMemo(() => positionsOf(items), [items]);

  return (
    <div ref={scroller} className={styles.scroller} data-testid="message-scroller">
      <div role="list" aria-label={label} className={styles.sizer} style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(({ index, start, key }) => {
          const item = items[index];
          if (item === undefined) {
            return null;
          }
          return (
            <div key={key} role="presentation" className={styles.slot} style={{ transform: `translateY(${start}px)` }}>
              {item.kind === 'heading' ? (
                <div role="listitem" className={styles.heading}>
                  {item.label}
                </div>
              ) : (
                <MessageRow
                  item={item}
                  folder={list.folder}
                  href={itemHref(list, item.message)}
                  isSelected={chosen.size === 0 && isSelected(item, selectedId)}
                  isChosen={chosen.has(item.key)}
                  isMarked={marked === item.key}
                  isSelecting={chosen.size > 0}
                  isTabStop={cursor.tabStop === item.key}
                  position={positions.get(item.key) ?? 0}
                  total={hasMore ? -1 : total}
                  commands={commands}
                  wanted={wanted}
                  colours={colours}
                  layout={layout}
                  height={height}
                  count={countOf(item.thread)}
                />
              )}
            </div>
          );
        })}
      </div>
      {isLoadingMore ? (
        <div className={styles.more}>
          <Spinner size="tiny" label={t('Loading more')} />
        </div>
      ) : null}
      {!hasMore && items.length > 12 ? (
        <div className={styles.more}>
          <Text size={200}>{t('That’s all')}</Text>
        </div>
      ) : null}
      {isNarrow ? <div className={styles.room} /> : null}
    </div>
  );
}

/** A conversation is selected when any of its messages is the open one. */
function isSelected(item: MessageItem, selectedId: string | undefined): boolean {
  if (selectedId === undefined) {
    return false;
  }
  return item.thread.some((message) => message.id === selectedId);
}

function positionsOf(items: readonly ListItem[]): Map<string, number> {
  const messages = items.filter((item) => item.kind === 'message');
  return new Map(messages.map((item, index) => [item.key, index + 1]));
}
