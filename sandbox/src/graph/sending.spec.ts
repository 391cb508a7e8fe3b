import { ALICE, BOB, errorOf, GraphFixture, textOf, valueOf } from './testing/graph-fixture.js';

function to(...addresses: readonly string[]): object[] {
  return addresses.map((address) => ({ emailAddress: { address } }));
}

describe('sending mail', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());
  beforeEach(() => {
    graph.control.reset();
  });

  const newest = async (folder: string, user = ALICE): Promise<Record<string, unknown>> =>
    valueOf(await graph.get(`/me/mailFolders/${folder}/messages?$top=1`, { user }))[0] ?? {};

  it('accepts a message, stores it in Sent Items and delivers it without bcc', async () => {
    const answer = await graph.post('/me/sendMail', {
      message: {
        subject: 'Hello Bob',
        body: { contentType: 'HTML', content: '<p>Hi</p>' },
        toRecipients: to('bob@contoso.com', 'somebody@example.com'),
        bccRecipients: to('alice@contoso.com'),
        attachments: [
          {
            '@odata.type': '#microsoft.graph.fileAttachment',
            name: 'a.txt',
            contentType: 'text/plain',
            contentBytes: 'aGk=',
          },
        ],
      },
    });
    expect([answer.status, answer.text]).toEqual([202, '']);
    expect(await newest('sentitems')).toMatchObject({
      subject: 'Hello Bob',
      isRead: true,
      isDraft: false,
      hasAttachments: true,
    });
    const received = await newest('inbox', BOB);
    expect(received).toMatchObject({
      subject: 'Hello Bob',
      isRead: false,
      body: { contentType: 'html', content: '<p>Hi</p>' },
      from: { emailAddress: { name: 'Alice Archer', address: 'alice@contoso.com' } },
      bccRecipients: [],
    });
    expect(received['internetMessageId']).toBe((await newest('sentitems'))['internetMessageId']);
    expect((await newest('inbox'))['subject']).toBe('Hello Bob');
  });

  it('stores no copy when the request says so, also by a string', async () => {
    for (const saveToSentItems of [false, 'false']) {
      await graph.post('/me/sendMail', {
        Message: { subject: 'Not kept', toRecipients: to('bob@contoso.com') },
        saveToSentItems,
      });
    }
    expect((await newest('sentitems'))['subject']).not.toBe('Not kept');
    expect((await newest('inbox', BOB))['subject']).toBe('Not kept');
  });

  it('bounces a message that cannot be delivered', async () => {
    await graph.post('/me/sendMail', { message: { subject: 'Lost', toRecipients: to('nobody@contoso.com') } });
    expect((await newest('inbox'))['subject']).toBe('Undeliverable: Lost');
  });

  it.each([
    [{ message: { subject: 'x', toRecipients: [] } }, 'ErrorInvalidRecipients'],
    [{ message: { subject: 'x', toRecipients: to('no address') } }, 'ErrorInvalidRecipients'],
    [{ message: { subject: 'x', toRecipients: to('a@b.c; d@e.f') } }, 'ErrorInvalidRecipients'],
    [{}, 'ErrorInvalidRequest'],
    [{ message: { subject: 1 } }, 'RequestBodyRead'],
    [{ message: { colour: 'red' } }, 'RequestBodyRead'],
    [{ message: { importance: 'urgent' } }, 'RequestBodyRead'],
    [
      { message: { subject: 'x', toRecipients: to('bob@contoso.com'), attachments: [{ name: 'a' }] } },
      'ErrorInvalidRequest',
    ],
  ])('refuses %j', async (body, code) => {
    const answer = await graph.post('/me/sendMail', body);
    expect([answer.status, errorOf(answer).code]).toEqual([400, code]);
  });

  it('refuses to send as somebody else', async () => {
    const answer = await graph.post('/me/sendMail', {
      message: { from: { emailAddress: { address: 'bob@contoso.com' } }, toRecipients: to('bob@contoso.com') },
    });
    expect([answer.status, errorOf(answer).code]).toEqual([403, 'ErrorSendAsDenied']);
  });

  it('sends MIME', async () => {
    const mime = [
      'To: "Bob, the one" <bob@contoso.com>',
      'Subject: =?utf-8?B?R3LDvMOfZQ==?= =?utf-8?Q?_aus_K=C3=B6ln?=',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="b1"',
      '',
      '--b1',
      'Content-Type: text/html; charset="utf-8"',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<p>Gr=C3=BC=',
      '=C3=9Fe</p>',
      '--b1',
      'Content-Type: application/octet-stream; name="x.bin"',
      'Content-Disposition: attachment; filename="x.bin"',
      'Content-Transfer-Encoding: base64',
      '',
      'AAECAw==',
      '--b1--',
      '',
    ].join('\r\n');
    const headers = { 'content-type': 'text/plain' };
    const answer = await graph.call('POST', '/me/sendMail', { headers, body: Buffer.from(mime).toString('base64') });
    expect(answer.status).toBe(202);
    const received = await newest('inbox', BOB);
    expect(received).toMatchObject({
      subject: 'Grüße aus Köln',
      hasAttachments: true,
      body: { contentType: 'html', content: '<p>Grüße</p>' },
    });
    const files = valueOf(await graph.get(`/me/messages/${textOf(received['id'])}/attachments`, { user: BOB }));
    expect(files).toMatchObject([{ name: 'x.bin', contentBytes: 'AAECAw==' }]);
    const broken = await graph.call('POST', '/me/sendMail', { headers, body: 'not base64!' });
    expect(errorOf(broken).code).toBe('ErrorMimeContentInvalidBase64String');
  });

  it('creates a draft, changes it, and keeps its immutable id when it is sent', async () => {
    const headers = { prefer: 'IdType="ImmutableId"' };
    const draft = await graph.post(
      '/me/messages',
      { subject: 'One', body: { contentType: 'text', content: 'a' } },
      { headers },
    );
    expect(draft.status).toBe(201);
    expect(draft.json).toMatchObject({
      isDraft: true,
      subject: 'One',
      parentFolderId: (await graph.get('/me/mailFolders/drafts')).json['id'],
    });
    const path = `/me/messages/${textOf(draft.json['id'])}`;
    const changed = await graph.call('PATCH', path, {
      body: { subject: 'Two', toRecipients: to('bob@contoso.com'), importance: 'high' },
      headers,
    });
    expect(changed.json).toMatchObject({ subject: 'Two', importance: 'high', id: draft.json['id'] });
    expect((await graph.post(`${path}/send`, undefined)).status).toBe(202);
    expect((await graph.get(path)).json).toMatchObject({
      isDraft: false,
      parentFolderId: (await graph.get('/me/mailFolders/sentitems')).json['id'],
    });
    expect((await newest('inbox', BOB))['subject']).toBe('Two');
    const late = { body: { toRecipients: to('alice@contoso.com') } };
    expect((await graph.call('PATCH', path, late)).json).toMatchObject({ error: { code: 'ErrorInvalidPropertySet' } });
  });

  it('does not send a draft without recipients, and leaves it in Drafts', async () => {
    const draft = await graph.post('/me/messages', { subject: 'Nobody' });
    const answer = await graph.post(`/me/messages/${textOf(draft.json['id'])}/send`, undefined);
    expect(errorOf(answer).code).toBe('ErrorInvalidRecipients');
    expect((await graph.get(`/me/messages/${textOf(draft.json['id'])}`)).json['isDraft']).toBe(true);
  });

  it('replies in the conversation, to everybody, and forwards with the files', async () => {
    await graph.post('/me/sendMail', {
      message: {
        subject: 'Plan',
        toRecipients: to('bob@contoso.com'),
        ccRecipients: to('carol@example.com'),
        body: { contentType: 'text', content: 'Old words' },
      },
    });
    const original = await newest('inbox', BOB);
    const path = `/me/messages/${textOf(original['id'])}`;
    const all = await graph.post(`${path}/createReplyAll`, { comment: 'Yes &amp; <b>no</b>' }, { user: BOB });
    expect(all.json).toMatchObject({
      subject: 'RE: Plan',
      conversationId: original['conversationId'],
      toRecipients: [{ emailAddress: { address: 'alice@contoso.com' } }],
      ccRecipients: [{ emailAddress: { address: 'carol@example.com' } }],
    });
    expect(JSON.stringify(all.json['body'])).toMatch(/Yes &amp; <b>no<\/b>.*Old words/);
    expect((await graph.post(`${path}/reply`, { comment: 'Fine' }, { user: BOB })).status).toBe(202);
    const received = await newest('inbox');
    const sent = await newest('sentitems');
    expect(received).toMatchObject({ subject: 'RE: Plan', conversationId: sent['conversationId'] });
    const forward = await graph.post(
      `${path}/forward`,
      { comment: 'FYI', toRecipients: to('alice@contoso.com') },
      { user: BOB },
    );
    expect(forward.status).toBe(202);
    expect((await newest('inbox'))['subject']).toBe('FW: Plan');
    const both = await graph.post(
      `${path}/reply`,
      { comment: 'a', message: { body: { contentType: 'text', content: 'b' } } },
      { user: BOB },
    );
    expect(both.status).toBe(400);
  });

  it("replies to the sender, also to one's own message, unless the request names recipients", async () => {
    await graph.post('/me/sendMail', { message: { subject: 'Plan', toRecipients: to('bob@contoso.com') } });
    const path = `/me/messages/${textOf((await newest('sentitems'))['id'])}/createReply`;
    const message = { toRecipients: to('bob@contoso.com') };

    const answers = [await graph.post(path, {}), await graph.post(path, { message })];

    expect(answers.map(({ json }) => json['toRecipients'])).toMatchObject([
      [{ emailAddress: { address: 'alice@contoso.com' } }],
      [{ emailAddress: { address: 'bob@contoso.com' } }],
    ]);
  });
});

describe('changing mail', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());

  const first = async (headers: Record<string, string> = {}): Promise<Record<string, unknown>> =>
    valueOf(await graph.get('/me/mailFolders/inbox/messages?$top=1', { headers }))[0] ?? {};

  it('changes flags, categories and the read state of received mail', async () => {
    const message = await first();
    const path = `/me/messages/${textOf(message['id'])}`;
    const before = (await graph.get('/me/mailFolders/inbox')).json['unreadItemCount'];
    const body = { isRead: message['isRead'] !== true, flag: { flagStatus: 'flagged' }, categories: ['Work'] };
    const changed = await graph.call('PATCH', path, { body });
    expect(changed.json).toMatchObject(body);
    expect(changed.json['@odata.etag']).not.toBe(message['@odata.etag']);
    expect((await graph.get('/me/mailFolders/inbox')).json['unreadItemCount']).not.toBe(before);
  });

  it('refuses an old etag', async () => {
    const message = await first();
    const path = `/me/messages/${textOf(message['id'])}`;
    await graph.call('PATCH', path, { body: { categories: ['A'] } });
    const answer = await graph.call('PATCH', path, {
      body: { categories: ['B'] },
      headers: { 'if-match': textOf(message['@odata.etag']) },
    });
    expect([answer.status, errorOf(answer).code]).toEqual([412, 'ErrorIrresolvableConflict']);
  });

  it('gives a moved message a new id, and keeps the immutable one', async () => {
    const message = await first();
    const { json: plain } = await graph.get(`/me/messages/${textOf(message['id'])}`, {
      headers: { prefer: 'IdType="ImmutableId"' },
    });
    const moved = await graph.post(`/me/messages/${textOf(message['id'])}/move`, { destinationId: 'archive' });
    expect([moved.status, moved.json['subject']]).toEqual([201, message['subject']]);
    expect(moved.json['id']).not.toBe(message['id']);
    expect((await graph.get(`/me/messages/${textOf(message['id'])}`)).status).toBe(404);
    expect((await graph.get(`/me/messages/${textOf(plain['id'])}`)).json['id']).toBe(moved.json['id']);
  });

  it('copies', async () => {
    const message = await first();
    const copy = await graph.post(`/me/messages/${textOf(message['id'])}/copy`, { destinationId: 'archive' });
    expect([copy.status, copy.json['subject']]).toEqual([201, message['subject']]);
    expect((await graph.get(`/me/messages/${textOf(message['id'])}`)).status).toBe(200);
  });

  it('deletes into Deleted Items, then into a hidden folder, or permanently at once', async () => {
    const headers = { prefer: 'IdType="ImmutableId"' };
    const path = `/me/messages/${textOf((await first(headers))['id'])}`;
    expect((await graph.call('DELETE', path)).status).toBe(204);
    expect((await graph.get(path)).json['parentFolderId']).toBe(
      (await graph.get('/me/mailFolders/deleteditems')).json['id'],
    );
    await graph.call('DELETE', path);
    const visible = valueOf(await graph.get('/me/messages?$top=1000&$select=id', { headers })).map(
      (each) => each['id'],
    );
    expect(visible).not.toContain(path.split('/').at(-1));
    const other = `/me/messages/${textOf((await first())['id'])}`;
    expect((await graph.post(`${other}/permanentDelete`, undefined)).status).toBe(204);
    expect((await graph.get(other)).status).toBe(404);
  });

  it('creates, renames, moves and removes folders', async () => {
    const made = await graph.post('/me/mailFolders', { displayName: 'New' });
    expect([made.status, made.json['displayName']]).toEqual([201, 'New']);
    expect(errorOf(await graph.post('/me/mailFolders', { displayName: 'new' })).code).toBe('ErrorFolderExists');
    const path = `/me/mailFolders/${textOf(made.json['id'])}`;
    expect((await graph.call('PATCH', path, { body: { displayName: 'Newer' } })).json['displayName']).toBe('Newer');
    expect((await graph.post(`${path}/move`, { destinationId: 'archive' })).status).toBe(201);
    expect(valueOf(await graph.get('/me/mailFolders/archive/childFolders'))).toMatchObject([{ displayName: 'Newer' }]);
    expect((await graph.call('DELETE', path)).status).toBe(204);
    expect(valueOf(await graph.get('/me/mailFolders/deleteditems/childFolders'))).toMatchObject([
      { displayName: 'Newer' },
    ]);
    expect((await graph.call('DELETE', path)).status).toBe(204);
    expect((await graph.get(path)).status).toBe(404);
    expect((await graph.call('DELETE', '/me/mailFolders/inbox')).status).toBe(400);
  });
});
