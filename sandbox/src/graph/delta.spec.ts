import { BOB, errorOf, GraphFixture, textOf, valueOf, type Answer } from './testing/graph-fixture.js';

const INBOX = '/me/mailFolders/inbox/messages/delta';

describe('delta queries', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());

  interface Round {
    readonly items: readonly Record<string, unknown>[];
    readonly deltaLink: string;
    readonly pages: number;
  }

  const round = async (start: string, headers: Record<string, string> = {}): Promise<Round> => {
    const items: Record<string, unknown>[] = [];
    let link = start;
    for (let pages = 1; ; pages += 1) {
      const page: Answer = await graph.get(link, { headers });
      items.push(...valueOf(page));
      if (page.json['@odata.deltaLink'] !== undefined) {
        return { items, pages, deltaLink: textOf(page.json['@odata.deltaLink']) };
      }
      link = textOf(page.json['@odata.nextLink']);
    }
  };

  it('lists the whole folder in pages, newest first, and then nothing until something changes', async () => {
    const first = await round(`${INBOX}?$select=subject,receivedDateTime`, { prefer: 'odata.maxpagesize=40' });
    const total = (await graph.get('/me/mailFolders/inbox')).json['totalItemCount'];
    expect(first.pages).toBeGreaterThan(1);
    expect(first.items).toHaveLength(Number(total));
    const times = first.items.map((item) => textOf(item['receivedDateTime']));
    expect(times).toEqual([...times].sort().reverse());
    expect(Object.keys(first.items[0] ?? {})).toEqual([
      '@odata.type',
      '@odata.etag',
      'id',
      'receivedDateTime',
      'subject',
    ]);
    expect((await round(first.deltaLink)).items).toEqual([]);
  });

  it('reports what is new, changed, read, moved away and deleted', async () => {
    const { items, deltaLink } = await round(INBOX);
    const [read, changed, moved, deleted] = items.map((item) => textOf(item['id']));
    graph.control.deliver('alice@contoso.com', { subject: 'Fresh' });
    await graph.call('PATCH', `/me/messages/${read ?? ''}`, { body: { isRead: items[0]?.['isRead'] !== true } });
    await graph.call('PATCH', `/me/messages/${changed ?? ''}`, { body: { categories: ['Blue'] } });
    await graph.post(`/me/messages/${moved ?? ''}/move`, { destinationId: 'archive' });
    await graph.call('DELETE', `/me/messages/${deleted ?? ''}`);
    const next = await round(deltaLink);
    expect(next.items).toHaveLength(5);
    expect(next.items.find((item) => item['subject'] === 'Fresh')).toMatchObject({ isRead: false, subject: 'Fresh' });
    const readItem = next.items.find((item) => item['id'] === read);
    expect(Object.keys(readItem ?? {})).toEqual(['@odata.type', '@odata.etag', 'id', 'parentFolderId', 'isRead']);
    expect(next.items.find((item) => item['id'] === changed)).toMatchObject({
      categories: ['Blue'],
      subject: items[1]?.['subject'],
    });
    for (const id of [moved, deleted]) {
      expect(next.items.find((item) => item['id'] === id)).toEqual({
        '@odata.type': '#microsoft.graph.message',
        id,
        '@removed': { reason: 'deleted' },
      });
    }
    expect((await round(next.deltaLink)).items).toEqual([]);
  });

  it('reports no change of the read state to clients that did not select it', async () => {
    const { items, deltaLink } = await round(`${INBOX}?$select=subject`);
    const path = `/me/messages/${textOf(items[0]?.['id'])}`;
    const isRead = (await graph.get(path)).json['isRead'] !== true;
    await graph.call('PATCH', path, { body: { isRead } });
    expect((await round(deltaLink)).items).toEqual([]);
  });

  it('does not report what was created and deleted in between', async () => {
    const { deltaLink } = await round(INBOX);
    const { id } = graph.control.deliver('alice@contoso.com', { subject: 'Short life' });
    graph.control.removeMessage('alice@contoso.com', id);
    expect((await round(deltaLink)).items).toEqual([]);
  });

  it.each([
    ['removed', { reason: 'deleted' }],
    ['unreported', undefined],
  ] as const)('with immutable ids reports what was moved away and back as %s', async (how, removed) => {
    graph.control.setConditions({ movedAwayAndBack: how });
    const headers = { prefer: 'IdType="ImmutableId"' };
    const { items, deltaLink } = await round(INBOX, headers);
    const id = textOf(items[0]?.['id']);
    for (const destinationId of ['archive', 'inbox']) {
      await graph.post(`/me/messages/${id}/move`, { destinationId });
    }
    const next = await round(deltaLink, headers);
    expect(next.items.map((item) => [item['id'], item['@removed']])).toEqual([[id, removed]]);
    expect((await graph.get(`/me/messages/${id}`)).json['parentFolderId']).toBe(items[0]?.['parentFolderId']);
    graph.control.reset();
  });

  it('misses nothing that happens between two pages', async () => {
    const page = await graph.get(INBOX, { headers: { prefer: 'odata.maxpagesize=5' } });
    graph.control.deliver('alice@contoso.com', { subject: 'Between pages' });
    const rest = await round(textOf(page.json['@odata.nextLink']), { prefer: 'odata.maxpagesize=500' });
    expect(rest.items.map((item) => item['subject'])).not.toContain('Between pages');
    expect((await round(rest.deltaLink)).items.map((item) => item['subject'])).toEqual(['Between pages']);
  });

  it('accepts the one filter and the change type that it supports', async () => {
    const { items, deltaLink } = await round(
      `${INBOX}?changeType=created&$filter=receivedDateTime ge 2026-11-18T00:00:00Z`,
    );
    expect(items.every((item) => textOf(item['receivedDateTime']) >= '2026-11-18')).toBe(true);
    graph.control.changeMessage('alice@contoso.com', textOf(items[0]?.['id']), { subject: 'Changed' });
    expect((await round(deltaLink)).items).toEqual([]);
    for (const query of ['$filter=isRead eq true', '$search="a"', '$orderby=subject', 'changeType=read']) {
      expect((await graph.get(`${INBOX}?${query}`)).status).toBe(400);
    }
  });

  it('refuses stale tokens with 410 and foreign ones with 400', async () => {
    const { deltaLink } = await round(INBOX);
    expect((await graph.get(deltaLink, { user: BOB })).status).toBe(400);
    expect((await graph.get(deltaLink.replace('inbox', 'archive'))).status).toBe(400);
    expect((await graph.get(`${INBOX}?$deltatoken=nonsense`)).status).toBe(400);
    graph.control.expireSyncState('alice@contoso.com');
    const answer = await graph.get(deltaLink);
    expect([answer.status, errorOf(answer).code]).toEqual([410, 'SyncStateNotFound']);
    graph.control.reset();
    expect((await graph.get(deltaLink)).status).toBe(410);
  });
});
