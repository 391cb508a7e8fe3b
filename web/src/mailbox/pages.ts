import type { InfiniteData } from '@tanstack/react-query';
import type { MessagePage, MessageSummary } from '../client/index.js';

/** `isShifted`: messages have gone from the list since the page came, so that its cursor would pass over as many. */
export type ListPage = MessagePage & { readonly isShifted?: boolean };
export type MessagePages = InfiniteData<ListPage>;

export const pageSize = 50;
/** The cursor of the first page, where undefined is said of the end. */
export const fromTheTop = '';

/**
 * By what the next page is asked for; undefined at the end. Graph's cursors count messages from the top: where some have gone, a page that
 * is known comes once more, with what has moved up into it.
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

/** After messages have gone, in the list or below what is loaded of it. */
export function markShifted(pages: MessagePages): MessagePages {
  const end = pages.pages.length - 1;
  return { ...pages, pages: pages.pages.map((page, index) => (index === end ? { ...page, isShifted: true } : page)) };
}

/** All loaded messages, each once: pages shift while mail arrives, so one may come twice. */
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

/** Puts messages back where their date belongs, as long as that place is loaded. */
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

/** By which lists are in order; what has no time is on top. */
export function time(message: MessageSummary): number {
  return message.receivedAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(message.receivedAt);
}

/**
 * Brings the top of a list up to date without loading the rest again: what the fresh first page shows is taken over,
 * what it should show but does not is gone, and older messages stay.
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
  const kept = new Set(allMessages(merged).map(({ id }) => id));
  return allMessages(pages).every(({ id }) => kept.has(id)) ? merged : markShifted(merged);
}

/**
 * What is known below a page, down to `since` (epoch, ms), when the two overlap. Where a message from further down is now, nobody knows
 * until all is read anew.
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
