import { MessageListStore } from './message-list-store.js';
import { consent, FakeService, problem, settled } from './testing/fake-service.js';

const first = '/api/mail/messages?folder=inbox';
const second = `${first}&cursor=two`;
function page(nextCursor: string | null, ...ids: string[]): object {
  return {
    items: ids.map((id) => ({ id })),
    nextCursor,
  };
}

describe('a list of messages', () => {
  let service: FakeService;
  let store: MessageListStore;
  let end: () => void;

  beforeEach(() => {
    service = new FakeService();
    store = new MessageListStore(service.client, { folder: 'inbox' }, () => undefined, 'alice');
    end = store.use();
  });

  afterEach(() => {
    end();
  });

  const ids = (): string[] | undefined => store.getSnapshot().data?.items.map(({ id }) => id);

  it('grows by pages, without what new mail has moved into the next one', async () => {
    (await service.next(first)).answer(page('two', 'a', 'b'));
    await settled();
    void store.loadMore();
    (await service.next(second)).answer(page(null, 'b', 'c'));
    await settled();

    expect(ids()).toEqual(['a', 'b', 'c']);
    await store.loadMore();
    expect(await service.unanswered(second)).toBe(0);
  });

  it('loads one page at a time', async () => {
    (await service.next(first)).answer(page('two', 'a'));
    await settled();
    void store.loadMore();
    void store.loadMore();

    expect(await service.unanswered(second)).toBe(1);
  });

  it('ignores the next page of a list that was reloaded meanwhile', async () => {
    (await service.next(first)).answer(page('two', 'a'));
    await settled();
    void store.loadMore();
    const late = await service.next(second);
    void store.reload();
    late.answer(page(null, 'old'));
    (await service.next(first)).answer(page('two', 'new'));
    await settled();

    expect(late.request.signal.aborted).toBe(true);
    expect(ids()).toEqual(['new']);
  });

  it('ignores an earlier response that arrives after a later one', async () => {
    const early = await service.next(first);
    void store.reload();
    (await service.next(first)).answer(page(null, 'later'));
    await settled();
    early.answer(page(null, 'earlier'));
    await settled();

    expect(ids()).toEqual(['later']);
  });

  it('is reloaded when its cursor is no longer valid', async () => {
    (await service.next(first)).answer(page('two', 'a'));
    await settled();
    void store.loadMore();
    (await service.next(second)).answer(problem('invalid_cursor'), 400);
    (await service.next(first)).answer(page(null, 'z'));
    await settled();

    expect(ids()).toEqual(['z']);
  });

  it('preserves its messages when loading fails, and states why', async () => {
    (await service.next(first)).answer(page(null, 'a'));
    await settled();
    void store.reload();
    (await service.next(first)).answer(problem('graph_unavailable'), 503);
    await settled();

    expect(store.getSnapshot()).toMatchObject({ isLoading: false, problem: { code: 'graph_unavailable' } });
    expect(ids()).toEqual(['a']);
  });

  it('retries by itself once a missing permission is granted', async () => {
    (await service.next(first)).answer(consent, 403);
    await settled();
    store.retryRefused();

    expect(await service.unanswered(first)).toBe(1);
  });

  it('is aborted with its last user, and loads nothing afterwards', async () => {
    const call = await service.next(first);
    end();
    await store.reload();

    expect(call.request.signal.aborted).toBe(true);
    expect(await service.unanswered(first)).toBe(0);
  });
});
