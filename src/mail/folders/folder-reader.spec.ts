import { FakeClock } from '../../../test/support/fake-clock.js';
import { liveSession } from '../../../test/support/mail-session.js';
import type { Logger } from '../../common/index.js';
import { GraphProblem, type GraphCall, type GraphClient, type UnreadableItems } from '../../graph/index.js';
import { InteractionRequired } from '../../session/index.js';
import type { MailCursor } from '../model/index.js';
import { FolderReader } from './folder-reader.js';
import type { WellKnownFolders } from './well-known-folders.js';

const session = liveSession();
const timeoutMs = 15_000;

/**
 * A mailbox of 60 folders with two folders each, three levels deep; the scripts respond to its batches, then `later`
 * does.
 */
class Mailbox {
  readonly clock = new FakeClock();
  readonly reader: FolderReader;
  batches = 0;
  top = 60;
  /** Calls for the first level. */
  tops = 0;
  pages = 0;

  constructor(
    private readonly scripts: (Error | 'answer' | 'refuse each')[],
    private readonly later: Error | 'answer' = 'answer',
    private readonly costMs = timeoutMs,
  ) {
    const wellKnown = { names: () => Promise.resolve(new Map()) } as unknown as WellKnownFolders;
    const logger = { warning: () => undefined } as unknown as Logger;
    const unreadable = { note: () => undefined } as unknown as UnreadableItems;
    const graph = this as unknown as GraphClient;
    this.reader = new FolderReader(graph, {} as MailCursor, wellKnown, this.clock, logger, unreadable);
  }

  json(_: unknown, { path, body }: GraphCall): Promise<unknown> {
    if (path.startsWith('/me/mailFolders?')) {
      this.tops++;
      return Promise.resolve(page('top', this.top));
    }
    if (path === '/$batch') {
      this.batches++;
    } else {
      this.pages++;
    }
    const script = this.scripts.shift() ?? this.later;
    this.clock.advance(this.costMs);
    if (script instanceof Error) {
      return Promise.reject(script);
    }
    if (path !== '/$batch') {
      return Promise.resolve(page(`${path.split('/')[3]}-`, 2));
    }
    const { requests } = body as { requests: { id: string; url: string }[] };
    if (script === 'refuse each') {
      return Promise.resolve({ responses: requests.map(({ id }) => ({ id, status: 503, body: {} })) });
    }
    const responses = requests.map(({ id, url }) => ({
      id,
      status: 200,
      body: url.startsWith('/me/mailFolders?') ? page('top', this.top) : page(`${url.split('/')[3]}-`, 2),
    }));
    return Promise.resolve({ responses });
  }
}

function page(prefix: string, count: number): object {
  const childFolderCount = prefix.split('-').length < 3 ? 2 : 0;
  return {
    value: Array.from({ length: count }, (_, index) => ({
      id: `${prefix}${index}`,
      displayName: `${prefix}${index}`,
      childFolderCount,
    })),
  };
}

describe('a tree of folders', () => {
  const timeout = new GraphProblem('graph_timeout');

  it('is complete when Graph answers', async () => {
    const mailbox = new Mailbox([], 'answer', 100);
    const { items } = await mailbox.reader.list(session, { depth: 3 });

    expect(items.every(({ children }) => children?.every((child) => child.children?.length === 2))).toBe(true);
    expect(mailbox.batches).toBe(3 + 6);
  });

  it('is read in one step when its parents are known, and matches the current mailbox', async () => {
    const mailbox = new Mailbox([], 'answer', 100);
    mailbox.top = 2;
    const first = await mailbox.reader.list(session, { depth: 20 });
    const inTurn = mailbox.batches;
    mailbox.top = 1;
    const again = await mailbox.reader.list(session, { depth: 20 });
    mailbox.top = 3;
    const { items } = await mailbox.reader.list(session, { depth: 20 });

    expect([inTurn, mailbox.batches - inTurn]).toEqual([2, 1 + 1 + 2]);
    expect(again.items).toEqual(first.items.slice(0, 1));
    expect(items.map(({ children }) => children?.map((child) => child.children?.length))).toEqual(
      Array.from({ length: 3 }, () => [2, 2]),
    );
  });

  it('requests once more, alone, what a batch was refused, also when it was prefetched', async () => {
    const mailbox = new Mailbox(['answer', 'answer', 'refuse each'], 'answer', 100);
    mailbox.top = 1;
    const first = await mailbox.reader.list(session, { depth: 20 });
    mailbox.batches = 0;
    mailbox.tops = 0;
    const again = await mailbox.reader.list(session, { depth: 20 });

    // The first level, its folder and the two in that one.
    expect([mailbox.batches, mailbox.tops, mailbox.pages]).toEqual([1, 1, 3]);
    expect(again.items).toEqual(first.items);
  });

  it('is one call when its parents are known, and two at the same time beside other calls', async () => {
    const mailbox = new Mailbox([], 'answer', 100);
    mailbox.top = 2;
    const first = await mailbox.reader.list(session, { depth: 20 });
    const calls = (): number => mailbox.tops + mailbox.batches + mailbox.pages;
    const before = calls();
    const again = await mailbox.reader.list(session, { depth: 20 });
    const inOne = calls() - before;
    const beside = await mailbox.reader.list(session, { depth: 20 }, { isBeside: true });

    expect([inOne, calls() - before - inOne]).toEqual([1, 2]);
    expect([again.items, beside.items]).toEqual([first.items, first.items]);
  });

  it('fails when the one call takes long, and requests the first level alone when it fails at once', async () => {
    const slow = new Mailbox(['answer', 'answer'], timeout, 9_000);
    slow.top = 1;
    await slow.reader.list(session, { depth: 20 });
    await expect(slow.reader.list(session, { depth: 20 })).rejects.toBe(timeout);
    expect(slow.tops).toBe(1);
    expect((await slow.reader.list(session, { depth: 20 }, { isEnough: true })).items).not.toEqual([]);

    const quick = new Mailbox(['answer', 'answer', timeout], 'answer', 100);
    quick.top = 1;
    const first = await quick.reader.list(session, { depth: 20 });
    const { items } = await quick.reader.list(session, { depth: 20 });
    expect([quick.tops, items]).toEqual([2, first.items]);
  });

  it('fails when its first level cannot be read, after one attempt that took long', async () => {
    const mailbox = new Mailbox([], timeout);

    await expect(mailbox.reader.list(session, { depth: 20 })).rejects.toBe(timeout);
    expect([mailbox.batches, mailbox.pages]).toEqual([1, 0]);
  });

  it('fails after three attempts that fail at once', async () => {
    const mailbox = new Mailbox([], timeout, 0);

    await expect(mailbox.reader.list(session, { depth: 20 })).rejects.toBe(timeout);
    expect(mailbox.batches + mailbox.pages).toBe(3);
  });

  it('ends where something takes too long further below', async () => {
    const mailbox = new Mailbox(['answer', 'answer', 'answer'], timeout, 3_000);
    const { items } = await mailbox.reader.list(session, { depth: 20 });

    expect([items.length, items[0]?.children?.length, items[0]?.children?.[0]?.children]).toEqual([60, 2, []]);
    expect(mailbox.batches + mailbox.pages).toBe(4);
  });

  it('ends where it takes too long although nothing fails', async () => {
    const mailbox = new Mailbox([], 'answer', 10_000);
    const { items } = await mailbox.reader.list(session, { depth: 20 });

    expect([items.length, mailbox.batches, items[59]?.children?.[0]?.children]).toEqual([60, 3, []]);
  });

  it('returns the first level for decorations nevertheless', async () => {
    expect(await new Mailbox([], timeout).reader.all(session)).toHaveLength(60);
  });

  it('reports that the user must interact', async () => {
    const claims = '{"access_token":{}}';
    const required = new InteractionRequired(session, {
      kind: 'step_up_required',
      permissions: ['mail.read'],
      claims,
    });

    await expect(new Mailbox([required]).reader.list(session, { depth: 2 })).rejects.toBe(required);
  });
});
