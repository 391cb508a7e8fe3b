import { jest } from '@jest/globals';
import { closePage } from '../platform/testing/fake-page.js';
import { type Changes, type Problem, ProblemError } from '../client/index.js';
import { INBOX } from '../platform/routes.js';
import { client, queryClient } from '../platform/services.js';
import { endedActions } from './actions/requested-actions.js';
import { fetchChanges, isFollowed } from './folder-changes.js';
import { allMessages, type MessagePages } from './pages.js';
import { messageSummary } from './testing/message-summary.js';

const ask = jest.fn<(query: unknown) => Promise<Changes>>();
const top = messageSummary('top', { receivedAt: '2026-01-01T03:00:00Z' });
const low = messageSummary('low', { receivedAt: '2026-01-01T01:00:00Z' });
const news = messageSummary('news', { receivedAt: '2026-01-01T04:00:00Z' });
const nothing: Changes = { changed: [], removed: [], cursor: 'next', hasMore: false };

function pagesOf(...items: (typeof top)[]): MessagePages {
  return { pages: [{ items, nextCursor: 'more' }], pageParams: [undefined] };
}

function ids(pages: MessagePages | undefined): string[] {
  return allMessages(pages).map(({ id }) => id);
}
function questions(): unknown[] {
  return ask.mock.calls.map(([query]) => query);
}

describe('the changes of a folder', () => {
  /** Each test has a folder of its own, because the page stores its position in each. */
  let folder = 'folder 0';
  let count = 0;

  beforeEach(() => {
    count += 1;
    folder = `folder ${count}`;
    ask.mockReset().mockResolvedValue(nothing);
    Object.assign(client.mail, { changes: ask });
  });

  afterAll(() => {
    queryClient.clear();
    closePage();
  });

  it('begin with the messages of the first page, and continue from there once they are applied', async () => {
    ask.mockResolvedValueOnce({ ...nothing, changed: [news, top], cursor: 'first' });
    const pages = pagesOf(top, low);
    const snapshot = await fetchChanges(folder, pages);
    expect(ids(snapshot?.apply(pages))).toEqual(['news', 'top']);
    await fetchChanges(folder, pages);
    expect(questions()).toEqual([
      { folder, since: low.receivedAt },
      { folder, cursor: 'first' },
    ]);
  });

  it('start again when they were not applied, or when the first page reaches further down', async () => {
    const lower = messageSummary('lower', { receivedAt: '2026-01-01T00:00:00Z' });
    await fetchChanges(folder, pagesOf(top));
    (await fetchChanges(folder, pagesOf(top)))?.apply(pagesOf(top));
    await fetchChanges(folder, pagesOf(top, lower));
    const since = top.receivedAt;
    expect(questions()).toEqual([
      { folder, since },
      { folder, since },
      { folder, since: lower.receivedAt },
    ]);
  });

  it('are requested once more when an action ended meanwhile, or when there are more', async () => {
    ask.mockImplementationOnce(() => {
      endedActions.set(endedActions.get() + 1);
      return Promise.resolve({ ...nothing, changed: [news], cursor: 'a' });
    });
    ask.mockResolvedValueOnce({ ...nothing, removed: ['news'], cursor: 'b', hasMore: true });
    const changes = await fetchChanges(folder, pagesOf(top));
    expect([changes?.changed, changes?.removed]).toEqual([[], ['news']]);
    expect(questions().slice(1)).toEqual([
      { folder, cursor: 'a' },
      { folder, cursor: 'b' },
    ]);
  });

  it('report nothing when the service has lost the position, or when there are too many, and start again', async () => {
    const since = top.receivedAt;
    const follow = async (): Promise<unknown> => (await fetchChanges(folder, pagesOf(top)))?.apply(pagesOf(top));
    await follow();
    const lost = { code: 'resync_required', status: 410, title: '', traceId: undefined } as unknown as Problem;
    ask.mockRejectedValueOnce(new ProblemError(lost));
    expect(await follow()).toBeUndefined();
    await follow();
    for (let answer = 0; answer < 5; answer += 1) {
      ask.mockResolvedValueOnce({ ...nothing, hasMore: true });
    }
    expect(await follow()).toBeUndefined();
    await follow();
    const cursor = 'next';
    const goesOn = Array.from({ length: 5 }, () => ({ folder, cursor }));
    expect(questions()).toEqual([
      { folder, since },
      { folder, cursor },
      { folder, since },
      ...goesOn,
      { folder, since },
    ]);
  });

  it('have the same position after an outage', async () => {
    (await fetchChanges(folder, pagesOf(top)))?.apply(pagesOf(top));
    const away = { code: 'graph_unavailable', status: 503, title: '', traceId: undefined } as unknown as Problem;
    ask.mockRejectedValueOnce(new ProblemError(away));
    await expect(fetchChanges(folder, pagesOf(top))).rejects.toThrow();
    await fetchChanges(folder, pagesOf(top));
    expect(questions().at(-1)).toEqual({ folder, cursor: 'next' });
  });

  it('are not applied when later ones were', async () => {
    const pages = pagesOf(top, low);
    (await fetchChanges(folder, pages))?.apply(pages);
    ask.mockResolvedValueOnce({ ...nothing, changed: [news], cursor: 'late' });
    const late = await fetchChanges(folder, pages);
    const early = await fetchChanges(folder, pages);
    expect(ids(early?.apply(pages))).toEqual(['top', 'low']);
    expect(late?.apply(pages)).toBeUndefined();
    await fetchChanges(folder, pages);
    expect(questions().at(-1)).toEqual({ folder, cursor: 'next' });
  });

  it('are requested for a complete folder, the newest first, and for no other list', () => {
    expect(isFollowed(INBOX)).toBe(true);
    const others = [
      { search: 'x' },
      { unreadOnly: true },
      { filter: 'flagged' },
      { sort: 'oldest' },
      { folder: 'all' },
    ];
    expect(others.filter((other) => isFollowed({ ...INBOX, ...other } as typeof INBOX))).toEqual([]);
  });
});
