import { setTimeout as pause } from 'node:timers/promises';

import { MailRig, type RigAnswer } from '../support/mail-rig.js';

interface Summary {
  readonly id: string;
  readonly conversationId: string;
  readonly subject: string;
  readonly isRead: boolean;
  readonly isDraft: boolean;
  readonly flagged: boolean;
  readonly hasAttachments: boolean;
}
interface Page {
  readonly items: readonly Summary[];
  readonly nextCursor: string | null;
}
interface Detail extends Summary {
  readonly folderId: string;
  readonly to: readonly { readonly address: string }[];
  readonly categories: readonly string[];
  readonly body: { readonly contentType: string; readonly content: string };
  readonly remoteContentBlocked: boolean;
  readonly attachments: readonly { readonly id: string; readonly name: string; readonly size: number }[];
}
interface Problem {
  readonly code: string;
  readonly permissions?: readonly string[];
}
interface Changes {
  readonly changed: readonly Summary[];
  readonly removed: readonly string[];
  readonly cursor: string;
  readonly hasMore: boolean;
}

const largeBytes = 9 * 1_048_576;
const mail = { to: [{ address: 'bob@contoso.example' }], body: { contentType: 'text', content: 'Hello' } };

describe('the mail API', () => {
  let rig: MailRig;

  beforeAll(async () => {
    rig = await MailRig.start();
  });

  afterEach(() => {
    rig.faults.scripted.length = 0;
    rig.tokens.granted = new Set(['User.Read', 'Mail.Read', 'Mail.Send', 'Mail.ReadWrite']);
  });

  afterAll(() => rig.close());

  async function list(query = ''): Promise<Page> {
    return (await rig.json<Page>('GET', `/api/mail/messages?${query}`)).body;
  }

  async function detail(id: string, query = ''): Promise<Detail> {
    return (await rig.json<Detail>('GET', `/api/mail/messages/${id}?${query}`)).body;
  }

  function delivered(subject: string, content = '<p>x</p>'): Promise<Summary | undefined> {
    rig.graph.control?.deliver('alice@contoso.example', { subject, body: { contentType: 'html', content } });
    return list('top=1').then(({ items }) => items[0]);
  }

  async function draft(): Promise<Summary> {
    return (await rig.json<Summary>('POST', '/api/mail/drafts', { ...mail, subject: 'A draft' })).body;
  }

  it('tells who the user is', async () => {
    const { status, body } = await rig.json('GET', '/api/me');

    expect([status, body]).toEqual([
      200,
      {
        id: '11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
        displayName: 'Alice Archer',
        mail: 'alice@contoso.example',
        userPrincipalName: 'alice@contoso.example',
        jobTitle: 'Engineer',
      },
    ]);
  });

  it('passes the photo on as a picture that can run nothing', async () => {
    const { status, headers } = await rig.call('GET', '/api/me/photo');

    expect([status, headers.get('content-type'), headers.get('content-security-policy')]).toEqual([
      200,
      'image/png',
      "default-src 'none'; sandbox",
    ]);
  });

  it('tells of a picture without sending it when only that is asked', async () => {
    const whole = await rig.call('GET', '/api/me/photo');
    const { length } = await whole.text();
    const head = await rig.call('HEAD', '/api/me/photo');

    expect(length).toBeGreaterThan(0);
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'image/png', '']);
    expect(head.headers.get('content-length')).toBe(whole.headers.get('content-length'));
  });

  it('names the well-known folders, whatever they are called', async () => {
    const { body } = await rig.json<{ items: { name: string; wellKnownName: string | null }[] }>(
      'GET',
      '/api/mail/folders',
    );

    const names = body.items.flatMap(({ wellKnownName }) => wellKnownName ?? []);
    expect(names.sort()).toEqual(['archive', 'deleteditems', 'drafts', 'inbox', 'junkemail', 'outbox', 'sentitems']);
  });

  it('lists page by page without losing or repeating a message', async () => {
    const whole = await list('top=100');
    const ids: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page: Page = await list(cursor === undefined ? 'top=30' : `top=30&cursor=${cursor}`);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null && ids.length < 90);

    expect(ids.slice(0, 90)).toEqual(whole.items.slice(0, 90).map(({ id }) => id));
  });

  it("does not take a cursor of another user, another query or nobody's", async () => {
    const { nextCursor } = await list('top=5');
    const path = (query: string): string => `/api/mail/messages?${query}&cursor=${String(nextCursor)}`;

    const answers = await Promise.all([
      rig.json<Problem>('GET', path('top=6')),
      rig.json<Problem>('GET', path('top=5'), undefined, { 'x-user': 'bob' }),
      rig.json<Problem>('GET', '/api/mail/messages?cursor=abc'),
    ]);

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([400, 'invalid_cursor']));
  });

  it('finds, filters and orders', async () => {
    const [found, unread, oldest] = await Promise.all([
      list('search=invoice'),
      list('unread=true'),
      list('orderBy=receivedAt%20asc&top=2'),
    ]);

    expect(found.items.length).toBeGreaterThan(0);
    expect(unread.items.every(({ isRead }) => !isRead)).toBe(true);
    expect(oldest.items).toHaveLength(2);
  });

  it('tells a whole conversation, in whatever folders it lies', async () => {
    const received = await delivered('A conversation');
    const conversation = received?.conversationId ?? '';
    const body = { contentType: 'text', content: 'Yes' };
    await rig.json('POST', `/api/mail/messages/${received?.id ?? ''}/reply`, { body });
    await rig.json('POST', `/api/mail/messages/${received?.id ?? ''}/move`, { folder: 'archive' });
    await delivered('Another conversation');

    const whole = await list(`conversation=${encodeURIComponent(conversation)}&orderBy=receivedAt%20asc`);
    const sent = await list(`conversation=${encodeURIComponent(conversation)}&folder=sentitems`);

    expect(whole.items.map(({ subject, conversationId }) => [subject, conversationId])).toEqual([
      ['A conversation', conversation],
      ['RE: A conversation', conversation],
    ]);
    expect(sent.items.map(({ subject }) => subject)).toEqual(['RE: A conversation']);
  });

  it('says everything that is wrong with a request', async () => {
    const { status, body } = await rig.json('GET', '/api/mail/messages?top=0&unread=maybe&filter=x');

    expect([status, body]).toMatchObject([400, { code: 'invalid_request', errors: [{}, {}, {}] }]);
  });

  it('shows a message without what could run or tell on the reader', async () => {
    const hostile = '<script>alert(1)</script><img src="https://tracker.example/1.gif"><p onclick="x()">Hello</p>';
    const message = await delivered('Hostile', hostile);

    const blocked = await detail(message?.id ?? '');
    const allowed = await detail(message?.id ?? '', 'remoteContent=allow');
    const text = await detail(message?.id ?? '', 'body=text');

    expect(blocked.body.content).toContain('<p>Hello</p>');
    expect(blocked.body.content).not.toMatch(/script|onclick| src=/);
    expect(blocked.remoteContentBlocked).toBe(true);
    expect(allowed.body.content).toContain('src="https://tracker.example/1.gif"');
    expect(text.body).toMatchObject({ contentType: 'text' });
  });

  it('hands attachments and the source out as downloads only', async () => {
    const { items } = await list('top=100');
    const message = await detail(items.find(({ hasAttachments }) => hasAttachments)?.id ?? '');
    const [attachment] = message.attachments;

    const [file, source] = await Promise.all([
      rig.call('GET', `/api/mail/messages/${message.id}/attachments/${attachment?.id ?? ''}`),
      rig.call('GET', `/api/mail/messages/${message.id}/source`),
    ]);

    expect((await file.arrayBuffer()).byteLength).toBe(attachment?.size);
    for (const { headers } of [file, source]) {
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename=".+"; filename\*=UTF-8''/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    }
    expect(await source.text()).toMatch(/^(?:From|Received|Date|MIME-Version|Message-ID|To|Subject)/i);
  });

  it('asks for the content only when the message was read before, and never for another user', async () => {
    const { id = '' } = (await delivered('With a file')) ?? {};
    const { items } = await list('top=100');
    const { id: message, attachments } = await detail(items.find(({ hasAttachments }) => hasAttachments)?.id ?? id);
    const path = `/api/mail/messages/${message}/attachments/${attachments[0]?.id ?? ''}`;
    const before = { ...rig.graph.control?.requestCounts() };

    const mine = await rig.call('GET', path);
    const after = rig.graph.control?.requestCounts() ?? {};
    const others = await rig.call('GET', path, undefined, { 'x-user': 'bob' });

    const asked = Object.keys(after).filter((route) => after[route] !== before[route]);
    expect([mine.status, others.status]).toEqual([200, 404]);
    expect(asked.filter((route) => route.includes('attachments'))).toEqual([expect.stringContaining('$value')]);
  });

  it('sends, once per key', async () => {
    const message = { ...mail, subject: 'Once', cc: [{ name: 'Alice', address: 'alice@contoso.example' }] };
    const key = { 'idempotency-key': 'key-of-once' };

    const answers = [
      await rig.json('POST', '/api/mail/messages', message, key),
      await rig.json('POST', '/api/mail/messages', message, key),
      await rig.json<Problem>('POST', '/api/mail/messages', { ...message, subject: 'Twice' }, key),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 422]);
    const { items } = await list('folder=sentitems&top=5');
    expect(items.filter(({ subject }) => subject === 'Once')).toHaveLength(1);
  });

  it('does not keep a sent message when it shall not', async () => {
    await rig.json('POST', '/api/mail/messages', { ...mail, subject: 'Unkept', saveToSentItems: false });

    const { items } = await list('folder=sentitems&top=5');
    expect(items.some(({ subject }) => subject === 'Unkept')).toBe(false);
  });

  it.each([
    [{ ...mail, to: [] }, 'to'],
    [{ ...mail, to: [{ address: 'nobody' }] }, 'to.0.address'],
    [{ ...mail, importance: 'urgent' }, 'importance'],
    [{ ...mail, attachments: [{ name: 'a', contentBytes: '!' }] }, 'attachments.0.contentBytes'],
    [{ ...mail, from: 'me' }, ''],
  ])('does not send %j', async (message, path) => {
    const { status, body } = await rig.json<{ errors: { path: string }[] }>('POST', '/api/mail/messages', message);

    expect([status, body.errors.map((error) => error.path)]).toEqual([400, expect.arrayContaining([path])]);
  });

  it('never lets a text become a recipient or a header', async () => {
    const subject = '"},"ccRecipients":[{"emailAddress":{"address":"evil@x.example"}}] 🙂';
    await rig.json('POST', '/api/mail/messages', { ...mail, subject });

    const { items } = await list('folder=sentitems&top=1');
    expect(items[0]?.subject).toBe(subject);
  });

  it('answers and passes on', async () => {
    const message = await delivered('To be answered');
    const body = { contentType: 'html', content: '<p>Yes</p>' };
    const at = (action: string, content: object): Promise<RigAnswer<unknown>> =>
      rig.json('POST', `/api/mail/messages/${message?.id ?? ''}/${action}`, content);

    const answers = [
      await at('reply', { body }),
      await at('reply-all', { body }),
      await at('forward', { body, to: mail.to }),
      await at('forward', { body, to: [] }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 400]);
  });

  it('marks, moves and deletes, under the same id', async () => {
    const { id = '' } = (await delivered('To be moved')) ?? {};
    const change = { isRead: true, flagged: true, categories: ['Red category'], importance: 'high' };

    const marked = await rig.json<Summary>('PATCH', `/api/mail/messages/${id}`, change);
    const moved = await rig.json<Summary>('POST', `/api/mail/messages/${id}/move`, { folder: 'archive' });
    const deleted = await rig.json('DELETE', `/api/mail/messages/${id}`);
    const inDeleted = await list('folder=deleteditems&top=5');
    const gone = await rig.json('DELETE', `/api/mail/messages/${id}?permanent=true`);
    const after = await rig.json<Problem>('GET', `/api/mail/messages/${id}`);

    expect(marked).toMatchObject({ status: 200, body: { isRead: true, flagged: true, importance: 'high' } });
    expect(moved).toMatchObject({ status: 200, body: { id } });
    expect([deleted.status, gone.status, after.status, after.body.code]).toEqual([204, 204, 404, 'not_found']);
    expect(inDeleted.items.map((item) => item.id)).toContain(id);
  });

  it('keeps a draft, changes it and sends it', async () => {
    const { id } = await draft();
    await rig.json('PATCH', `/api/mail/drafts/${id}`, { subject: 'Changed', to: mail.to });

    const sent = await rig.json('POST', `/api/mail/drafts/${id}/send`);
    const { items } = await list('folder=sentitems&top=1');

    expect([sent.status, items[0]?.subject]).toEqual([202, 'Changed']);
  });

  it.each([
    ['reply', 'RE: A question', ['carol@contoso.example']],
    ['reply-all', 'RE: A question', ['carol@contoso.example', 'dave@contoso.example']],
    ['forward', 'FW: A question', []],
  ])('keeps a draft that is a %s in the conversation that it belongs to', async (kind, subject, recipients) => {
    rig.graph.control?.deliver('alice@contoso.example', {
      subject: 'A question',
      body: { contentType: 'html', content: '<p>Why?</p>' },
      from: { name: 'Carol', address: 'carol@contoso.example' },
      to: [
        { name: 'Alice', address: 'alice@contoso.example' },
        { name: 'Dave', address: 'dave@contoso.example' },
      ],
    });
    const [question] = (await list('top=1')).items;

    const kept = await rig.json<Summary>('POST', '/api/mail/drafts', { inReplyTo: { id: question?.id, kind } });
    const { body, to } = await detail(kept.body.id);

    expect(kept).toMatchObject({
      status: 201,
      body: { isDraft: true, subject, conversationId: question?.conversationId },
    });
    expect(to.map(({ address }) => address)).toEqual(recipients);
    expect(body.content).toContain('Why?');
  });

  it('lets the writer of an answer say otherwise, and sends it into the same conversation', async () => {
    const question = await delivered('A question');
    const inReplyTo = { id: question?.id, kind: 'reply' };

    const { body: kept } = await rig.json<Summary>('POST', '/api/mail/drafts', {
      ...mail,
      subject: 'Because',
      inReplyTo,
    });
    const before = await detail(kept.id, 'body=text');
    await rig.json('POST', `/api/mail/drafts/${kept.id}/send`);
    const conversation = await list(`conversation=${question?.conversationId ?? ''}`);

    expect([before.subject, before.body.content, before.to.map(({ address }) => address)]).toEqual([
      'Because',
      'Hello',
      ['bob@contoso.example'],
    ]);
    expect(conversation.items.map(({ subject, isDraft }) => [subject, isDraft])).toEqual([
      ['Because', false],
      ['A question', false],
    ]);
  });

  it('keeps no answer to what is not there', async () => {
    const inReplyTo = { id: 'AAMkADAwNothingHere=', kind: 'reply' };

    const { status, body } = await rig.json<Problem>('POST', '/api/mail/drafts', { ...mail, inReplyTo });

    expect([status, body.code]).toEqual([404, 'not_found']);
  });

  it.each([
    [{ inReplyTo: { id: '../x', kind: 'reply' } }, 'inReplyTo.id'],
    [{ inReplyTo: { id: 'A', kind: 'replyAll' } }, 'inReplyTo.kind'],
    [{ inReplyTo: { id: 'A', kind: 'reply' }, attachments: [{ name: 'a', contentBytes: 'aGk=' }] }, 'attachments'],
  ])('does not keep the draft %j', async (draft, path) => {
    const { status, body } = await rig.json<{ errors: { path: string }[] }>('POST', '/api/mail/drafts', draft);

    expect([status, body.errors.map((error) => error.path)]).toEqual([400, [path]]);
  });

  it('throws a draft away, but nothing else by that way', async () => {
    const { id } = await draft();
    const received = await delivered('Not a draft');

    const answers = [
      await rig.json('DELETE', `/api/mail/drafts/${id}`),
      await rig.json('DELETE', `/api/mail/drafts/${received?.id ?? ''}`),
    ];

    expect(answers.map(({ status }) => status)).toEqual([204, 404]);
  });

  it('takes a file out of a draft, but out of nothing else', async () => {
    const { id } = await draft();
    const path = `/api/mail/drafts/${id}/attachments`;
    const added = await rig.json<{ id: string }>('POST', `${path}?name=a.txt`, Buffer.from('a'));
    const received = await delivered('Not a draft');

    const answers = [
      await rig.json('DELETE', `${path}/${added.body.id}`),
      await rig.json('DELETE', `${path}/${added.body.id}`),
      await rig.json('DELETE', `/api/mail/drafts/${received?.id ?? ''}/attachments/${added.body.id}`),
    ];
    const { body } = await rig.json<{ attachments: unknown[] }>('GET', `/api/mail/messages/${id}`);

    expect(answers.map(({ status }) => status)).toEqual([204, 404, 404]);
    expect(body.attachments).toEqual([]);
  });

  it.each(['application/octet-stream', 'application/json', 'text/plain'])(
    'takes a small file as %s, byte by byte',
    async (type) => {
      const { id } = await draft();
      const bytes = Buffer.from('{"not": "parsed"');

      const added = await rig.json<{ id: string }>(
        'POST',
        `/api/mail/drafts/${id}/attachments?name=a.json&contentType=application/json`,
        bytes,
        { 'content-type': type },
      );
      const back = await rig.call('GET', `/api/mail/messages/${id}/attachments/${added.body.id}`);

      expect([added.status, await back.text()]).toEqual([201, bytes.toString()]);
    },
  );

  it('takes a large file in ranges, also when ranges fail', async () => {
    const { id } = await draft();
    const bytes = Buffer.alloc(largeBytes, 'range ');
    const put = { point: 'graph', match: { method: 'PUT' } };
    rig.faults.scripted.push(
      { ...put, action: { kind: 'reset', when: 'after' } },
      { ...put, action: { kind: 'reset', when: 'before' } },
      { ...put, action: { kind: 'graph_error', status: 503, code: 'ServiceUnavailable' } },
    );

    const added = await rig.json<{ id: string; size: number }>(
      'POST',
      `/api/mail/drafts/${id}/attachments?name=large.bin`,
      bytes,
    );
    const back = await rig.call('GET', `/api/mail/messages/${id}/attachments/${added.body.id}`);

    expect([added.status, added.body.size]).toEqual([201, largeBytes]);
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true);
  }, 20_000);

  it('takes a raw body for uploads only', async () => {
    const raw = { 'content-type': 'application/octet-stream' };

    const { status, body } = await rig.json<Problem>('POST', '/api/mail/messages', Buffer.from('x'), raw);

    expect([status, body.code]).toEqual([415, 'unsupported_media_type']);
  });

  it('tells what has changed since', async () => {
    const message = await delivered('To be changed');
    const id = message?.id ?? '';
    const before = (await rig.json<Changes>('GET', '/api/mail/changes')).body;
    await rig.json('PATCH', `/api/mail/messages/${id}`, { isRead: true });
    const marked = (await rig.json<Changes>('GET', `/api/mail/changes?cursor=${before.cursor}`)).body;
    await rig.json('POST', `/api/mail/messages/${id}/move`, { folder: 'archive' });
    const moved = (await rig.json<Changes>('GET', `/api/mail/changes?cursor=${marked.cursor}`)).body;

    expect([before.hasMore, before.changed.some((item) => item.id === id)]).toEqual([false, true]);
    expect(marked.changed).toEqual([expect.objectContaining({ id, isRead: true })]);
    expect([moved.changed, moved.removed]).toEqual([[], [id]]);
  });

  it('wants the folder loaded again when the changes can no longer be told', async () => {
    const { cursor } = (await rig.json<Changes>('GET', '/api/mail/changes')).body;
    rig.faults.scripted.push({
      point: 'graph',
      action: { kind: 'graph_error', status: 410, code: 'SyncStateNotFound' },
    });

    const { status, body } = await rig.json<Problem>('GET', `/api/mail/changes?cursor=${cursor}`);

    expect([status, body.code]).toEqual([410, 'resync_required']);
  });

  it('asks for consent when Graph refuses a token that lacks the scope', async () => {
    rig.tokens.granted = new Set(['Mail.Read']);

    const { status, body } = await rig.json<Problem>('POST', '/api/mail/messages', { ...mail, subject: 'No' });

    expect([status, body.code, body.permissions]).toEqual([403, 'consent_required', ['mail.send']]);
  });

  it.each([
    ['MailboxNotEnabledForRESTAPI', 404, 409, 'mailbox_unavailable'],
    ['ErrorAccessDenied', 403, 403, 'forbidden'],
    ['InternalServerError', 500, 502, 'graph_error'],
  ])('answers %s (%d) with %d %s', async (code, status, expected, problem) => {
    rig.faults.scripted.push({ point: 'graph', action: { kind: 'graph_error', status, code } });

    const answer = await rig.json<Problem>('GET', '/api/mail/messages');

    expect([answer.status, answer.body.code]).toEqual([expected, problem]);
  });

  it('pushes that mail has changed to every open tab', async () => {
    const streams = await Promise.all([1, 2].map(() => rig.call('GET', '/api/mail/events')));
    const heard = Promise.all(streams.map(({ body }) => untilChanged(body)));
    await pause(50);

    await delivered('New');

    expect(streams.map(({ headers }) => headers.get('content-type'))).toEqual(
      Array(2).fill('text/event-stream; charset=utf-8'),
    );
    await heard;
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
