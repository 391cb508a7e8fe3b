import { FakeClock } from '../../../test/support/fake-clock.js';
import { liveSession } from '../../../test/support/mail-session.js';
import { GraphProblem, type GraphClient, type UnreadableItems } from '../../graph/index.js';
import type { MailCursor } from '../model/index.js';
import { ChangeReader } from './change-reader.js';
import type { RemovedMessages } from './removed-messages.js';

const none = { note: () => undefined } as unknown as UnreadableItems;
const away = new GraphProblem('graph_unavailable');

/** Three pages, each with a message that is reported as removed; the checks respond by the script. */
function readerOf(checks: (Error | string[])[], paths: string[] = []): ChangeReader {
  let pages = 0;
  const graph = {
    json: (_: unknown, { path }: { path: string }) => {
      paths.push(decodeURIComponent(path));
      const page = ++pages;
      const link = page === 3 ? { '@odata.deltaLink': 'end' } : { '@odata.nextLink': `page ${page + 1}` };
      const value = [{ id: `c${page}` }, { id: `r${page}`, '@removed': { reason: 'deleted' } }];
      return Promise.resolve({ value, ...link });
    },
  } as unknown as GraphClient;
  const cursors = {
    open: (_: unknown, __: unknown, cursor: string) => cursor,
    follow: (_: unknown, link: string) => link,
    seal: (_: unknown, __: unknown, link: string) => link,
  } as unknown as MailCursor;
  const removed = {
    checkerFor: () => () => {
      const check = checks.shift() ?? [];
      return check instanceof Error ? Promise.reject(check) : Promise.resolve(check.map((id) => ({ id })));
    },
  } as unknown as RemovedMessages;
  return new ChangeReader(graph, cursors, removed, new FakeClock(), none);
}

describe('the changes of a folder', () => {
  const query = { folder: 'inbox', cursor: 'page 1' };

  it('are those of all pages', async () => {
    const { changed, ...rest } = await readerOf([[], ['r2'], []]).since(liveSession(), query);

    expect(changed.map(({ id }) => id)).toEqual(['c1', 'c2', 'r2', 'c3']);
    expect(rest).toEqual({ removed: ['r1', 'r3'], cursor: 'end', hasMore: false });
  });

  it('begin with what was received since, where the reader shows no more of it', async () => {
    const paths: string[] = [];
    await readerOf([], paths).since(liveSession(), { folder: 'inbox', since: '2026-01-01T00:00:00Z' });

    expect(paths[0]).toMatch(/messages\/delta\?.*\$filter=receivedDateTime ge 2026-01-01T00:00:00Z$/);
    expect(paths.slice(1)).toEqual(['page 2', 'page 3']);
  });

  it('end before a page that cannot be checked now, with which the next response begins', async () => {
    const { changed, ...rest } = await readerOf([[], away]).since(liveSession(), query);

    expect(changed.map(({ id }) => id)).toEqual(['c1']);
    expect(rest).toEqual({ removed: ['r1'], cursor: 'page 2', hasMore: true });
  });

  it('are not reported while the first page cannot be checked', async () => {
    await expect(readerOf([away]).since(liveSession(), query)).rejects.toBe(away);
  });
});
