import { allScopes, BOB, errorOf, GraphFixture, textOf, valueOf } from './testing/graph-fixture.js';

const SCOPES = `${allScopes} MailboxSettings.ReadWrite People.Read User.ReadBasic.All Calendars.ReadWrite`;
const DEFERRED = 'SystemTime 0x3FEF';

describe('the resources of a mailbox besides its mail', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());

  it.each([
    ['/me/people', 'Mail.Read'],
    ['/users', 'People.Read'],
    ['/me/outlook/masterCategories', 'Mail.ReadWrite'],
    ['/me/mailboxSettings', 'Mail.ReadWrite'],
  ])('returns %s only with the permission', async (path, scopes) => {
    expect((await graph.get(path, { scopes })).status).toBe(403);
    expect((await graph.get(path, { scopes: SCOPES })).status).toBe(200);
  });

  it('lists the people whom the owner writes to most, and finds them by the beginning of a name', async () => {
    for (const name of ['dan', 'dan', 'eve']) {
      await graph.post('/me/sendMail', {
        message: { subject: 'x', toRecipients: [{ emailAddress: { name, address: `${name}@zeta.example` } }] },
      });
    }
    const people = valueOf(await graph.get('/me/people?$search=zeta&$top=5', { scopes: SCOPES }));
    expect(people.map((person) => person['displayName'])).toEqual(['dan', 'eve']);
  });

  it('searches the directory with the header that it requires', async () => {
    const path = `/users?$search=${encodeURIComponent('"displayName:bo" OR "mail:bo"')}`;
    expect((await graph.get(path, { scopes: SCOPES })).status).toBe(400);
    const found = await graph.get(path, { scopes: SCOPES, headers: { consistencylevel: 'eventual' } });
    expect(valueOf(found).map((user) => user['displayName'])).toEqual(['Bob Baker']);
  });

  it('stores categories and automatic replies', async () => {
    const made = await graph.call('POST', '/me/outlook/masterCategories', {
      scopes: SCOPES,
      body: { displayName: 'Travel', color: 'preset9' },
    });
    expect(made.status).toBe(201);
    const categories = valueOf(await graph.get('/me/outlook/masterCategories', { scopes: SCOPES }));
    expect(categories.at(-1)).toMatchObject({ displayName: 'Travel', color: 'preset9' });
    const body = { automaticRepliesSetting: { status: 'alwaysEnabled', internalReplyMessage: 'Away' } };
    await graph.call('PATCH', '/me/mailboxSettings', { scopes: SCOPES, body });
    const kept = await graph.get('/me/mailboxSettings/automaticRepliesSetting', { scopes: SCOPES });
    expect(kept.json).toMatchObject({ status: 'alwaysEnabled', internalReplyMessage: 'Away', externalAudience: 'all' });
  });

  it('stores rules of the inbox, apart from the inbox itself, and applies them to new mail', async () => {
    const path = '/me/mailFolders/inbox/messageRules';
    const { json: junk } = await graph.get('/me/mailFolders/junkemail', { scopes: SCOPES });
    const made = await graph.call('POST', path, {
      scopes: SCOPES,
      body: {
        displayName: 'Blocked senders',
        conditions: { fromAddresses: [{ emailAddress: { address: 'Alice@Contoso.com' } }] },
        actions: { moveToFolder: (junk as { id: string }).id },
      },
    });
    expect(made.status).toBe(201);
    expect(valueOf(await graph.get(path, { scopes: SCOPES }))).toMatchObject([{ displayName: 'Blocked senders' }]);
    for (const inbox of ['/me/mailFolders/inbox', '/me/mailFolders/inbox/messages']) {
      expect((await graph.get(inbox, { scopes: SCOPES })).status).toBe(200);
    }
    expect((await graph.get('/me/mailFolders/archive/messageRules', { scopes: SCOPES })).status).toBe(400);
    await graph.post('/me/sendMail', {
      message: { subject: 'By a rule', toRecipients: [{ emailAddress: { address: 'alice@contoso.com' } }] },
    });
    const filed = await graph.get('/me/mailFolders/junkemail/messages?$filter=subject%20eq%20%27By%20a%20rule%27', {
      scopes: SCOPES,
    });
    expect(valueOf(filed)).toMatchObject([{ subject: 'By a rule' }]);
    const { id } = made.json as { id: string };
    expect((await graph.call('DELETE', `${path}/${id}`, { scopes: SCOPES })).status).toBe(204);
    expect(valueOf(await graph.get(path, { scopes: SCOPES }))).toEqual([]);
  });

  it('responds to an invitation, and notifies its organiser', async () => {
    const item = graph.control.deliver(BOB.oid, {
      subject: 'Standup',
      from: { name: 'Alice Archer', address: 'alice@contoso.com' },
      meeting: { meetingMessageType: 'meetingRequest', startsAt: graph.now, endsAt: graph.now + 1, location: 'Here' },
    });
    const path = `/me/messages/${item.id}?$expand=microsoft.graph.eventMessage/event($select=id,responseStatus)`;
    const bob = { user: BOB, scopes: SCOPES };
    const { event } = (await graph.get(path, bob)).json as { event: Record<string, unknown> };
    const accept = { ...bob, body: { comment: 'I come', sendResponse: true } };
    expect((await graph.call('POST', `/me/events/${textOf(event['id'])}/accept`, accept)).status).toBe(202);
    expect(JSON.stringify((await graph.get(path, bob)).json['event'])).toContain('"accepted"');
    expect(valueOf(await graph.get('/me/mailFolders/inbox/messages?$top=1'))[0]).toMatchObject({
      subject: 'Accepted: Standup',
    });
  });

  it('defers a message until its time, and does not send it when it is deleted before', async () => {
    const later = async (subject: string): Promise<string> => {
      const { json } = await graph.post('/me/messages', {
        subject,
        toRecipients: [{ emailAddress: { address: 'bob@contoso.com' } }],
        singleValueExtendedProperties: [{ id: DEFERRED, value: new Date(graph.now + 60_000).toISOString() }],
      });
      expect((await graph.post(`/me/messages/${textOf(json['id'])}/send`, undefined)).status).toBe(202);
      return textOf(json['id']);
    };
    const kept = await later('Kept');
    const taken = await later('Taken back');
    await graph.call('DELETE', `/me/messages/${taken}`);
    const subjects = async (): Promise<readonly unknown[]> =>
      valueOf(await graph.get('/me/mailFolders/inbox/messages?$top=2', { user: BOB })).map((mail) => mail['subject']);
    expect((await graph.get(`/me/messages/${kept}`)).json['isDraft']).toBe(true);
    expect(await subjects()).not.toContain('Kept');
    graph.now += 61_000;
    expect(await subjects()).toContain('Kept');
    expect(await subjects()).not.toContain('Taken back');
  });

  it('refuses to return the bytes of a link', async () => {
    const found = valueOf(await graph.get('/me/messages?$search="a card and a link"&$expand=attachments'));
    const attachments = found[0]?.['attachments'] as readonly Record<string, unknown>[];
    const link = attachments.find((each) => each['@odata.type'] === '#microsoft.graph.referenceAttachment');
    const path = `/me/messages/${textOf(found[0]?.['id'])}/attachments/${textOf(link?.['id'])}`;
    const refused = await graph.get(`${path}/$value`);
    expect([refused.status, errorOf(refused).code]).toEqual([405, 'ErrorInvalidRequest']);
  });
});
