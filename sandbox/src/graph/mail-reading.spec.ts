import { ALICE, BOB, CLEO, errorOf, GraphFixture, textOf, valueOf } from './testing/graph-fixture.js';

describe('reading mail', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());

  it('returns the profile, and only the selected properties of it', async () => {
    const whole = await graph.get('/me');
    expect(whole.json).toMatchObject({
      id: ALICE.oid,
      displayName: 'Alice Archer',
      userPrincipalName: 'alice@contoso.com',
    });
    const some = await graph.get('/me?$select=displayName,mail');
    expect(some.json).toEqual({
      '@odata.context': 'https://graph.test/v1.0/$metadata#users(displayName,mail)/$entity',
      displayName: 'Alice Archer',
      mail: 'alice@contoso.com',
    });
  });

  it('has a photo for some users and ImageNotFound for the others', async () => {
    const photo = await graph.get('/me/photo/$value');
    expect([photo.status, photo.headers['content-type']]).toEqual([200, 'image/png']);
    expect(photo.bytes.subarray(1, 4).toString()).toBe('PNG');
    expect((await graph.get('/me/photo')).json).toMatchObject({ height: 240, '@odata.mediaContentType': 'image/png' });
    const none = await graph.get('/me/photo/$value', { user: BOB });
    expect([none.status, errorOf(none).code]).toEqual([404, 'ImageNotFound']);
  });

  it('lists ten folders at most, then the rest by the next link', async () => {
    const first = await graph.get('/me/mailFolders');
    const second = await graph.get(textOf(first.json['@odata.nextLink']));
    expect(valueOf(first)).toHaveLength(10);
    const names = [...valueOf(first), ...valueOf(second)].map((folder) => folder['displayName']);
    expect(names).toEqual(
      expect.arrayContaining(['Inbox', 'Sent Items', 'Drafts', 'Deleted Items', 'Archive', 'Junk Email', 'Projects']),
    );
    expect(names).not.toContain('Sync Issues');
    expect(second.json).not.toHaveProperty('@odata.nextLink');
  });

  it('shows hidden folders when asked', async () => {
    const answer = await graph.get('/me/mailFolders?includeHiddenFolders=true&$top=100');
    expect(valueOf(answer).map((folder) => folder['displayName'])).toContain('Sync Issues');
  });

  it('finds a folder by its well-known name in any case, and its children', async () => {
    const inbox = await graph.get('/me/mailfolders/Inbox');
    expect(inbox.json).toMatchObject({ displayName: 'Inbox', isHidden: false });
    const projects = valueOf(await graph.get("/me/mailFolders?$filter=displayName eq 'Projects'"))[0];
    const children = await graph.get(`/me/mailFolders/${textOf(projects?.['id'])}/childFolders`);
    expect(valueOf(children).map((folder) => folder['displayName'])).toEqual(['Aurora', 'Borealis']);
  });

  it('lists the newest ten messages with metadata and etags', async () => {
    const answer = await graph.get('/me/mailFolders/inbox/messages');
    expect(answer.headers['content-type']).toContain('odata.metadata=minimal');
    expect(answer.json['@odata.context']).toBe(
      `https://graph.test/v1.0/$metadata#users('${ALICE.oid}')/mailFolders('inbox')/messages`,
    );
    const messages = valueOf(answer);
    expect(messages).toHaveLength(10);
    const times = messages.map((message) => textOf(message['receivedDateTime']));
    expect(times).toEqual([...times].sort().reverse());
    expect(messages[0]).toMatchObject({ '@odata.etag': expect.stringMatching(/^W\/".+"$/) as string, isDraft: false });
  });

  it('pages by an opaque link that belongs to one mailbox and one query', async () => {
    const first = await graph.get(
      "/me/mailFolders/inbox/messages?$top=5&$select=subject&$filter=contains(subject,'e')",
    );
    const link = textOf(first.json['@odata.nextLink']);
    const second = await graph.get(link);
    expect(valueOf(second)).toHaveLength(5);
    expect(valueOf(second)[0]?.['id']).not.toBe(valueOf(first)[0]?.['id']);
    expect((await graph.get(new URL(link).href)).status).toBe(200);
    for (const [path, user] of [
      [link, BOB],
      [link.replace('top=5', 'top=6'), ALICE],
      [link.replace('inbox', 'archive'), ALICE],
    ] as const) {
      const refused = await graph.get(path, { user });
      expect([refused.status, errorOf(refused).code]).toEqual([400, 'BadRequest']);
    }
  });

  it('walks through every message of the mailbox exactly once', async () => {
    const seen: unknown[] = [];
    let link = '/me/messages?$top=100&$select=id&$count=true';
    let count: unknown;
    while (link !== '') {
      const page = await graph.get(link);
      count ??= page.json['@odata.count'];
      seen.push(...valueOf(page).map((message) => message['id']));
      link = page.json['@odata.nextLink'] === undefined ? '' : textOf(page.json['@odata.nextLink']);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(Number(count));
    expect(seen.length).toBeGreaterThan(200);
  });

  it('returns bodies as text when preferred, and states that', async () => {
    const [message] = valueOf(await graph.get('/me/messages?$search="from:layla"'));
    const path = `/me/messages/${textOf(message?.['id'])}`;
    const asText = await graph.get(path, { headers: { prefer: 'outlook.body-content-type="text"' } });
    expect(asText.headers['preference-applied']).toBe('outlook.body-content-type="text"');
    expect(asText.json['body']).toMatchObject({ contentType: 'text' });
    expect(JSON.stringify(asText.json['body'])).not.toContain('<p>');
  });

  it('accepts the immutable id wherever it accepts an id', async () => {
    const headers = { prefer: 'IdType="ImmutableId"' };
    const [message] = valueOf(await graph.get('/me/messages?$top=1', { headers }));
    const id = textOf(message?.['id']);
    const plain = await graph.get(`/me/messages/${id}`);
    expect(plain.json['id']).not.toBe(id);
    const immutable = await graph.get(`/me/messages/${id}`, { headers });
    expect([immutable.json['id'], immutable.headers['preference-applied']]).toEqual([id, 'IdType="ImmutableId"']);
  });

  it('lists attachments, expands them, and streams the bytes of one', async () => {
    const [message] = valueOf(
      await graph.get('/me/messages?$filter=hasAttachments eq true&$top=1&$expand=attachments($select=id,name)'),
    );
    const path = `/me/messages/${textOf(message?.['id'])}/attachments`;
    const [attachment] = valueOf(await graph.get(path));
    expect(message?.['attachments']).toMatchObject(
      [{ id: attachment?.['id'], name: attachment?.['name'] }].slice(0, 1),
    );
    const raw = await graph.get(`${path}/${textOf(attachment?.['id'])}/$value`);
    expect(raw.headers['content-type']).toBe(attachment?.['contentType']);
    expect(raw.bytes.toString('base64')).toBe(attachment?.['contentBytes']);
    expect(raw.bytes).toHaveLength(Number(attachment?.['size']));
  });

  it('returns the MIME source', async () => {
    const [message] = valueOf(await graph.get('/me/messages?$search="subject:invoice from:accounts"&$top=1'));
    const source = await graph.get(`/me/messages/${textOf(message?.['id'])}/$value`);
    expect(source.headers['content-type']).toBe('text/plain');
    expect(source.text).toMatch(/^From: "Fabrikam Accounts" <accounts@fabrikam\.com>\r\n/);
    expect(source.text).toContain('Content-Type: multipart/mixed');
    expect(Math.max(...source.text.split('\r\n').map((line) => line.length))).toBeLessThan(998);
  });

  it('returns it by its own path only, and not by that of its folder', async () => {
    const [message] = valueOf(await graph.get('/me/mailFolders/inbox/messages?$top=1'));
    const source = await graph.get(`/me/mailFolders/inbox/messages/${textOf(message?.['id'])}/$value`);

    expect([source.status, errorOf(source)]).toEqual([405, expect.objectContaining({ code: 'ErrorInvalidRequest' })]);
  });

  it('distinguishes an unknown id from a malformed one', async () => {
    const [message] = valueOf(await graph.get('/me/messages?$top=1'));
    const id = textOf(message?.['id']);
    const unknown = await graph.get(`/me/messages/${id.slice(0, 80)}${'x'.repeat(id.length - 80)}`);
    expect([unknown.status, errorOf(unknown)]).toEqual([
      404,
      expect.objectContaining({
        code: 'ErrorItemNotFound',
        message: 'The specified object was not found in the store.',
      }),
    ]);
    for (const malformed of ['short', 'A'.repeat(60), id.slice(0, 30)]) {
      expect(errorOf(await graph.get(`/me/messages/${malformed}`)).code).toBe('ErrorInvalidIdMalformed');
    }
    expect((await graph.get(`/me/messages/${id}`, { user: BOB })).status).toBe(400);
  });

  it('refuses a guest and a user without a mailbox', async () => {
    graph.control.setMailboxEnabled('bob@contoso.com', false);
    const answer = await graph.get('/me/messages', { user: BOB });
    expect([answer.status, errorOf(answer).code]).toEqual([404, 'MailboxNotEnabledForRESTAPI']);
    expect((await graph.get('/me', { user: BOB })).status).toBe(200);
    graph.control.setMailboxEnabled('bob@contoso.com', true);
    expect((await graph.get('/me/messages', { user: BOB })).status).toBe(200);

    const withoutAddress = await graph.get('/me/messages', { user: CLEO });
    expect([withoutAddress.status, errorOf(withoutAddress).code]).toEqual([404, 'MailboxNotEnabledForRESTAPI']);
    expect((await graph.get('/me', { user: CLEO })).json).toMatchObject({ mail: null });
  });

  it('seeds the same mailbox for the same user', async () => {
    const other = new GraphFixture();
    const path = '/me/messages?$top=50&$select=subject,receivedDateTime,internetMessageId';
    expect((await other.get(path)).json).toEqual((await graph.get(path)).json);
    await other.app.close();
  });

  it('creates a mailbox of ten thousand messages on demand', async () => {
    graph.control.reseed('bob@contoso.com', 10_000);
    const answer = await graph.get('/me/messages?$top=1000&$count=true&$select=subject', { user: BOB });
    expect(answer.json['@odata.count']).toBe(10_000);
    graph.control.reseed('bob@contoso.com');
  });
});
