import { closePage } from '../../platform/testing/fake-page.js';
import { messageSummary } from '../../mailbox/testing/message-summary.js';
import { keyOfList } from '../../mailbox/list-key.js';
import { INBOX } from '../../platform/routes.js';
import { storableOf } from './storable-queries.js';

const known = {
  isOpened: (id: string): boolean => id === 'opened',
  listTime: (key: string): number | undefined => (key === 'inbox' || key === 'inbox?filter=unread' ? 1_000 : undefined),
};
function pages(...ids: string[]) {
  return {
    pages: ids.map((id) => ({ items: [messageSummary(id)], nextCursor: 'more' })),
    pageParams: [],
  };
}

describe('the stored copy of the queries', () => {
  afterAll(closePage);

  it('is a list as the user last saw it, all its pages in one, with the time of the service', () => {
    expect(storableOf(keyOfList(INBOX), pages('1', '2', '1'), known)).toMatchObject({
      kind: 'list',
      name: 'inbox',
      value: { items: [{ id: '1' }, { id: '2' }], nextCursor: null },
      at: 1_000,
    });
    expect(storableOf(keyOfList({ ...INBOX, unreadOnly: true }), pages('1'), known)?.name).toBe('inbox?filter=unread');
  });

  it('has 200 rows of a list at most', () => {
    const many = pages(...Array.from({ length: 201 }, (_, index) => String(index)));
    const { value } = storableOf(keyOfList(INBOX), many, known) ?? {};
    expect((value as { items: unknown[] }).items).toHaveLength(200);
  });

  it.each([
    ['search results', keyOfList({ ...INBOX, search: 'salary' }), pages('1')],
    ['a list without a response of the service', keyOfList({ ...INBOX, folder: 'archive' }), pages('1')],
    ['a prefetched message', ['message', 'ahead', false], { id: 'ahead' }],
    ['people', ['people', 'bilal'], []],
    ['a query without data', ['folders'], undefined],
  ])('does not include %s', (_, key, data) => {
    expect(storableOf(key, data, known)).toBeUndefined();
  });

  it('includes an opened message, with and without the pictures that the user permitted', () => {
    const names = [false, true].map(
      (remote) => storableOf(['message', 'opened', remote], { id: 'opened' }, known)?.name,
    );
    expect(names).toEqual(['opened', 'opened:pictures']);
  });
});
