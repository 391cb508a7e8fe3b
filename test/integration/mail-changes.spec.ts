import { setTimeout as pause } from 'node:timers/promises';

import type { MailChanges, MessageSummary } from '../../src/mail/model/message.schema.js';
import { MailFixture } from '../support/mail-fixture.js';
import { FixtureMailbox, type ProblemAnswer } from '../support/fixture-mailbox.js';

describe('changes of the mailbox', () => {
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

  it('mark, move and delete, under the same id', async () => {
    const { id } = await mailbox.delivered('To be moved');
    const change = { isRead: true, flagged: true, categories: ['Red category'], importance: 'high' };

    const marked = await fixture.json<MessageSummary>('PATCH', `/api/mail/messages/${id}`, change);
    const moved = await fixture.json<MessageSummary>('POST', `/api/mail/messages/${id}/move`, { folder: 'archive' });
    const deleted = await fixture.json('DELETE', `/api/mail/messages/${id}`);
    const inDeleted = await mailbox.list('folder=deleteditems&top=5');
    const gone = await fixture.json('DELETE', `/api/mail/messages/${id}?permanent=true`);
    const after = await fixture.json<ProblemAnswer>('GET', `/api/mail/messages/${id}`);

    expect(marked).toMatchObject({ status: 200, body: { isRead: true, flagged: true, importance: 'high' } });
    expect(moved).toMatchObject({ status: 200, body: { id } });
    expect([deleted.status, gone.status, after.status, after.body.code]).toEqual([204, 204, 404, 'not_found']);
    expect(inDeleted.items.map((item) => item.id)).toContain(id);
  });

  it('report what has changed since', async () => {
    const message = await mailbox.delivered('To be changed');
    const id = message.id;
    const before = (await fixture.json<MailChanges>('GET', '/api/mail/changes')).body;
    await fixture.json('PATCH', `/api/mail/messages/${id}`, { isRead: true });
    const marked = (await fixture.json<MailChanges>('GET', `/api/mail/changes?cursor=${before.cursor}`)).body;
    await fixture.json('POST', `/api/mail/messages/${id}/move`, { folder: 'archive' });
    const moved = (await fixture.json<MailChanges>('GET', `/api/mail/changes?cursor=${marked.cursor}`)).body;

    expect([before.hasMore, before.changed.some((item) => item.id === id)]).toEqual([false, true]);
    expect(marked.changed).toEqual([expect.objectContaining({ id, isRead: true })]);
    expect([moved.changed, moved.removed]).toEqual([[], [id]]);
  });

  it('begin with what was received since, and then report what has changed', async () => {
    const since = (await mailbox.list('top=5')).items.at(-1)?.receivedAt ?? '';
    const listed = (await mailbox.list('top=50')).items.filter(({ receivedAt }) => (receivedAt ?? '') >= since);
    const first = (await fixture.json<MailChanges>('GET', `/api/mail/changes?since=${since}`)).body;
    const { id } = await mailbox.delivered('After the start');
    const next = (await fixture.json<MailChanges>('GET', `/api/mail/changes?cursor=${first.cursor}`)).body;
    const both = await fixture.json<ProblemAnswer>('GET', `/api/mail/changes?since=${since}&cursor=${first.cursor}`);

    expect(first.changed.map((item) => item.id).sort()).toEqual(listed.map((item) => item.id).sort());
    expect([next.changed.map((item) => item.id), next.removed]).toEqual([[id], []]);
    expect([both.status, both.body.code]).toEqual([400, 'invalid_request']);
  });

  describe('of a message that was moved away and back', () => {
    const throttled = (match: Readonly<Record<string, string>>, retryAfter: string, times = 1): void => {
      for (let index = 0; index < times; index++) {
        fixture.faults.scripted.push({
          point: 'graph',
          match,
          action: {
            kind: 'graph_error',
            status: 429,
            code: 'ApplicationThrottled',
            headers: { 'retry-after': retryAfter },
          },
        });
      }
    };

    const awayAndBack = async (count = 1): Promise<{ ids: string[]; cursor: string }> => {
      const ids: string[] = [];
      for (let index = 0; index < count; index++) {
        const mail = fixture.graph.control?.deliver('alice@contoso.example', { subject: `Away and back ${index}` });
        ids.push(mail?.immutableId ?? '');
      }
      let { cursor, hasMore } = (await fixture.json<MailChanges>('GET', '/api/mail/changes')).body;
      while (hasMore) {
        ({ cursor, hasMore } = (await fixture.json<MailChanges>('GET', `/api/mail/changes?cursor=${cursor}`)).body);
      }
      for (const folder of ['archive', 'inbox']) {
        for (let start = 0; start < count; start += 200) {
          const action = { ids: ids.slice(start, start + 200), action: 'move', folder };
          expect((await fixture.json('POST', '/api/mail/messages/actions', action)).status).toBe(200);
        }
      }
      return { ids, cursor };
    };

    it.each([
      ['the look at it', (id: string) => ({ path: `/me/messages/${encodeURIComponent(id)}` })],
      ['the look at its folder', () => ({ path: '/me/mailFolders/inbox' })],
      ['the batch', () => ({ path: '/$batch' })],
    ])('are reported as present although %s is throttled', async (_, match) => {
      const { ids, cursor } = await awayAndBack();
      throttled(match(ids[0] ?? ''), '1');

      const { status, body } = await fixture.json<MailChanges>('GET', `/api/mail/changes?cursor=${cursor}`);

      expect([status, fixture.faults.scripted, body.removed]).toEqual([200, [], []]);
      expect(body.changed.map(({ id }) => id)).toEqual(ids);
    });

    it('are not reported while its state is unknown, and are present with the same cursor', async () => {
      const { ids, cursor } = await awayAndBack();
      throttled({ path: `/me/messages/${encodeURIComponent(ids[0] ?? '')}` }, '30');

      const refused = await fixture.json<ProblemAnswer>('GET', `/api/mail/changes?cursor=${cursor}`);
      const { body } = await fixture.json<MailChanges>('GET', `/api/mail/changes?cursor=${cursor}`);

      expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
        503,
        'graph_unavailable',
        '30',
      ]);
      expect([body.changed.map(({ id }) => id), body.removed]).toEqual([ids, []]);
    });

    it('are reported as present with hundreds of others', async () => {
      const { ids, cursor } = await awayAndBack(250);
      const changed = new Set<string>();
      const removed: string[] = [];
      let next: MailChanges = { changed: [], removed: [], cursor, hasMore: true };
      while (next.hasMore) {
        next = (await fixture.json<MailChanges>('GET', `/api/mail/changes?cursor=${next.cursor}`)).body;
        next.changed.forEach(({ id }) => changed.add(id));
        removed.push(...next.removed);
      }

      expect([changed, removed]).toEqual([new Set(ids), []]);
    });
  });

  it('are read from a cursor of any length, which fits into a URL', async () => {
    const conditions = (tokenLength: number): void => fixture.graph.control?.setConditions({ tokenLength });
    conditions(15_000);
    try {
      const { cursor } = (await fixture.json<MailChanges>('GET', '/api/mail/changes')).body;
      const { id } = await mailbox.delivered('After a long cursor');
      const { status, body } = await fixture.json<MailChanges>('GET', `/api/mail/changes?cursor=${cursor}`);
      const { nextCursor } = await mailbox.list('top=1');
      const next = await mailbox.list(`top=1&cursor=${nextCursor}`);

      expect([cursor.length, nextCursor?.length, status]).toEqual([45, 45, 200]);
      expect(body.changed.map((change) => change.id)).toEqual([id]);
      expect(next.items).toHaveLength(1);
    } finally {
      conditions(0);
    }
  });

  it('require loading the folder again when they are no longer available', async () => {
    const { cursor } = (await fixture.json<MailChanges>('GET', '/api/mail/changes')).body;
    fixture.faults.scripted.push({
      point: 'graph',
      action: { kind: 'graph_error', status: 410, code: 'SyncStateNotFound' },
    });

    const { status, body } = await fixture.json<ProblemAnswer>('GET', `/api/mail/changes?cursor=${cursor}`);

    expect([status, body.code]).toEqual([410, 'resync_required']);
  });

  it('are pushed to every open tab', async () => {
    const streams = await Promise.all([1, 2].map(() => fixture.call('GET', '/api/mail/events')));
    const notified = Promise.all(streams.map(({ body }) => untilChanged(body)));
    await pause(50);

    await mailbox.delivered('New');

    expect(streams.map(({ headers }) => headers.get('content-type'))).toEqual(
      Array(2).fill('text/event-stream; charset=utf-8'),
    );
    await notified;
  }, 30_000);
});

async function untilChanged(body: ReadableStream<Uint8Array> | null): Promise<void> {
  let text = '';
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes('event: mail.changed\ndata: {}\n\n')) {
      return;
    }
  }
  throw new Error('the stream ended');
}
