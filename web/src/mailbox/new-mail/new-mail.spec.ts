import type { MessageSummary } from '../../client/index.js';
import { messageSummary } from '../testing/message-summary.js';
import { knownMail, newMail } from './new-mail.js';

const NOON = Date.parse('2026-11-30T12:00:00Z');
const minuteMs = 60_000;

function message(id: string, minutes: number, more: Partial<MessageSummary> = {}): MessageSummary {
  return messageSummary(id, { receivedAt: new Date(NOON + minutes * minuteMs).toISOString(), ...more });
}

const before = [message('b', 0), message('a', -10)];
function found(...added: MessageSummary[]): string[] {
  return newMail(knownMail(before), [...added, ...before]).map(({ id }) => id);
}

describe('new mail', () => {
  it('is what was received after the known mail', () => {
    expect(found(message('d', 2), message('c', 1))).toEqual(['d', 'c']);
    expect(found()).toEqual([]);
  });

  it('excludes moved messages, read ones, and drafts', () => {
    expect(found(message('moved', -5), message('read', 1, { isRead: true }))).toEqual([]);
    expect(found(message('draft', 1, { isDraft: true }), message('undated', 1, { receivedAt: null }))).toEqual([]);
  });

  it('may be filed a little late', () => {
    expect(found(message('late', -0.5))).toEqual(['late']);
  });

  it('excludes known messages that are unread again', () => {
    const known = knownMail([message('a', 0, { isRead: true })]);
    expect(newMail(known, [message('a', 0)])).toEqual([]);
  });

  it('has the Focused first', () => {
    const other = { inferenceClassification: 'other' } as const;
    const focused = { inferenceClassification: 'focused' } as const;
    expect(found(message('news', 3, other), message('boss', 2, focused), message('plain', 1))).toEqual([
      'boss',
      'plain',
      'news',
    ]);
  });

  it('excludes older messages that appear after the Inbox was emptied', () => {
    const emptied = knownMail([], knownMail(before).newest);
    expect(newMail(emptied, [message('moved back', -5)])).toEqual([]);
    expect(newMail(emptied, [message('new', 1)]).map(({ id }) => id)).toEqual(['new']);
  });

  it('is everything that arrives in an empty Inbox', () => {
    expect(newMail(knownMail([]), [message('first', 0)]).map(({ id }) => id)).toEqual(['first']);
  });
});
