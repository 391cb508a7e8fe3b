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

describe('the changes of a folder, applied to the rest of the mailbox', () => {
  it('make a new message the newest of its conversation', () => {
    const changes = { changed: [b], removed: [] };
    const around = aroundChanges({ changes, folder: inbox, before: [a], after: [b, a] });

    expect(around.recentAfter(recent)).toEqual([{ ...b, folder: place }, ...recent]);
  });

  it('change a mark', () => {
    const read = { ...a, isRead: true };
    const changes = { changed: [{ id: 'a', isRead: true }], removed: [] };
    const around = aroundChanges({ changes, folder: inbox, before: [a], after: [read] });

    expect(around.shown).toEqual([read]);
    expect(around.recentAfter(recent)[0]).toEqual({ ...read, folder: place });
  });

  it('remove a message, however far down it is', () => {
    const deep = { ...messageSummary('deep'), folder: place };
    const changes = { changed: [], removed: ['a', 'deep'] };
    const around = aroundChanges({ changes, folder: inbox, before: [a], after: [] });

    expect(around.recentAfter([...recent, deep])).toEqual(recent.slice(1));
  });

  it('change nothing when the page itself has moved the message', () => {
    const changes = { changed: [], removed: ['x'] };
    const around = aroundChanges({ changes, folder: inbox, before: [a], after: [a] });

    expect(around.recentAfter(recent)).toEqual(recent);
  });
});
