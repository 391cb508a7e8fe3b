import type { InfiniteData } from '@tanstack/react-query';
import type { MessagePage, MessageSummary } from '../client/index.js';

/** `isShifted`: messages were removed from the list after the page was loaded; its cursor would skip as many. */
export type ListPage = MessagePage & { readonly isShifted?: boolean };
export type MessagePages = InfiniteData<ListPage>;

export const pageSize = 50;
/** The cursor of the first page; undefined means the end. */
export const fromTheTop = '';

/**
 * The cursor of the next page; undefined at the end. Graph's cursors count messages from the top. After removals, a known page is
 * requested once more, with the messages that have moved up into it.
 */
export function nextCursorOf(
  pages: readonly ListPage[],
  cursors: readonly (string | undefined)[],
  size: number = pageSize,
): string | undefined {
  const last = pages.at(-1);
  if (last === undefined || last.nextCursor === null) {
    return undefined;
  }
  if (last.isShifted !== true) {
    return last.nextCursor;
  }
  const whole = Math.floor(allMessages({ pages: [...pages], pageParams: [] }).length / size);
  return whole >= pages.length ? last.nextCursor : (cursors[whole] ?? fromTheTop);
}

/** Called after messages were removed, in the list or below its loaded part. */
export function markShifted(pages: MessagePages): MessagePages {
  const end = pages.pages.length - 1;
  return { ...pages, pages: pages.pages.map((page, index) => (index === end ? { ...page, isShifted: true } : page)) };
}

/** All loaded messages, each once: pages shift while mail arrives, so a message may be in two of them. */
export function allMessages(pages: MessagePages | undefined): MessageSummary[] {
  const byId = new Map<string, MessageSummary>();
  for (const page of pages?.pages ?? []) {
    for (const message of page.items) {
      if (!byId.has(message.id)) {
        byId.set(message.id, message);
      }
    }
  }
  return [...byId.values()];
}

function mapItems(
  pages: MessagePages,
  change: (items: MessageSummary[], index: number) => MessageSummary[],
): MessagePages {
  return { ...pages, pages: pages.pages.map((page, index) => ({ ...page, items: change(page.items, index) })) };
}

export function patchMessages(
  pages: MessagePages,
  ids: ReadonlySet<string>,
  patch: Partial<MessageSummary>,
): MessagePages {
  return mapItems(pages, (items) => items.map((item) => (ids.has(item.id) ? { ...item, ...patch } : item)));
}

export function removeMessages(pages: MessagePages, ids: ReadonlySet<string>): MessagePages {
  const isHit = pages.pages.some(({ items }) => items.some(({ id }) => ids.has(id)));
  return isHit ? markShifted(without(pages, ids)) : pages;
}

function without(pages: MessagePages, ids: ReadonlySet<string>): MessagePages {
  return mapItems(pages, (items) => items.filter((item) => !ids.has(item.id)));
}

/** Inserts messages at the position of their date, if that position is loaded. */
export function insertMessages(pages: MessagePages, messages: readonly MessageSummary[]): MessagePages {
  return messages.reduce(insertMessage, without(pages, new Set(messages.map((message) => message.id))));
}

function insertMessage(pages: MessagePages, message: MessageSummary): MessagePages {
  const isLast = (index: number): boolean => index === pages.pages.length - 1;
  const target = pages.pages.findIndex((page, index) => isLast(index) || isNewer(message, page.items.at(-1)));
  return mapItems(pages, (items, index) => {
    if (index !== target) {
      return items;
    }
    const at = items.findIndex((item) => isNewer(message, item));
    return at === -1 ? [...items, message] : [...items.slice(0, at), message, ...items.slice(at)];
  });
}

function isNewer(message: MessageSummary, than: MessageSummary | undefined): boolean {
  return than !== undefined && time(message) >= time(than);
}

/** The sort key of lists; messages without a time are at the top. */
export function time(message: MessageSummary): number {
  return message.receivedAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(message.receivedAt);
}

/**
 * Updates the top of a list without loading the rest again. Messages of the fresh first page replace known ones, messages that are
 * missing in its range are removed, and older ones stay.
 */
export function mergeFirstPage(pages: MessagePages, fresh: MessagePage): MessagePages {
  const [first, ...rest] = pages.pages;
  if (first === undefined || rest.length === 0) {
    return { pages: [fresh], pageParams: [undefined] };
  }
  const freshIds = new Set(fresh.items.map((item) => item.id));
  const oldest = fresh.items.at(-1);
  const isBelow = (item: MessageSummary): boolean =>
    fresh.nextCursor !== null && oldest !== undefined && !freshIds.has(item.id) && time(item) <= time(oldest);
  const top = { ...first, items: [...fresh.items, ...first.items.filter(isBelow)] };
  const merged = {
    ...pages,
    pages: [top, ...rest.map((page) => ({ ...page, items: page.items.filter(isBelow) }))],
  };
  const mergedIds = new Set(allMessages(merged).map(({ id }) => id));
  return allMessages(pages).every(({ id }) => mergedIds.has(id)) ? merged : markShifted(merged);
}

/**
 * The known messages below a page, down to `since` (epoch, ms), if the two overlap. Without an overlap, the position of older messages
 * is unknown until everything is read again.
 */
export function restBelow(
  page: readonly MessageSummary[],
  known: readonly MessageSummary[],
  since: number,
): MessageSummary[] | undefined {
  const ids = new Set(page.map(({ id }) => id));
  const last = page.at(-1)?.receivedAt ?? null;
  const end = known.findLastIndex(({ id }) => ids.has(id));
  if (end === -1 || last === null) {
    return undefined;
  }
  return known
    .slice(end + 1)
    .filter(({ id, receivedAt }) => !ids.has(id) && receivedAt !== null && receivedAt <= last)
    .filter((message) => time(message) >= since);
}
