import fc from 'fast-check';
import type { Changes, MessageSummary } from '../client/index.js';
import { applyChanges, type FolderChanges, joinChanges } from './apply-changes.js';
import { allMessages, fromTheTop, type ListPage, mergeFirstPage, type MessagePages, nextCursorOf } from './pages.js';
import { messageSummary } from './testing/message-summary.js';

const PAGE = 4;

function at(minute: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
}

type Change = { readonly id: string; readonly marks?: Partial<MessageSummary> };

/** A paged folder that reports its changes as Graph does: cursors count from the top, and changed marks come without other members. */
class Folder {
  #messages: MessageSummary[] = [];
  #changes: Change[] = [];
  #count = 0;

  list(): MessageSummary[] {
    return this.#messages.toSorted((a, b) => (b.receivedAt ?? '').localeCompare(a.receivedAt ?? ''));
  }

  page(cursor = fromTheTop): ListPage {
    const start = Number(cursor);
    const list = this.list();
    const end = start + PAGE;
    return { items: list.slice(start, end), nextCursor: end < list.length ? String(end) : null };
  }

  /** New or moved messages. Each has a different time, which makes the order unique. */
  add(minute: number): void {
    this.#count += 1;
    const receivedAt = new Date(Date.parse(at(minute)) + this.#count).toISOString();
    this.#messages.push(messageSummary(`m${this.#count}`, { receivedAt }));
    this.#changes.push({ id: `m${this.#count}` });
  }

  remove(index: number): void {
    const message = this.list()[index % Math.max(1, this.#messages.length)];
    if (message === undefined) {
      return;
    }
    this.#messages = this.#messages.filter(({ id }) => id !== message.id);
    this.#changes.push({ id: message.id });
  }

  mark(index: number, marks: Partial<MessageSummary>): void {
    const message = this.list()[index % Math.max(1, this.#messages.length)];
    if (message === undefined) {
      return;
    }
    this.#messages = this.#messages.map((one) => (one.id === message.id ? { ...one, ...marks } : one));
    this.#changes.push({ id: message.id, marks });
  }

  get end(): number {
    return this.#changes.length;
  }

  /** The changes in one response per change, or in one for all. */
  since(start: number, isOneByOne: boolean): FolderChanges {
    const changes = this.#changes.slice(start);
    return joinChanges(isOneByOne ? changes.map((one) => this.#answer([one])) : [this.#answer(changes)]);
  }

  snapshot(since: string | null): FolderChanges {
    const changed = this.list().filter(({ receivedAt }) => since === null || (receivedAt ?? '') >= since);
    return { changed, removed: [], snapshotSince: since };
  }

  #answer(changes: readonly Change[]): Pick<Changes, 'changed' | 'removed'> {
    const now = new Map(this.#messages.map((message) => [message.id, message]));
    const ids = [...new Set(changes.map(({ id }) => id))];
    return {
      removed: ids.filter((id) => !now.has(id)),
      changed: ids.flatMap((id) => {
        const message = now.get(id);
        const mine = changes.filter((one) => one.id === id);
        if (message === undefined) {
          return [];
        }
        return mine.every(({ marks }) => marks !== undefined)
          ? [{ id, ...(Object.assign({}, ...mine.map(({ marks }) => marks)) as object) }]
          : [message];
      }),
    };
  }
}

/** A list on the page. */
class Shown {
  pages: MessagePages = { pages: [], pageParams: [] };

  constructor(private readonly folder: Folder) {
    this.#append(undefined);
  }

  /** Loads the next page as the query library does. */
  more(): void {
    const cursor = nextCursorOf(this.pages.pages, this.pages.pageParams as (string | undefined)[], PAGE);
    if (cursor !== undefined) {
      this.#append(cursor);
    }
  }

  messages(): MessageSummary[] {
    return allMessages(this.pages);
  }

  get isWhole(): boolean {
    return this.pages.pages.at(-1)?.nextCursor === null;
  }

  #append(cursor: string | undefined): void {
    const { pages, pageParams } = this.pages;
    this.pages = { pages: [...pages, this.folder.page(cursor)], pageParams: [...pageParams, cursor] };
  }
}

const act = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), minute: fc.nat(59) }),
  fc.record({ kind: fc.constant('remove' as const), index: fc.nat(30) }),
  fc.record({ kind: fc.constant('mark' as const), index: fc.nat(30), isRead: fc.boolean() }),
);
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

function perform(folder: Folder, acts: readonly Act[]): void {
  for (const one of acts) {
    if (one.kind === 'add') {
      folder.add(one.minute);
    }
    if (one.kind === 'remove') {
      folder.remove(one.index);
    }
    if (one.kind === 'mark') {
      folder.mark(one.index, { isRead: one.isRead });
    }
  }
}

const rounds = fc.array(
  fc.record({ acts: fc.array(act, { maxLength: 6 }), reads: fc.nat(2), isOneByOne: fc.boolean() }),
  { maxLength: 8 },
);

function opened(minutes: readonly number[]): { folder: Folder; shown: Shown } {
  const folder = new Folder();
  for (const minute of minutes) {
    folder.add(minute);
  }
  return { folder, shown: new Shown(folder) };
}

/** Expects the list to show the top of the folder without a gap. */
function expectTop(folder: Folder, shown: Shown): void {
  const there = shown.messages();
  expect(there).toEqual(folder.list().slice(0, there.length));
}

function expectAllAtTheEnd(folder: Folder, shown: Shown): void {
  for (let read = 0; !shown.isWhole && read < 100; read += 1) {
    shown.more();
  }
  expect(shown.messages()).toEqual(folder.list());
}

describe('the changes of a folder', () => {
  it('leave a list as if it were read anew, however far down it is loaded', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(59), { maxLength: 20 }), rounds, (minutes, history) => {
        const { folder, shown } = opened(minutes);
        let place = folder.end;
        for (const { acts, reads, isOneByOne } of history) {
          perform(folder, acts);
          shown.pages = applyChanges(shown.pages, folder.since(place, isOneByOne));
          place = folder.end;
          for (let read = 0; read < reads; read += 1) {
            shown.more();
          }
          expectTop(folder, shown);
        }
        expectAllAtTheEnd(folder, shown);
      }),
      { numRuns: 500 },
    );
  });

  it('update the top of a list from the start, whatever it has missed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(59), { maxLength: 20 }), fc.array(act, { maxLength: 12 }), (minutes, acts) => {
        const { folder, shown } = opened(minutes);
        const [first] = shown.pages.pages;
        const since =
          first === undefined || first.nextCursor === null ? null : (first.items.at(-1)?.receivedAt ?? null);
        perform(folder, acts);
        shown.pages = applyChanges(shown.pages, folder.snapshot(since));
        expectTop(folder, shown);
        expectAllAtTheEnd(folder, shown);
      }),
      { numRuns: 500 },
    );
  });

  it('are complete after each fresh first page, and scrolling omits nothing', () => {
    const seen = fc.record({
      kind: fc.constantFrom('add' as const, 'remove' as const, 'mark' as const),
      index: fc.nat(PAGE - 1),
      isRead: fc.boolean(),
      reads: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.array(fc.nat(59), { maxLength: 20 }), fc.array(seen, { maxLength: 12 }), (minutes, history) => {
        const { folder, shown } = opened(minutes);
        for (const { kind, index, isRead, reads } of history) {
          perform(folder, [{ kind, index, isRead, minute: 60 }]);
          shown.pages = mergeFirstPage(shown.pages, folder.page());
          for (let read = 0; read < reads; read += 1) {
            shown.more();
          }
          expectTop(folder, shown);
        }
        expectAllAtTheEnd(folder, shown);
      }),
      { numRuns: 500 },
    );
  });

  it('do not mention a message that is not loaded', () => {
    const known = messageSummary('known', { receivedAt: at(30) });
    const pages = { pages: [{ items: [known], nextCursor: 'more' }], pageParams: [undefined] };
    const changed = [{ id: 'below', isRead: true }, messageSummary('older', { receivedAt: at(10) })];

    expect(allMessages(applyChanges(pages, { changed, removed: [] }))).toEqual([known]);
  });

  it('put a message where its new time belongs', () => {
    const [a, b] = [messageSummary('a', { receivedAt: at(30) }), messageSummary('b', { receivedAt: at(20) })];
    const pages = { pages: [{ items: [a, b], nextCursor: null }], pageParams: [undefined] };
    const moved = applyChanges(pages, { changed: [{ id: 'b', receivedAt: at(40) }], removed: [] });

    expect(allMessages(moved).map(({ id }) => id)).toEqual(['b', 'a']);
  });
});
