import type { Folder, MessageSummary } from '../client/index.js';
import { aroundChanges } from './around-changes.js';
import { messageSummary } from './testing/message-summary.js';

const inbox: Folder = {
  id: 'inbox-id',
  name: 'Inbox',
  parentId: null,
  wellKnownName: 'inbox',
  unreadCount: 0,
  totalCount: 0,
  childFolderCount: 0,
};
const place = { id: 'inbox-id', name: 'Inbox', wellKnownName: 'inbox' };
const archive = { id: 'archive-id', name: 'Archive', wellKnownName: 'archive' };

const a = messageSummary('a', { conversationId: 'one' });
const b = messageSummary('b', { conversationId: 'two' });
const recent: MessageSummary[] = [
  { ...a, folder: place },
  { ...messageSummary('x', { conversationId: 'one' }), folder: archive },
];

describe('what the changes of a folder say of the rest of the mailbox', () => {
  it('is that a new message is the newest of its conversation', () => {
    const changes = { changed: [b], removed: [] };
    const around = aroundChanges({ changes, folder: inbox, before: [a], after: [b, a] });

    expect(around.conversations).toEqual(new Set(['two']));
    expect(around.recentAfter(recent)).toEqual([{ ...b, folder: place }, ...recent]);
  });

  it('is that a mark is another', () => {
    const read = { ...a, isRead: true };
    const changes = { changed: [{ id: 'a', isRead: true }], removed: [] };
    const around = aroundChanges({ changes, folder: inbox, before: [a], after: [read] });

    expect(around.conversations).toEqual(new Set());
    expect(around.shown).toEqual([read]);
    expect(around.recentAfter(recent)?.[0]).toEqual({ ...read, folder: place });
  });

  it('is nothing of where a message has gone', () => {
    const changes = { changed: [], removed: ['a'] };
    const around = aroundChanges({ changes, folder: inbox, before: [a], after: [] });

    expect(around.conversations).toEqual(new Set(['one']));
    expect(around.recentAfter(recent)).toBeUndefined();
  });

  it('is known already when the page itself has moved the message', () => {
    const changes = { changed: [], removed: ['x'] };
    const around = aroundChanges({ changes, folder: inbox, before: [a], after: [a] });

    expect(around.conversations).toEqual(new Set());
    expect(around.recentAfter(recent)).toEqual(recent);
  });

  it.each([
    ['the folder tells nothing', { changed: [], removed: [] }],
    ['all of it is as it was', { changed: [a], removed: [], snapshotSince: null }],
  ])('is that it is somewhere else when %s', (_, changes) => {
    const around = aroundChanges({ changes, folder: inbox, before: [a], after: [a] });

    expect(around.conversations).toBe('all');
    expect(around.recentAfter(recent)).toBeUndefined();
  });
});
