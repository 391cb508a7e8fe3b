import { jest } from '@jest/globals';
import { closePage } from '../platform/testing/fake-page.js';
import type { RequestedAction } from '../mailbox/actions/mail-action.js';
import { messageSummary } from '../mailbox/testing/message-summary.js';
import { notices } from '../platform/notify.js';
import { preferences } from '../platform/preferences.js';

const requestAction = jest.fn<(wish: Pick<RequestedAction, 'messages'>) => void>();
jest.unstable_mockModule('../mailbox/actions/mail-actions.js', () => ({ requestAction }));
const { reportSpared } = await import('./spared-receipts.js');

function request(id: string): RequestedAction {
  return {
    ...{ id, userId: 'alice', from: 'inbox', requestedAt: 0, origin: 'user' },
    ...{ action: { kind: 'mark-read' }, messages: [] },
  };
}

describe('messages that stay unread for their receipts', () => {
  const before = preferences.get();

  beforeEach(() => {
    preferences.set({ ...before, readReceipts: 'ask' });
    notices.set([]);
  });

  afterAll(() => {
    preferences.set(before);
    closePage();
  });

  it('are reported for each action, and once', () => {
    reportSpared(request('first'), [messageSummary('a')]);
    reportSpared(request('second'), [messageSummary('b'), messageSummary('c')]);
    reportSpared(request('second'), [messageSummary('b'), messageSummary('c')]);
    const shown = notices.get().map(({ title, action }) => [title.split(' ')[0], action?.label]);
    expect(shown).toEqual([
      ['One', 'Mark as read'],
      ['2', 'Mark as read'],
    ]);
    notices.get()[0]?.action?.run();
    expect(requestAction.mock.calls[0]?.[0].messages.map(({ id }) => id)).toEqual(['a']);
  });
});
