import type { MessageSummary } from '../client/index.js';
import { conversationRows, inOrder, newestOf, toggled, UNTOUCHED, withUnread } from './conversation.js';
import { messageSummary } from './testing/message-summary.js';

function message(id: string, day: number, members: Partial<MessageSummary> = {}): MessageSummary {
  return messageSummary(id, { receivedAt: new Date(Date.UTC(2026, 0, day)).toISOString(), isRead: true, ...members });
}

function shown(
  messages: readonly MessageSummary[],
  openId: string,
  folding = withUnread(UNTOUCHED, messages),
): string[] {
  return conversationRows(messages, openId, folding).map((row) =>
    row.kind === 'more' ? `${row.count} more` : `${row.message.id}${row.isOpen ? '*' : ''}`,
  );
}

describe('a conversation', () => {
  const draft = message('draft', 2, { isDraft: true });
  const three = inOrder([message('3', 3), draft, message('1', 1), message('2', 2), message('3', 3)]);

  it('has each message once, the oldest first, and drafts at the end', () => {
    expect(three.map(({ id }) => id)).toEqual(['1', '2', '3', 'draft']);
    expect(newestOf(three)?.id).toBe('3');
  });

  it('expands the opened and the newest message, and shows lines for the rest', () => {
    expect(shown(three, '1')).toEqual(['1*', '2', '3*', 'draft']);
  });

  it('expands messages that were unread, also once they are read', () => {
    const unread = inOrder([message('1', 1, { isRead: false }), message('2', 2), message('3', 3)]);
    const folding = withUnread(UNTOUCHED, unread);
    expect(shown(unread, '3', folding)).toEqual(['1*', '2', '3*']);
    const read = unread.map((one) => ({ ...one, isRead: true }));
    expect(shown(read, '3', withUnread(folding, read))).toEqual(['1*', '2', '3*']);
  });

  it('collapses and expands on request', () => {
    const folding = toggled(toggled(UNTOUCHED, '2', false), '3', true);
    expect(shown(three, '3', folding)).toEqual(['1', '2*', '3', 'draft']);
  });

  it('shows one line for many older ones, until the user expands them', () => {
    const many = Array.from({ length: 9 }, (_, index) => message(String(index), index + 1));
    expect(shown(many, '8')).toEqual(['0', '6 more', '7', '8*']);
    expect(shown(many, '8', { ...UNTOUCHED, showsAll: true })).toHaveLength(9);
    expect(shown(many.slice(0, 4), '3')).toEqual(['0', '1', '2', '3*']);
  });
});
