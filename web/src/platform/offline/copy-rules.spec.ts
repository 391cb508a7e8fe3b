import { evicted, isNewerStored, isTooLarge, type StoredEntry, type StoredKind, olderHalf } from './copy-rules.js';
import { endOf, isReadable } from './copy-session.js';

const NOW = Date.parse('2026-11-30T10:00:00Z');
const hourMs = 3_600_000;

function entries(kind: StoredKind, count: number, bytes = 1_000): StoredEntry[] {
  // The first is the newest.
  return Array.from({ length: count }, (_, index) => ({
    id: `${kind}-${index}`,
    kind,
    at: NOW - index * 1_000,
    bytes,
  }));
}

describe('the stored copy for offline reading', () => {
  it('stays while it is within the bounds', () => {
    expect(evicted([...entries('list', 30), ...entries('message', 200), ...entries('picture', 300)], NOW)).toEqual([]);
  });

  it.each<[StoredKind, number]>([
    ['list', 30],
    ['message', 200],
    ['picture', 300],
  ])('of the kind %s is at most %i, of which the oldest are deleted', (kind, most) => {
    expect(evicted(entries(kind, most + 2).reverse(), NOW).sort()).toEqual([`${kind}-${most}`, `${kind}-${most + 1}`]);
  });

  it('has 30 MB together, of which the oldest are deleted', () => {
    const large = entries('message', 20, 2 * 1_048_576);
    expect(evicted(large, NOW).sort()).toEqual(['message-15', 'message-16', 'message-17', 'message-18', 'message-19']);
  });

  it('is deleted after seven days', () => {
    const old = { id: 'old', kind: 'message', at: NOW - 7 * 24 * hourMs - 1, bytes: 1 } as const;
    expect(evicted([old, { ...old, id: 'newer', at: old.at + 1 }], NOW)).toEqual(['old']);
  });

  it('never loses its owner', () => {
    const base: readonly StoredKind[] = ['session', 'permissions', 'folders'];
    const old = base.map((kind) => ({ id: kind, kind, at: 0, bytes: 40 * 1_048_576 }));
    expect([evicted(old, NOW), olderHalf(old)]).toEqual([[], []]);
  });

  it('deletes its older half when storage is full', () => {
    expect(olderHalf(entries('message', 5)).sort()).toEqual(['message-2', 'message-3', 'message-4']);
  });

  it.each([
    ['is not replaced by an earlier response in another tab', NOW - hourMs, NOW, true],
    ['is replaced by data of the same time, e.g. after a change by the user', NOW - hourMs, NOW - hourMs, false],
    ['is replaced when its time is in the future, because the clock was set back', NOW - hourMs, NOW + hourMs, false],
  ])('%s', (_, at, storedAt, is) => {
    const next = { id: 's', kind: 'session', at, bytes: 1 } as const;
    expect([isNewerStored({ ...next, at: storedAt }, next, NOW), isNewerStored(undefined, next, NOW)]).toEqual([
      is,
      false,
    ]);
  });

  it('contains nothing of more than 2 MB', () => {
    expect([isTooLarge(2 * 1_048_576), isTooLarge(2 * 1_048_576 + 1)]).toEqual([false, true]);
  });
});

describe('the stored copy for a session', () => {
  const session = { idleExpiresAt: '2026-11-30T11:00:00Z', expiresAt: '2026-11-30T20:00:00Z' };

  it('ends with its idle limit, or with its absolute one when that is earlier', () => {
    expect(endOf(session)).toBe(NOW + hourMs);
    expect(endOf({ ...session, expiresAt: '2026-11-30T10:30:00Z' })).toBe(NOW + hourMs / 2);
  });

  it.each([
    ['a moment before its end', hourMs - 1, true],
    ['at its end', hourMs, false],
    ['when the clock was corrected by seconds', -30_000, true],
    ['when the clock was set back', -2 * 60_000, false],
  ])('is readable %s: %s', (_, later, is) => {
    expect(isReadable(session, NOW, NOW + later)).toBe(is);
  });
});
