import type { MessageSummary } from '../../src/mail/model/message.schema.js';
import { MailFixture } from '../support/mail-fixture.js';
import { mail, FixtureMailbox, type ProblemAnswer } from '../support/fixture-mailbox.js';

const largeBytes = 9 * 1_048_576;

describe('drafts in the mailbox', () => {
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

  it('are stored, changed and sent', async () => {
    const { id } = await mailbox.draft();
    await fixture.json('PATCH', `/api/mail/drafts/${id}`, { subject: 'Changed', to: mail.to });

    const sent = await fixture.json('POST', `/api/mail/drafts/${id}/send`);
    const { items } = await mailbox.list('folder=sentitems&top=1');

    expect([sent.status, items[0]?.subject]).toEqual([202, 'Changed']);
  });

  it('store which receipts they request, and keep them where a change does not mention them', async () => {
    const receipts = { isReadReceiptRequested: true, isDeliveryReceiptRequested: true };
    const made = await fixture.json<MessageSummary>('POST', '/api/mail/drafts', { ...mail, ...receipts });
    const { id } = made.body;

    await fixture.json('PATCH', `/api/mail/drafts/${id}`, { subject: 'Another' });
    const before = await mailbox.detail(id);
    await fixture.json('PATCH', `/api/mail/drafts/${id}`, { isReadReceiptRequested: false });

    expect(before).toMatchObject({ subject: 'Another', ...receipts });
    expect(await mailbox.detail(id)).toMatchObject({ ...receipts, isReadReceiptRequested: false });
  });

  it.each([
    ['reply', 'RE: A question', ['carol@contoso.example']],
    ['reply-all', 'RE: A question', ['carol@contoso.example', 'dave@contoso.example']],
    ['forward', 'FW: A question', []],
  ])('are in their conversation when they are a %s', async (kind, subject, recipients) => {
    fixture.graph.control?.deliver('alice@contoso.example', {
      subject: 'A question',
      body: { contentType: 'html', content: '<p>Why?</p>' },
      from: { name: 'Carol', address: 'carol@contoso.example' },
      to: [
        { name: 'Alice', address: 'alice@contoso.example' },
        { name: 'Dave', address: 'dave@contoso.example' },
      ],
    });
    const [question] = (await mailbox.list('top=1')).items;

    const kept = await fixture.json<MessageSummary>('POST', '/api/mail/drafts', {
      inReplyTo: { id: question?.id, kind },
    });
    const { body, to } = await mailbox.detail(kept.body.id);

    expect(kept).toMatchObject({
      status: 201,
      body: { isDraft: true, subject, conversationId: question?.conversationId },
    });
    expect(to.map(({ address }) => address)).toEqual(recipients);
    expect(body.content).toContain('Why?');
  });

  it('accept another subject for a reply, and are sent into the same conversation', async () => {
    const question = await mailbox.delivered('A question');
    const inReplyTo = { id: question.id, kind: 'reply' };

    const { body: kept } = await fixture.json<MessageSummary>('POST', '/api/mail/drafts', {
      ...mail,
      subject: 'Because',
      inReplyTo,
    });
    const before = await mailbox.detail(kept.id, 'body=text');
    await fixture.json('POST', `/api/mail/drafts/${kept.id}/send`);
    const conversation = await mailbox.list(`conversation=${question.conversationId}`);

    expect([before.subject, before.to.map(({ address }) => address)]).toEqual(['Because', ['bob@contoso.example']]);
    expect(before.body.content).toMatch(/^Hello\s[\s\S]*Subject: A question/);
    expect(conversation.items.map(({ subject, isDraft }) => [subject, isDraft])).toEqual([
      ['Because', false],
      ['A question', false],
    ]);
  });

  it('store no reply to a missing message', async () => {
    const inReplyTo = { id: 'AAMkADAwNothingHere=', kind: 'reply' };

    const { status, body } = await fixture.json<ProblemAnswer>('POST', '/api/mail/drafts', { ...mail, inReplyTo });

    expect([status, body.code]).toEqual([404, 'not_found']);
  });

  it.each([
    [{ inReplyTo: { id: 'A', kind: 'replyAll' } }, 'inReplyTo'],
    [{ inReplyTo: 'A', forwardOf: 'B' }, 'inReplyTo'],
    [{ replyAll: 'A', forwardOf: 'B' }, 'inReplyTo'],
    [{ replyAll: true }, 'replyAll'],
    [{ forwardOf: '' }, 'forwardOf'],
  ])('are not stored with %j', async (draft, path) => {
    const { status, body } = await fixture.json<ProblemAnswer>('POST', '/api/mail/drafts', draft);

    expect([status, body.errors?.map((error) => error.path)]).toEqual([400, [path]]);
  });

  it('are discarded, and no other message by that route', async () => {
    const { id } = await mailbox.draft();
    const received = await mailbox.delivered('Not a draft');

    const answers = [
      await fixture.json('DELETE', `/api/mail/drafts/${id}`),
      await fixture.json('DELETE', `/api/mail/drafts/${received.id}`),
    ];

    expect(answers.map(({ status }) => status)).toEqual([204, 404]);
  });

  it('lose a file by its route, and no other message does', async () => {
    const { id } = await mailbox.draft();
    const path = `/api/mail/drafts/${id}/attachments`;
    const added = await fixture.json<{ id: string }>('POST', `${path}?name=a.txt`, Buffer.from('a'));
    const received = await mailbox.delivered('Not a draft');

    const answers = [
      await fixture.json('DELETE', `${path}/${added.body.id}`),
      await fixture.json('DELETE', `${path}/${added.body.id}`),
      await fixture.json('DELETE', `/api/mail/drafts/${received.id}/attachments/${added.body.id}`),
    ];
    const { body } = await fixture.json<{ attachments: unknown[] }>('GET', `/api/mail/messages/${id}`);

    expect(answers.map(({ status }) => status)).toEqual([204, 404, 404]);
    expect(body.attachments).toEqual([]);
  });

  it.each(['application/octet-stream', 'application/json', 'text/plain'])(
    'accept a small file as %s, byte by byte',
    async (type) => {
      const { id } = await mailbox.draft();
      const bytes = Buffer.from('{"not": "parsed"');

      const added = await fixture.json<{ id: string }>(
        'POST',
        `/api/mail/drafts/${id}/attachments?name=a.json&contentType=application/json`,
        bytes,
        { 'content-type': type },
      );
      const back = await fixture.call('GET', `/api/mail/messages/${id}/attachments/${added.body.id}`);

      expect([added.status, await back.text()]).toEqual([201, bytes.toString()]);
    },
  );

  it('accept a large file in ranges, also when ranges fail', async () => {
    const { id } = await mailbox.draft();
    const bytes = Buffer.alloc(largeBytes, 'range ');
    const put = { point: 'graph', match: { method: 'PUT' } };
    fixture.faults.scripted.push(
      { ...put, action: { kind: 'reset', when: 'after' } },
      { ...put, action: { kind: 'reset', when: 'before' } },
      { ...put, action: { kind: 'graph_error', status: 503, code: 'ServiceUnavailable' } },
    );

    const added = await fixture.json<{ id: string; size: number }>(
      'POST',
      `/api/mail/drafts/${id}/attachments?name=large.bin`,
      bytes,
    );
    const back = await fixture.call('GET', `/api/mail/messages/${id}/attachments/${added.body.id}`);

    expect([added.status, added.body.size]).toEqual([201, largeBytes]);
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true);
  }, 20_000);

  it('accept a raw body for uploads only', async () => {
    const raw = { 'content-type': 'application/octet-stream' };

    const { status, body } = await fixture.json<ProblemAnswer>('POST', '/api/mail/messages', Buffer.from('x'), raw);

    expect([status, body.code]).toEqual([415, 'unsupported_media_type']);
  });
});
