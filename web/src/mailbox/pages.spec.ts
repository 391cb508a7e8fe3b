import type { MessageSummary } from '../client/index.js';
import {
  allMessages,
  insertMessages,
  mergeFirstPage,
  nextCursorOf,
  type MessagePages,
  patchMessages,
  removeMessages,
  restBelow,
} from './pages.js';
import { messageSummary } from './testing/message-summary.js';

function message(id: string, minute: number): MessageSummary {
  const receivedAt = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return messageSummary(id, { conversationId: id, subject: id, receivedAt, isRead: true });
}

const [a, b, c, d] = [message('a', 40), message('b', 30), message('c', 20), message('d', 10)] as const;

function pagesOf(...pages: (readonly MessageSummary[])[]): MessagePages {
  return {
    pages: pages.map((items, index) => ({
      items: [...items],
      nextCursor: index === pages.length - 1 ? null : `c${index}`,
    })),
    pageParams: pages.map((_, index) => (index === 0 ? undefined : `c${index - 1}`)),
  };
}

function ids(pages: MessagePages): string[] {
  return allMessages(pages).map((one) => one.id);
}

describe('the pages of a list', () => {
  it('shows a message once that is in two pages', () => {
    expect(ids(pagesOf([a, b], [b, c]))).toEqual(['a', 'b', 'c']);
  });

  it('changes and removes by id', () => {
    const pages = pagesOf([a, b], [c]);
    expect(allMessages(patchMessages(pages, new Set(['c']), { flagged: true }))[2]?.flagged).toBe(true);
    expect(ids(removeMessages(pages, new Set(['a', 'c'])))).toEqual(['b']);
  });

  it('restores a message at the position of its date', () => {
    expect(ids(insertMessages(pagesOf([a], [d]), [c]))).toEqual(['a', 'c', 'd']);
    expect(ids(insertMessages(pagesOf([b, c]), [a, d]))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('replaces the top by the fresh one and preserves older messages', () => {
    const merged = mergeFirstPage(pagesOf([b, c], [d]), { items: [a, b], nextCursor: 'x' });
    expect(ids(merged)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('drops messages that should be in the fresh top and are not', () => {
    const merged = mergeFirstPage(pagesOf([a, b], [c, d]), { items: [a, c], nextCursor: 'x' });
    expect(ids(merged)).toEqual(['a', 'c', 'd']);
  });

  it('reads a page again after a fresh top lacks known messages, and not otherwise', () => {
    const pages = { ...pagesOf([a, b], [c, d]), pageParams: [undefined, 'c0'] };
    pages.pages[1] = { items: [c, d], nextCursor: 'c1' };
    const next = (items: MessageSummary[]): string | undefined => {
      const merged = mergeFirstPage(pages, { items, nextCursor: 'x' });
      return nextCursorOf(merged.pages, merged.pageParams as (string | undefined)[], 2);
    };
    expect(next([a, c])).toBe('c0');
    expect(next([message('new', 50), a])).toBe('c1');
  });

  it('are known below a page that overlaps with known ones, and not below another', () => {
    expect(restBelow([a, c], [b, c, d], 0)).toEqual([d]);
    expect(restBelow([a, b], [c, d], 0)).toBeUndefined();
    expect(restBelow([], [a], 0)).toBeUndefined();
  });

  it('are known no further down than they are shown', () => {
    expect(restBelow([a], [a, b, c, d], Date.parse(c.receivedAt ?? ''))).toEqual([b, c]);
  });

  it('drops all other messages when the fresh page is the whole list', () => {
    expect(ids(mergeFirstPage(pagesOf([a, b], [c]), { items: [b], nextCursor: null }))).toEqual(['b']);
  });
});
