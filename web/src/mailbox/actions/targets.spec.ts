import type { MessageSummary } from '../../client/index.js';
import { INBOX } from '../../platform/routes.js';
import { messageSummary } from '../testing/message-summary.js';
import {
  type ActionSubject,
  isEachFlagged,
  mayArchive,
  removal,
  toggledCategory,
  toggledFlag,
  toggledRead,
  wholeFolder,
} from './targets.js';

function message(id: string, change: Partial<MessageSummary> = {}): MessageSummary {
  return messageSummary(id, { receivedAt: `2026-01-0${id}T00:00:00Z`, isRead: true, ...change });
}

function conversation(...thread: MessageSummary[]): ActionSubject[] {
  return [{ thread, isConversation: true }];
}

describe('the targets of an action', () => {
  it('are the whole conversation, up to the newest message on the page', () => {
    const planned = removal({ kind: 'delete' }, conversation(message('3'), message('1')), 'inbox');
    expect(planned.messages.map(({ id }) => id)).toEqual(['3', '1']);
    expect(planned.rests).toEqual([{ id: 'c', folder: 'inbox', upTo: '2026-01-03T00:00:00Z' }]);
  });

  it('are one message when the row is for one', () => {
    const one = [{ thread: [message('3')], isConversation: false }];
    expect(removal({ kind: 'delete' }, one, 'inbox').rests).toEqual([]);
  });

  it('are all unread messages to mark as read, or else the newest message alone to mark as unread', () => {
    const unread = toggledRead(conversation(message('3'), message('2', { isRead: false })), 'inbox');
    expect([unread?.action.kind, unread?.messages.map(({ id }) => id)]).toEqual(['mark-read', ['2']]);
    const read = toggledRead(conversation(message('3'), message('2')), 'inbox');
    expect([read?.action.kind, read?.messages.map(({ id }) => id), read?.rests]).toEqual([
      'mark-unread',
      ['3'],
      undefined,
    ]);
  });

  it('are all flagged messages to unflag, or else the newest message alone to flag', () => {
    const flagged = toggledFlag(conversation(message('3'), message('2', { flagged: true })));
    expect([flagged?.action.kind, flagged?.messages.map(({ id }) => id)]).toEqual(['unflag', ['2']]);
    const plain = toggledFlag(conversation(message('3'), message('2')));
    expect([plain?.action.kind, plain?.messages.map(({ id }) => id)]).toEqual(['flag', ['3']]);
  });

  it('are all messages of the selection, each once', () => {
    const both = [...conversation(message('3'), message('1')), { thread: [message('1')], isConversation: false }];
    expect(removal({ kind: 'delete' }, both, 'inbox').messages.map(({ id }) => id)).toEqual(['3', '1']);
    expect(removal({ kind: 'delete' }, both, 'inbox').rests).toHaveLength(1);
  });

  it('are those without a flag when some of many have one', () => {
    const some = [...conversation(message('3', { flagged: true })), ...conversation(message('2'))];
    const planned = toggledFlag(some);
    expect([planned?.action.kind, planned?.messages.map(({ id }) => id)]).toEqual(['flag', ['2']]);
    expect(isEachFlagged(some)).toBe(false);
  });

  it('are all messages of a folder up to the newest shown one, and only the unread ones when the folder is marked as read', () => {
    const now = new Date('2026-02-01T00:00:00Z');
    const shown = [message('3'), message('1', { isRead: false })];
    const planned = wholeFolder('mark-read', shown, INBOX, now);
    expect(planned.messages.map(({ id }) => id)).toEqual(['1']);
    expect(planned.rests).toEqual([{ folder: 'inbox', upTo: '2026-01-03T00:00:00Z', isUnreadOnly: true }]);
    expect(wholeFolder('delete', shown, INBOX, now).messages).toHaveLength(2);
    // A folder that is not shown: all its current messages.
    expect(wholeFolder('delete', [], { ...INBOX, folder: 'F' }, now).rests).toEqual([
      { folder: 'F', upTo: '2026-02-01T00:00:00.000Z', isUnreadOnly: false },
    ]);
  });

  it('are all current messages of a folder whose list does not begin with the newest', () => {
    const now = new Date('2026-02-01T00:00:00Z');
    const shown = [message('1', { isRead: false }), message('3', { isRead: false })];
    for (const list of [
      { ...INBOX, sort: 'oldest' as const },
      { ...INBOX, sort: 'subject' as const },
      { ...INBOX, filter: 'flagged' as const },
    ]) {
      for (const kind of ['mark-read', 'delete'] as const) {
        const { messages, rests } = wholeFolder(kind, shown, list, now);
        expect(messages).toEqual([]);
        expect(rests).toMatchObject([{ folder: 'inbox', upTo: '2026-02-01T00:00:00.000Z' }]);
      }
    }
  });

  it('include no draft when something is archived, and nothing that is archived already', () => {
    expect(mayArchive(conversation(message('1')), 'inbox')).toBe(true);
    expect(mayArchive(conversation(message('1')), 'archive')).toBe(false);
    expect(mayArchive(conversation(message('1', { isDraft: true })), 'inbox')).toBe(false);
  });

  it('are the newest message of each conversation without the category, or all of them to remove it when all have it', () => {
    const red = (id: string): MessageSummary => message(id, { categories: ['Red'] });
    const some = [...conversation(message('3'), red('1')), ...conversation(message('2'), message('0'))];
    const added = toggledCategory(some, 'Red');
    expect([added.action, added.messages.map(({ id }) => id)]).toEqual([
      { kind: 'categorise', add: ['Red'], remove: [] },
      ['2'],
    ]);
    const all = [...conversation(message('3'), red('1')), ...conversation(red('2'))];
    const removed = toggledCategory(all, 'Red');
    expect([removed.action, removed.messages.map(({ id }) => id)]).toEqual([
      { kind: 'categorise', add: [], remove: ['Red'] },
      ['1', '2'],
    ]);
  });
});
