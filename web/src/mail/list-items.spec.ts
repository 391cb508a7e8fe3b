import type { MessageSummary } from '../client/index.js';
import { messageSummary } from '../mailbox/testing/message-summary.js';
import { listItems } from './list-items.js';

const NOW = new Date(2026, 0, 14, 12);

function message(id: string, conversationId: string, day: number): MessageSummary {
  return messageSummary(id, { conversationId, receivedAt: new Date(2026, 0, day, 9).toISOString(), isRead: true });
}

const MESSAGES = [message('1', 'x', 14), message('2', 'y', 13), message('3', 'x', 6)];
function keys(options: Partial<Parameters<typeof listItems>[1]>): string[] {
  return listItems(MESSAGES, { grouped: true, headings: false, expanded: new Set(), now: NOW, ...options }).map(
    (item) => item.key,
  );
}

describe('the rows of the list', () => {
  it('puts a conversation at its newest message', () => {
    expect(keys({})).toEqual(['thread:x', 'thread:y']);
  });

  it('shows its messages below when a conversation is expanded', () => {
    expect(keys({ expanded: new Set(['x']) })).toEqual(['thread:x', '1', '3', 'thread:y']);
  });

  it('shows each message separately when not grouped', () => {
    expect(keys({ grouped: false })).toEqual(['1', '2', '3']);
  });

  it('puts headings before the first message of a day', () => {
    expect(keys({ grouped: false, headings: true })).toEqual([
      'heading:Today',
      '1',
      'heading:Yesterday',
      '2',
      'heading:Last week',
      '3',
    ]);
  });
});
