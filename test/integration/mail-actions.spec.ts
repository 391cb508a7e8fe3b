import type { MessageSummary } from '../../src/mail/model/message.schema.js';
import { MailFixture } from '../support/mail-fixture.js';
import { FixtureMailbox, type ProblemAnswer } from '../support/fixture-mailbox.js';

interface Results {
  readonly results: readonly { readonly id: string; readonly newId?: string; readonly status: number; code?: string }[];
}

const alice = 'alice@contoso.example';

describe('one action on many messages', () => {
  let fixture: MailFixture;
  let mailbox: FixtureMailbox;

  beforeAll(async () => {
    fixture = await MailFixture.start();
    mailbox = new FixtureMailbox(fixture);
  });

  afterEach(() => {
    fixture.faults.scripted.length = 0;
  });

  afterAll(() => fixture.close());

  const delivered = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => {
      const mail = fixture.graph.control?.deliver(alice, { subject: `Mail ${index}` });
      return mail?.immutableId ?? '';
    });

  const act = async (body: object): Promise<{ status: number; results: Results['results'] }> => {
    const { status, body: answer } = await fixture.json<Results>('POST', '/api/mail/messages/actions', body);
    return { status, results: answer.results };
  };

  const inFolder = async (folder: string): Promise<MessageSummary[]> => [
    ...(await mailbox.list(`folder=${folder}&top=100`)).items,
  ];

  it('moves 200 messages within the limits of the mailbox, and reports each in the requested order', async () => {
    const ids = delivered(200).reverse();
    const before = fixture.graph.control?.requestCounts()['POST /$batch'] ?? 0;
    fixture.graph.control?.resetPeaks();

    const { status, results } = await act({ ids, action: 'move', folder: 'archive' });

    expect(status).toBe(200);
    expect(results).toEqual(ids.map((id) => ({ id, newId: id, status: 200 })));
    expect(fixture.graph.control?.concurrency(alice)).toMatchObject({ refused: 0 });
    expect((fixture.graph.control?.requestCounts()['POST /$batch'] ?? 0) - before).toBe(10);
    expect(new Set((await inFolder('archive')).map(({ id }) => id)).has(ids[0] ?? '')).toBe(true);
  });

  it.each([
    ['mark-read', {}, { isRead: true }],
    ['mark-unread', {}, { isRead: false }],
    ['flag', {}, { flagged: true }],
    ['unflag', {}, { flagged: false }],
    ['categorise', { categories: ['Red category'] }, { categories: ['Red category'] }],
    ['categorise', { categories: [] }, { categories: [] }],
  ])('can %s with %j', async (action, more, expected) => {
    const ids = delivered(3);

    const { results } = await act({ ids, action, ...more });

    expect(results).toEqual(ids.map((id) => ({ id, status: 200 })));
    for (const id of ids) {
      expect(await mailbox.detail(id)).toMatchObject(expected);
    }
  });

  it('deletes into Deleted Items, or permanently', async () => {
    const [kept = '', gone = ''] = delivered(2);

    const deleted = await act({ ids: [kept], action: 'delete' });
    const erased = await act({ ids: [gone], action: 'delete-permanently' });

    expect(deleted.results).toEqual([{ id: kept, newId: kept, status: 200 }]);
    expect(erased.results).toEqual([{ id: gone, status: 204 }]);
    expect((await inFolder('deleteditems')).map(({ id }) => id)).toContain(kept);
    expect((await fixture.call('GET', `/api/mail/messages/${gone}`)).status).toBe(404);
  });

  it('reports which part failed, and does the rest', async () => {
    const [first = '', second = ''] = delivered(2);
    fixture.graph.control?.removeMessage(alice, first);

    const { status, results } = await act({ ids: [first, second], action: 'flag' });

    expect(status).toBe(200);
    expect(results).toEqual([
      { id: first, status: 404, code: 'not_found' },
      { id: second, status: 200 },
    ]);
  });

  it('acts once on an id that is given twice, and reports on each', async () => {
    const [id = '', other = ''] = delivered(2);

    const { results } = await act({ ids: [id, other, id], action: 'delete-permanently' });

    expect(results).toEqual([id, other, id].map((each) => ({ id: each, status: 204 })));
  });

  it('succeeds when Graph throttles a part', async () => {
    const ids = delivered(3);
    fixture.faults.scripted.push({
      point: 'graph',
      match: { method: 'PATCH' },
      action: { kind: 'graph_error', status: 429, code: 'ApplicationThrottled', headers: { 'retry-after': '0' } },
    });

    const { results } = await act({ ids, action: 'mark-read' });

    expect(results).toEqual(ids.map((id) => ({ id, status: 200 })));
  });

  it.each([
    [{ ids: [], action: 'flag' }, 'ids'],
    [{ ids: Array.from({ length: 201 }, (_, index) => `A${index}`), action: 'flag' }, 'ids'],
    [{ ids: ['A'], action: 'archive' }, 'action'],
    [{ ids: ['A'], action: 'move' }, 'folder'],
    [{ ids: ['A'], action: 'categorise' }, 'categories'],
    [{ ids: [''], action: 'flag' }, 'ids.0'],
    [{ action: 'flag' }, 'ids'],
    [{ ids: ['A'], action: 'flag', colour: 'red' }, ''],
  ])('refuses %j', async (body, path) => {
    const answer = await fixture.json<ProblemAnswer>('POST', '/api/mail/messages/actions', body);

    expect([answer.status, answer.body.code, answer.body.errors?.map((error) => error.path)]).toEqual([
      400,
      'invalid_request',
      [path],
    ]);
  });
});
