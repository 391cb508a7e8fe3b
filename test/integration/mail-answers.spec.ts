import type { Message, MessageSummary } from '../../src/mail/model/message.schema.js';
import { MailFixture } from '../support/mail-fixture.js';
import { FixtureMailbox, type ProblemAnswer } from '../support/fixture-mailbox.js';

const chart = Buffer.from('not really a picture');
function html(content: string): { body: { contentType: string; content: string } } {
  return {
    body: { contentType: 'html', content },
  };
}

describe('replies and forwards', () => {
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

  /** A message with a picture in its text and a file. */
  async function question(): Promise<MessageSummary> {
    fixture.graph.control?.deliver('alice@contoso.example', {
      subject: 'A question',
      body: {
        contentType: 'html',
        content:
          '<html><head><style>p{color:teal}</style></head><body><p>Why <img src="cid:chart@x">?</p></body></html>',
      },
      from: { name: 'Bob', address: 'bob@contoso.example' },
      to: [
        { name: 'Alice', address: 'alice@contoso.example' },
        { name: 'Dave', address: 'dave@elsewhere.example' },
      ],
      attachments: [
        {
          name: 'chart.png',
          contentType: 'image/png',
          contentBytes: chart.toString('base64'),
          isInline: true,
          contentId: 'chart@x',
        },
        { name: 'list.csv', contentType: 'text/csv', contentBytes: 'YQ==' },
      ],
    });
    const [item] = (await mailbox.list('top=1')).items;
    if (item === undefined) {
      throw new Error('nothing has come in');
    }
    return item;
  }

  const create = async (draft: object): Promise<Message> => {
    const { status, body } = await fixture.json<MessageSummary>('POST', '/api/mail/drafts', draft);
    expect(status).toBe(201);
    return mailbox.detail(body.id);
  };

  const picturesOf = ({ body, attachments }: Message): (string | null | undefined)[] =>
    [...body.content.matchAll(/\/attachments\/([^"]+)"/g)].map(
      ([, id]) => attachments.find((attachment) => attachment.id === decodeURIComponent(id ?? ''))?.contentId,
    );

  it.each([
    ['inReplyTo', (id: string) => ({ inReplyTo: id }), 'RE: A question', ['bob@contoso.example'], ['chart.png']],
    [
      'inReplyTo and replyAll',
      (id: string) => ({ inReplyTo: id, replyAll: true }),
      'RE: A question',
      ['bob@contoso.example', 'dave@elsewhere.example'],
      ['chart.png'],
    ],
    [
      'replyAll',
      (id: string) => ({ replyAll: id }),
      'RE: A question',
      ['bob@contoso.example', 'dave@elsewhere.example'],
      ['chart.png'],
    ],
    ['forwardOf', (id: string) => ({ forwardOf: id }), 'FW: A question', [], ['chart.png', 'list.csv']],
    [
      'inReplyTo with a kind',
      (id: string) => ({ inReplyTo: { id, kind: 'forward' } }),
      'FW: A question',
      [],
      ['chart.png', 'list.csv'],
    ],
  ])('keep the complete original below what the user writes: %s', async (_, member, subject, recipients, files) => {
    const { id } = await question();

    const draft = await create({ ...member(id), ...html('<p>Because.</p>') });

    expect(draft).toMatchObject({ subject, isDraft: true });
    expect(draft.to.map(({ address }) => address)).toEqual(recipients);
    expect(draft.attachments.map(({ name }) => name)).toEqual(files);
    expect(draft.body.content).toMatch(/Because\.[\s\S]*From:[\s\S]*Why <img src=/);
    expect(draft.body.content.slice(0, draft.originalAt ?? 0)).toMatch(/^\s*<div>?\s*<p>Because\.<\/p>|^<p>Because/);
    expect(picturesOf(draft)).toEqual(['chart@x']);
  });

  it('show what the user writes as it is, although the original is too complex for its layout', async () => {
    const { id } = await mailbox.delivered('Many cells', `<p>Figures</p>${'<b></b>'.repeat(61_000)}`);

    const draft = await create({ inReplyTo: id, ...html('<p>All <b>mine</b></p>') });
    const own = draft.body.content.slice(0, draft.originalAt ?? 0);

    expect(own).toContain('<p>All <b>mine</b></p>');
    expect(own).not.toContain('This message is too large');
    expect(draft.body.content.slice(own.length)).toMatch(/This message is too large[\s\S]*Figures/);

    const { body } = await fixture.json<MessageSummary>('PATCH', `/api/mail/drafts/${draft.id}`, html(own));
    const sent = (await mailbox.detail(body.id, 'body=text')).body.content;
    expect(sent).not.toContain('This message is too large');
  });

  it('keep the original when nothing is written yet, and when plain text is', async () => {
    const { id } = await question();

    const silent = await create({ inReplyTo: id });
    const plain = await create({ inReplyTo: id, body: { contentType: 'text', content: 'a < b\nc' } });

    expect(silent.originalAt).not.toBeNull();
    expect(silent.body.content).toContain('Why <img');
    expect(plain.body.content).toMatch(/a &lt; b<br ?\/?>c[\s\S]*Why <img/);
  });

  it('include files that the client sends at once', async () => {
    const { id } = await question();

    const draft = await create({
      forwardOf: id,
      to: [{ address: 'bob@contoso.example' }],
      subject: 'My own',
      attachments: [{ name: 'mine.txt', contentBytes: 'aGk=' }],
    });

    expect([draft.subject, draft.attachments.map(({ name }) => name)]).toEqual([
      'My own',
      ['chart.png', 'list.csv', 'mine.txt'],
    ]);
  });

  it('keep the original when their text is changed, and its pictures too', async () => {
    const { id } = await question();
    const draft = await create({ inReplyTo: id, ...html('<p>First</p>') });

    const changed = await fixture.json('PATCH', `/api/mail/drafts/${draft.id}`, html('<p>Second</p>'));
    const after = await mailbox.detail(draft.id);

    expect(changed.status).toBe(200);
    expect(after.body.content).toContain('Second');
    expect(after.body.content).not.toContain('First');
    expect(after.body.content.match(/Why <img/g)).toHaveLength(1);
    expect(picturesOf(after)).toEqual(['chart@x']);
  });

  it('survive a client that sends back everything that it was shown', async () => {
    const { id } = await question();
    const draft = await create({ inReplyTo: id, ...html('<p>First</p>') });
    const sent = draft.body.content.replace('First', 'Second').replace('Why', 'Why, indeed,');

    await fixture.json('PATCH', `/api/mail/drafts/${draft.id}`, html(sent));
    const after = await mailbox.detail(draft.id);

    expect(after.body.content).toContain('Second');
    expect(after.body.content.match(/Why, indeed, <img/g)).toHaveLength(1);
    expect(picturesOf(after)).toEqual(['chart@x']);
    expect(after.originalAt).toBe(after.body.content.indexOf('<div id="original-message">'));
  });

  it('recognise a picture of the original by its address there', async () => {
    const source = await mailbox.detail((await question()).id);
    const quoted = source.body.content;

    const draft = await create({ inReplyTo: source.id, ...html(`<p>Look: ${quoted}</p>`) });

    expect(picturesOf(draft)).toEqual(['chart@x', 'chart@x']);
  });

  it('are no longer shown folded once they are sent', async () => {
    const { id } = await question();
    const draft = await create({ inReplyTo: id, ...html('<p>Because</p>') });

    await fixture.json('POST', `/api/mail/drafts/${draft.id}/send`);
    const sent = await mailbox.detail(draft.id);
    const inbox = await fixture.json<{ items: MessageSummary[] }>('GET', '/api/mail/messages?top=1', undefined, {
      'x-user': 'bob',
    });
    const received = await fixture.json<Message>(
      'GET',
      `/api/mail/messages/${inbox.body.items[0]?.id ?? ''}`,
      undefined,
      {
        'x-user': 'bob',
      },
    );

    expect(sent.originalAt).toBeNull();
    expect(picturesOf(received.body)).toEqual(['chart@x']);
    expect(received.body.body.content).toMatch(/Because[\s\S]*Why/);
  });

  it('leave no partial draft behind', async () => {
    const { id } = await question();
    const drafts = async (): Promise<number> => (await mailbox.list('folder=drafts&top=100')).items.length;
    const before = await drafts();
    fixture.faults.scripted.push({
      point: 'graph',
      match: { method: 'PATCH' },
      action: { kind: 'respond', status: 403, body: { error: { code: 'ErrorQuotaExceeded', message: '' } } },
    } as never);

    const refused = await fixture.json<ProblemAnswer>('POST', '/api/mail/drafts', {
      inReplyTo: id,
      ...html('<p>x</p>'),
    });

    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(await drafts()).toBe(before);
  });

  it.each([
    ['reply', { body: { contentType: 'text', content: 'a < b\nc' } }, /a &lt; b<br ?\/?>c[\s\S]*Why/],
    ['reply-all', html('<p><b>Because</b></p>'), /<b>Because<\/b>[\s\S]*Why/],
    ['forward', { to: [{ address: 'bob@contoso.example' }], ...html('<p>Look</p>') }, /<p>Look<\/p>[\s\S]*Why/],
  ])('sent at once keep the original: %s', async (kind, body, expected) => {
    const { id } = await question();

    const answer = await fixture.json('POST', `/api/mail/messages/${id}/${kind}`, body);
    const [newest] = (await mailbox.list('folder=sentitems&top=1')).items;
    const sent = await mailbox.detail(newest?.id ?? '');

    expect(answer.status).toBe(202);
    expect(sent.body.content).toMatch(expected);
    expect(picturesOf(sent)).toEqual(['chart@x']);
  });

  it.each([
    ['reply', {}],
    ['forward', { to: [{ address: 'bob@contoso.example' }] }],
  ])(
    'sent at once differ from those of Graph where the request says so, and keep the original: %s',
    async (kind, to) => {
      const { id, conversationId } = await question();

      const answer = await fixture.json('POST', `/api/mail/messages/${id}/${kind}`, {
        ...to,
        ...html('<p>Look</p>'),
        cc: [{ address: 'carol@contoso.example' }],
        subject: 'Another subject',
        importance: 'high',
        isReadReceiptRequested: true,
      });
      const [newest] = (await mailbox.list('folder=sentitems&top=1')).items;
      const sent = await mailbox.detail(newest?.id ?? '');

      expect(answer.status).toBe(202);
      expect(sent).toMatchObject({
        subject: 'Another subject',
        importance: 'high',
        isReadReceiptRequested: true,
        isDeliveryReceiptRequested: false,
        conversationId,
      });
      expect(sent.cc.map(({ address }) => address)).toEqual(['carol@contoso.example']);
      expect(sent.body.content).toMatch(/<p>Look<\/p>[\s\S]*Why/);
      expect(picturesOf(sent)).toEqual(['chart@x']);
      const files = sent.attachments.filter(({ isInline }) => !isInline).map(({ name }) => name);
      expect(files).toEqual(kind === 'forward' ? ['list.csv'] : []);
    },
  );
});

describe('a picture in the text of a draft', () => {
  let fixture: MailFixture;
  let mailbox: FixtureMailbox;

  beforeAll(async () => {
    fixture = await MailFixture.start();
    mailbox = new FixtureMailbox(fixture);
  });

  afterAll(() => fixture.close());

  it('is attached inline, and is found by its content id', async () => {
    const { id } = await mailbox.draft();

    const added = await fixture.json<{ id: string; contentId: string; isInline: boolean }>(
      'POST',
      `/api/mail/drafts/${id}/attachments?inline=true&contentId=pic-1@x&name=a.png&contentType=image/png`,
      chart,
    );
    await fixture.json('PATCH', `/api/mail/drafts/${id}`, html('<p><img src="cid:pic-1@x"></p>'));
    const draft = await mailbox.detail(id);

    expect([added.status, added.body.contentId, added.body.isInline]).toEqual([201, 'pic-1@x', true]);
    expect(draft.body.content).toContain(`src="/api/mail/messages/${id}/attachments/${added.body.id}"`);
    expect(draft.attachments).toMatchObject([{ isInline: true, contentId: 'pic-1@x' }]);
  });

  it('stays when the text is sent back with the address that was shown', async () => {
    const { id } = await mailbox.draft();
    const path = `/api/mail/drafts/${id}/attachments?inline=true&name=a.png&contentType=image/png`;
    const added = await fixture.json<{ contentId: string }>('POST', path, chart);
    await fixture.json('PATCH', `/api/mail/drafts/${id}`, html(`<img src="cid:${added.body.contentId}">`));
    const shown = await mailbox.detail(id);

    await fixture.json('PATCH', `/api/mail/drafts/${id}`, html(`<p>More</p>${shown.body.content}`));

    expect((await mailbox.detail(id)).body.content).toBe(`<p>More</p>${shown.body.content}`);
  });

  it.each(['contentId=a%20b', 'contentId=a%3Cb', 'contentId=', 'inline=yes'])('is refused with %s', async (query) => {
    const { id } = await mailbox.draft();

    const answer = await fixture.json(
      'POST',
      `/api/mail/drafts/${id}/attachments?name=a.png&inline=true&${query}`,
      chart,
    );

    expect(answer.status).toBe(400);
  });
});
