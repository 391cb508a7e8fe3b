/* eslint-disable own/import-order -- The page must exist before a library looks for it. */
import { closePage } from '../platform/testing/fake-page.js';
import { InfiniteQueryObserver, type QueryKey, QueryObserver } from '@tanstack/react-query';
import type { Changes, MessagePage, MessageSummary } from '../client/index.js';
import { listTimes } from '../platform/offline/offline-copy.js';
import { INBOX, listKey, type ListView } from '../platform/routes.js';
import { client, queryClient } from '../platform/services.js';
import { endedActions } from './actions/requested-actions.js';
import { allConversations } from './conversation-query.js';
import { foldersQuery } from './folders.js';
import { listQuery } from './messages-query.js';
import { allMessages, type ListPage } from './pages.js';
import { allRecent, foldersOfRecent } from './recent-key.js';
import { firstPageEnded, refreshList } from './refresh-list.js';
import { messageSummary } from './testing/message-summary.js';
import { Requests } from './testing/requests.js';

function at(minute: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
}
const [a, b, c, d] = [40, 30, 20, 10].map((minute, index) =>
  messageSummary('abcd'.charAt(index), { receivedAt: at(minute) }),
) as [MessageSummary, MessageSummary, MessageSummary, MessageSummary];
function isCurrent(): boolean {
  return true;
}
/** Resolves when everything that follows from a response has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
function answer(cursor: string, changes: Partial<Changes> = {}): Changes {
  return {
    changed: [],
    removed: [],
    cursor,
    hasMore: false,
    ...changes,
  };
}

describe('the refresh of a list', () => {
  let changes = new Requests<Changes>();
  let pages = new Requests<MessagePage>();
  let list: ListView = INBOX;
  let count = 0;

  /** Each test has a folder of its own, because the page stores its position in each. */
  beforeEach(() => {
    count += 1;
    list = { ...INBOX, folder: `folder ${count}` };
    changes = new Requests();
    pages = new Requests();
    Object.assign(client.mail, { changes: changes.ask, messages: pages.ask });
  });

  afterEach(() => {
    queryClient.clear();
  });

  afterAll(closePage);

  const ids = (): string[] => allMessages(queryClient.getQueryData(listQuery(list).queryKey)).map(({ id }) => id);

  function show(...loaded: ListPage[]): void {
    const pageParams = loaded.map((_, index) => (index === 0 ? undefined : `c${index}`));
    queryClient.setQueryData(listQuery(list).queryKey, { pages: loaded, pageParams });
  }

  /** Gives the list a position in the changes. */
  async function follow(cursor: string, snapshot: MessageSummary[]): Promise<void> {
    const followed = refreshList(list, isCurrent);
    changes.asked.shift()?.answer(answer(cursor, { changed: snapshot }));
    await followed;
  }

  it('ignores changes that later ones have overtaken, and continues from there', async () => {
    show({ items: [a, b], nextCursor: null });
    await follow('0', [a, b]);
    const slow = refreshList(list, () => false);
    const quick = refreshList(list, isCurrent);
    changes.asked[1]?.answer(answer('1'));
    await quick;
    const third = refreshList(list, isCurrent);
    changes.asked[2]?.answer(answer('2', { removed: ['b'] }));
    await third;
    changes.asked[0]?.answer(answer('1', { changed: [{ ...b, isRead: true }] }));
    await settled();
    expect(ids()).toEqual(['a']);
    expect(changes.asked.map(({ query }) => query['cursor'])).toEqual(['0', '0', '1', '2']);
    changes.asked[3]?.answer(answer('3'));
    await slow;
    expect(ids()).toEqual(['a']);
  });

  it('preserves a removal on the second page that is reported while the third is loading', async () => {
    show({ items: [a, b], nextCursor: 'c1' }, { items: [c], nextCursor: 'c2' });
    await follow('0', [a, b]);
    const observer = new InfiniteQueryObserver(queryClient, listQuery(list));
    const stop = observer.subscribe(() => undefined);
    const more = observer.fetchNextPage();
    const refreshed = refreshList(list, isCurrent);
    changes.asked[0]?.answer(answer('1', { changed: [{ id: 'd', isRead: true }], removed: ['c'] }));
    await settled();
    pages.asked[0]?.answer({ items: [d], nextCursor: null });
    await Promise.all([more, refreshed]);
    expect(ids()).toEqual(['a', 'b', 'd']);
    expect(allMessages(queryClient.getQueryData(listQuery(list).queryKey)).at(-1)?.isRead).toBe(true);
    stop();
  });

  it('preserves a removal that is reported while a page replaces another read', async () => {
    show({ items: [a, b], nextCursor: 'c1' }, { items: [c], nextCursor: 'c2' });
    await follow('0', [a, b]);
    const observer = new InfiniteQueryObserver(queryClient, listQuery(list));
    const stop = observer.subscribe(() => undefined);
    void observer.refetch();
    const refreshed = refreshList(list, isCurrent);
    changes.asked[0]?.answer(answer('1', { removed: ['c'] }));
    await settled();
    const more = observer.fetchNextPage();
    await settled();
    pages.asked.at(-1)?.answer({ items: [d], nextCursor: null });
    await Promise.all([more, refreshed]);
    expect(ids()).toEqual(['a', 'b', 'd']);
    stop();
  });

  it('requests the changes again when an action has ended while they waited for a page', async () => {
    show({ items: [a, b], nextCursor: 'c1' });
    await follow('0', [a, b]);
    const observer = new InfiniteQueryObserver(queryClient, listQuery(list));
    const stop = observer.subscribe(() => undefined);
    const more = observer.fetchNextPage();
    const refreshed = refreshList(list, isCurrent);
    changes.asked[0]?.answer(answer('1', { changed: [{ ...a, isRead: false }] }));
    await settled();
    endedActions.set(endedActions.get() + 1);
    pages.asked[0]?.answer({ items: [c], nextCursor: null });
    await more;
    await settled();
    expect(changes.asked.map(({ query }) => query['cursor'])).toEqual(['0', '0']);
    changes.asked[1]?.answer(answer('2', { removed: ['a'] }));
    await refreshed;
    expect(ids()).toEqual(['b', 'c']);
    stop();
  });

  describe('reads the open conversation and the newest messages', () => {
    let read: string[] = [];
    let count = 0;
    let unread = 0;
    let sent = 0;
    let hold: Promise<void> | undefined;

    beforeEach(async () => {
      hold = undefined;
      [read, count, unread, sent] = [[], 2, 2, 5];
      const folders = (): object[] => [
        { id: list.folder, wellKnownName: null, totalCount: count, unreadCount: unread },
        { id: 'sent', wellKnownName: 'sentitems', totalCount: sent, unreadCount: 0 },
      ];
      watch(foldersQuery.queryKey, folders);
      foldersOfRecent.set(queryClient.getQueryData(foldersQuery.queryKey));
      watch([...allConversations, 'c'], () => [a]);
      watch(allRecent, () => [a]);
      show({ items: [a, b], nextCursor: null });
      await follow('0', [a, b]);
      await settled();
      read = [];
    });

    /** Shows the query, and records each read of it. */
    function watch(queryKey: QueryKey, known: () => object[]): void {
      queryClient.setQueryData(queryKey, known());
      const queryFn = async (): Promise<object[]> => {
        read.push(String(queryKey[0]));
        await hold;
        return known();
      };
      new QueryObserver(queryClient, { queryKey, queryFn, staleTime: Infinity }).subscribe(() => undefined);
    }

    async function refreshed(
      change: Partial<Changes>,
      options: { readonly isReopened?: boolean } = {},
    ): Promise<string[]> {
      const done = refreshList(list, isCurrent, options);
      changes.asked.at(-1)?.answer(answer('1', change));
      pages.asked.at(-1)?.answer({ items: [a, b], nextCursor: null });
      await done;
      await settled();
      return read;
    }

    const all = ['folders', 'conversation', 'recent'];
    const mark = { changed: [{ ...a, isRead: true }] };

    it('not when the changes of the folder are all', async () => {
      unread -= 1;
      expect(await refreshed(mark)).toEqual(['folders']);
    });

    it('only of conversations with another message', async () => {
      count += 1;
      unread += 1;
      const fresh = messageSummary('n', { receivedAt: at(50) });
      expect(await refreshed({ changed: [fresh] })).toEqual(['folders', 'conversation']);
    });

    it('when another folder has changed too, and not once more after that', async () => {
      sent += 1;
      unread -= 1;
      expect(await refreshed(mark)).toEqual(all);
      foldersOfRecent.set(queryClient.getQueryData(foldersQuery.queryKey));
      read = [];
      unread -= 1;
      expect(await refreshed({ changed: [{ ...b, isRead: true }] })).toEqual(['folders']);
    });

    it('when the folder has changed below its list', async () => {
      count -= 1;
      unread -= 1;
      expect(await refreshed(mark)).toEqual(all);
    });

    it('when messages below its list were marked too', async () => {
      unread -= 2;
      expect(await refreshed(mark)).toEqual(all);
    });

    it.each([...allConversations, ...allRecent])('when a read that lacks the change was pending: %s', async (key) => {
      const early = new Requests<MessageSummary[]>();
      void queryClient.query({ queryKey: [key, 'early'], queryFn: () => early.ask({}) }).catch(() => undefined);
      let release: () => void = () => undefined;
      hold = new Promise((resolve) => {
        release = resolve;
      });
      unread -= 1;
      await refreshed(mark);
      early.asked[0]?.answer([a]);
      await settled();
      release();
      await settled();
      expect(read).toEqual(all);
    });

    it('when a change is reported that the folder lacks, and not when none is', async () => {
      expect(await refreshed({}, { isReopened: true })).toEqual(['folders']);
      read = [];
      expect(await refreshed({})).toEqual(all);
    });

    it('when the list is refreshed by its first page', async () => {
      list = { ...list, filter: 'flagged' };
      show({ items: [a, b], nextCursor: null });
      expect(await refreshed(mark)).toEqual(all);
    });

    it('when the earlier folders are unknown', async () => {
      foldersOfRecent.set(undefined);
      expect(await refreshed(mark)).toEqual(all);
    });
  });

  it('records the time of a first page once it is shown, and not when another list is shown by then', async () => {
    list = { ...list, filter: 'flagged' };
    show({ items: [b], nextCursor: null });
    const left = refreshList(list, () => false);
    pages.asked[0]?.answer({ items: [a], nextCursor: null });
    await left;
    expect([ids(), listTimes.get().get(listKey(list))]).toEqual([['b'], undefined]);
    const shown = refreshList(list, isCurrent);
    pages.asked[1]?.answer({ items: [a], nextCursor: null });
    await shown;
    expect([ids(), listTimes.get().get(listKey(list))]).toEqual([['a'], expect.any(Number)]);
  });

  it('waits until the first page has loaded or failed', async () => {
    await firstPageEnded(list);
    const observer = new InfiniteQueryObserver(queryClient, { ...listQuery(list), retry: false });
    const stop = observer.subscribe(() => undefined);
    let isEnded = false;
    const ended = firstPageEnded(list).then(() => {
      isEnded = true;
    });
    await settled();
    expect(isEnded).toBe(false);
    pages.asked[0]?.fail(new Error('unavailable'));
    await ended;
    stop();
  });
});
