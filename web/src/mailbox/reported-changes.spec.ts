import { changedConversations, isAllReported } from './reported-changes.js';
import { messageSummary } from './testing/message-summary.js';

const [a, b, c] = [messageSummary('a'), messageSummary('b'), messageSummary('c', { conversationId: 'other' })];

function folder(id: string, totalCount: number, unreadCount = 0) {
  return { id, wellKnownName: id === 'i' ? 'inbox' : null, totalCount, unreadCount };
}
const before = [folder('i', 2, 2), folder('sent', 5, 1)];
const more = { before: [a], after: [b, a] };
const same = { before: [a], after: [a] };
const mark = { before: [a], after: [{ ...a, isRead: true }] };

describe('the changes of one folder', () => {
  it.each([
    ['one more message', more, [folder('i', 3, 3), folder('sent', 5, 1)], true],
    ['one message fewer', { before: [a, b], after: [a] }, [folder('i', 1, 1), folder('sent', 5, 1)], true],
    ['a mark', mark, [folder('i', 2, 1), folder('sent', 5, 1)], true],
    ['a flag', same, [folder('i', 2, 2), folder('sent', 5, 1)], true],
    ['a mark that the list does not show', same, [folder('i', 2, 1), folder('sent', 5, 1)], false],
    ['a mark, and one that the list does not show', mark, [folder('i', 2, 0), folder('sent', 5, 1)], false],
    [
      'one more message, and another that the list does not show',
      more,
      [folder('i', 4, 3), folder('sent', 5, 1)],
      false,
    ],
    ['one more message, and another elsewhere', more, [folder('i', 3, 3), folder('sent', 6, 1)], false],
    ['a mark, and one elsewhere', mark, [folder('i', 2, 1), folder('sent', 5, 0)], false],
    [
      'a message that was moved to a new folder',
      same,
      [folder('i', 2, 2), folder('sent', 5, 1), folder('new', 0)],
      false,
    ],
    ['a folder that replaces another', same, [folder('i', 2, 2), folder('new', 5, 1)], false],
  ])('are everything, or not: %s', (_, list, now, isReported) => {
    expect(isAllReported({ before, shown: before, now, key: 'inbox', list })).toBe(isReported);
    expect(isAllReported({ before, shown: before, now, key: 'i', list })).toBe(isReported);
  });

  it('are everything when the user has marked a message, which list and folder show already', () => {
    const now = [folder('i', 2, 1), folder('sent', 5, 1)];
    expect(isAllReported({ before, shown: now, now, key: 'inbox', list: same })).toBe(true);
  });

  it('include the conversations with other messages, and not those with other marks', () => {
    const read = { ...a, isRead: true, flagged: true, categories: ['Red'] };
    expect([...changedConversations({ before: [a], after: [read] })]).toEqual([]);
    expect([...changedConversations({ before: [a, c], after: [a] })]).toEqual(['other']);
    expect([...changedConversations({ before: [a], after: [c, a] })]).toEqual(['other']);
    expect([...changedConversations({ before: [a, c], after: [{ ...a, preview: 'Later' }, c] })]).toEqual(['c']);
  });
});
