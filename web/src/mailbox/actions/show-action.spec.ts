import { INBOX, type ListView } from '../../platform/routes.js';
import { queryClient, tabs } from '../../platform/services.js';
import { keyOfList } from '../list-key.js';
import type { MessagePages } from '../pages.js';
import { messageSummary } from '../testing/message-summary.js';
import { showDone, showUndone } from './show-action.js';

const message = messageSummary('1', { subject: 'Ferry', isRead: true });
const deletion = { action: { kind: 'delete' }, from: 'inbox', messages: [message] } as const;

function isStale(list: ListView): boolean | undefined {
  return queryClient.getQueryState(keyOfList(list))?.isInvalidated;
}

describe('a removal that did not happen', () => {
  afterEach(() => {
    queryClient.clear();
  });
  afterAll(() => {
    tabs.close();
  });

  it.each([
    ['searched', { ...INBOX, search: 'ferry' }],
    ['filtered', { ...INBOX, filter: 'flagged' as const }],
    ['sorted', { ...INBOX, sort: 'oldest' as const }],
  ])('loads a %s list again, where only the service knows the order of the messages', (_, list) => {
    const pages: MessagePages = { pages: [{ items: [message], nextCursor: null }], pageParams: [undefined] };
    for (const one of [INBOX, list]) {
      queryClient.setQueryData(keyOfList(one), pages);
    }

    showUndone(deletion);

    expect([isStale(INBOX), isStale(list)]).toEqual([false, true]);
  });

  it('restores them at once in the complete list', () => {
    const pages: MessagePages = { pages: [{ items: [], nextCursor: null }], pageParams: [undefined] };
    queryClient.setQueryData(keyOfList(INBOX), pages);
    showUndone(deletion);
    expect(queryClient.getQueryData<MessagePages>(keyOfList(INBOX))?.pages[0]?.items).toEqual([message]);
    showDone({ ...deletion, action: { kind: 'delete-permanently' } });
    expect(queryClient.getQueryData(keyOfList(INBOX))).toBeUndefined();
  });
});
