import type { ConversationPage } from '../../src/mail/model/index.js';
import { MailFixture } from '../support/mail-fixture.js';
import { FixtureMailbox, type ProblemAnswer } from '../support/fixture-mailbox.js';

describe('reading mail', () => {
  let fixture: MailFixture;
  let mailbox: FixtureMailbox;

  beforeAll(async () => {
    fixture = await MailFixture.start();
    mailbox = new FixtureMailbox(fixture);
  });

  afterAll(() => fixture.close());

  it('returns the user', async () => {
    const { status, body } = await fixture.json('GET', '/api/me');

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

  it('relays the photo as a picture that can run nothing', async () => {
    const { status, headers } = await fixture.call('GET', '/api/me/photo');

    expect([status, headers.get('content-type'), headers.get('content-security-policy')]).toEqual([
      200,
      'image/png',
      "default-src 'none'; sandbox",
    ]);
  });

  it('returns the headers of a picture alone on request', async () => {
    const whole = await fixture.call('GET', '/api/me/photo');
    const { length } = await whole.text();
    const head = await fixture.call('HEAD', '/api/me/photo');

    expect(length).toBeGreaterThan(0);
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'image/png', '']);
    expect(head.headers.get('content-length')).toBe(whole.headers.get('content-length'));
  });

  it('names the well-known folders, whatever they are called', async () => {
    const { body } = await fixture.json<{ items: { name: string; wellKnownName: string | null }[] }>(
      'GET',
      '/api/mail/folders',
    );

    const names = body.items.flatMap(({ wellKnownName }) => wellKnownName ?? []);
    expect(names.sort()).toEqual([
      'archive',
      'conversationhistory',
      'deleteditems',
      'drafts',
      'inbox',
      'junkemail',
      'outbox',
      'sentitems',
    ]);
  });

  it('returns the messages of a conversation, complete', async () => {
    const question = await mailbox.delivered('A question', '<p>One</p><script>x</script>');
    await fixture.json('POST', `/api/mail/messages/${question.id}/reply`, {
      body: { contentType: 'text', content: 'Two' },
    });
    const path = `/api/mail/conversations/${encodeURIComponent(question.conversationId ?? '')}`;

    const { status, body } = await fixture.json<ConversationPage>('GET', path);

    expect(status).toBe(200);
    expect(body.items.map(({ subject }) => subject)).toEqual(['RE: A question', 'A question']);
    expect(body.items[1]).toEqual(await mailbox.detail(question.id));
    expect(body.items[1]?.body.content).not.toContain('script');

    const { body: newest } = await fixture.json<ConversationPage>('GET', `${path}?top=1&body=text`);
    expect(newest.items).toHaveLength(1);
    expect(newest.items[0]?.body).toMatchObject({ contentType: 'text', content: expect.stringContaining('Two') });
    const rest = `${path}?top=1&body=text&cursor=${newest.nextCursor}`;
    const { body: older } = await fixture.json<ConversationPage>('GET', rest);
    expect(older.items.map(({ subject }) => subject)).toEqual(['A question']);
    expect((await fixture.json('GET', `${path}?top=26`)).status).toBe(400);
    expect((await fixture.json('GET', `${path}?cursor=${newest.nextCursor}`)).body).toMatchObject({
      code: 'invalid_cursor',
    });
  });

  it('lists page by page without losing or repeating a message', async () => {
    const whole = await mailbox.list('top=100');
    const ids: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await mailbox.list(cursor === undefined ? 'top=30' : `top=30&cursor=${cursor}`);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null && ids.length < 90);

    expect(ids.slice(0, 90)).toEqual(whole.items.slice(0, 90).map(({ id }) => id));
  });

  it('accepts no cursor of another user, another query or an unknown one', async () => {
    const { nextCursor } = await mailbox.list('top=5');
    const path = (query: string): string => `/api/mail/messages?${query}&cursor=${String(nextCursor)}`;

    const answers = await Promise.all([
      fixture.json<ProblemAnswer>('GET', path('top=6')),
      fixture.json<ProblemAnswer>('GET', path('top=5'), undefined, { 'x-user': 'bob' }),
      fixture.json<ProblemAnswer>('GET', '/api/mail/messages?cursor=abc'),
    ]);

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([400, 'invalid_cursor']));
  });

  it('finds, filters and orders', async () => {
    const [found, unread, oldest] = await Promise.all([
      mailbox.list('search=invoice'),
      mailbox.list('unread=true'),
      mailbox.list('orderBy=receivedAt%20asc&top=2'),
    ]);

    expect(found.items.length).toBeGreaterThan(0);
    expect(unread.items.every(({ isRead }) => !isRead)).toBe(true);
    expect(oldest.items).toHaveLength(2);
  });

  it('returns a whole conversation, in all of its folders', async () => {
    const received = await mailbox.delivered('A conversation');
    const conversation = received.conversationId ?? '';
    const body = { contentType: 'text', content: 'Yes' };
    await fixture.json('POST', `/api/mail/messages/${received.id}/reply`, { body });
    await fixture.json('POST', `/api/mail/messages/${received.id}/move`, { folder: 'archive' });
    await mailbox.delivered('Another conversation');

    const whole = await mailbox.list(`conversation=${encodeURIComponent(conversation)}&orderBy=receivedAt%20asc`);
    const sent = await mailbox.list(`conversation=${encodeURIComponent(conversation)}&folder=sentitems`);

    expect(whole.items.map(({ subject, conversationId }) => [subject, conversationId])).toEqual([
      ['A conversation', conversation],
      ['RE: A conversation', conversation],
    ]);
    expect(sent.items.map(({ subject }) => subject)).toEqual(['RE: A conversation']);
  });

  it('reports everything that is wrong with a request', async () => {
    const { status, body } = await fixture.json('GET', '/api/mail/messages?top=0&unread=maybe&filter=x');

    expect([status, body]).toMatchObject([
      400,
      { code: 'invalid_request', errors: [{ message: 'must be a whole number from 1 to 100' }, {}, {}] },
    ]);
  });

  it('shows a message without what could run or track the reader', async () => {
    const hostile = '<script>alert(1)</script><img src="https://tracker.example/1.gif"><p onclick="x()">Hello</p>';
    const message = await mailbox.delivered('Hostile', hostile);

    const blocked = await mailbox.detail(message.id);
    const allowed = await mailbox.detail(message.id, 'remoteContent=allow');
    const text = await mailbox.detail(message.id, 'body=text');

    expect(blocked.body.content).toContain('<p>Hello</p>');
    expect(blocked.body.content).not.toMatch(/script|onclick| src=/);
    expect(blocked.remoteContentBlocked).toBe(true);
    expect(allowed.body.content).toMatch(/ src="\/api\/mail\/pictures\?message=[^"]+&name=1\.gif"/);
    expect(allowed.body.content).not.toContain('tracker.example');
    expect(text.body).toMatchObject({ contentType: 'text' });
  });

  it('shows the text of a message whose HTML is too large for the service', async () => {
    const film = `<p>Look &amp; see</p><img src="data:image/png;base64,${'A'.repeat(9_000_000)}">`;
    const { id, conversationId } = await mailbox.delivered('A film', film);
    const path = `/api/mail/conversations/${encodeURIComponent(conversationId ?? '')}`;

    const { body } = await mailbox.detail(id);
    const conversation = await fixture.json<ConversationPage>('GET', path);

    expect(body.contentType).toBe('html');
    expect(body.content).toContain('This message is too large');
    expect(body.content).toContain('Look &amp; see');
    expect(conversation.body.items.map((message) => message.body)).toEqual([body]);
  });

  it('relays remote pictures for the user and the message that they were sealed for, and from no internal address', async () => {
    const pictures = '<img src="https://127.0.0.1/a.png"><p style="background:url(https://10.0.0.1/b.png)">Hello</p>';
    const message = await mailbox.delivered('Pictures', pictures);
    const { body } = await mailbox.detail(message.id, 'remoteContent=allow');
    const addresses = body.content.match(/\/api\/mail\/pictures\?[^"&]+&address=[\w-]+/g) ?? [];

    const answers = await Promise.all(
      [
        ...addresses,
        addresses[0]?.replace(/message=[^&]+/, 'message=AAMkOther') ?? '',
        '/api/mail/pictures?message=AAMk&address=aHR0cHM6Ly94LmV4YW1wbGUv',
        '/api/mail/pictures?message=AAMk',
        '/api/mail/pictures?url=https://x.example/a.png',
      ].map((path) => fixture.json('GET', path)),
    );

    expect(addresses).toHaveLength(2);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 400, 400]);
  });

  it('returns attachments and the source as downloads only', async () => {
    const { items } = await mailbox.list('top=100');
    const message = await mailbox.detail(items.find(({ hasAttachments }) => hasAttachments)?.id ?? '');
    const [attachment] = message.attachments;

    const [file, source] = await Promise.all([
      fixture.call('GET', `/api/mail/messages/${message.id}/attachments/${attachment?.id ?? ''}`),
      fixture.call('GET', `/api/mail/messages/${message.id}/source`),
    ]);

    expect((await file.arrayBuffer()).byteLength).toBe(attachment?.size);
    for (const { headers } of [file, source]) {
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename=".+"; filename\*=UTF-8''/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    }
    expect(await source.text()).toMatch(/^(?:From|Received|Date|MIME-Version|Message-ID|To|Subject)/i);
  });

  it('prefetches the content only when the message was read before, and never for another user', async () => {
    const { id } = await mailbox.delivered('With a file');
    const { items } = await mailbox.list('top=100');
    const { id: message, attachments } = await mailbox.detail(
      items.find(({ hasAttachments }) => hasAttachments)?.id ?? id,
    );
    const path = `/api/mail/messages/${message}/attachments/${attachments[0]?.id ?? ''}`;
    const before = { ...fixture.graph.control?.requestCounts() };

    const mine = await fixture.call('GET', path);
    const after = fixture.graph.control?.requestCounts() ?? {};
    const others = await fixture.call('GET', path, undefined, { 'x-user': 'bob' });

    const asked = Object.keys(after).filter((route) => after[route] !== before[route]);
    expect([mine.status, others.status]).toEqual([200, 404]);
    expect(asked.filter((route) => route.includes('attachments'))).toEqual([expect.stringContaining('$value')]);
  });
});
