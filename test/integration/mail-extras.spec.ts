import type { Message, MessageSummary } from '../../src/mail/model/message.schema.js';
import { filesOfZip } from '../support/zip.js';
import { MailFixture } from '../support/mail-fixture.js';
import { FixtureMailbox, type ProblemAnswer } from '../support/fixture-mailbox.js';

const alice = 'alice@contoso.example';
function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
const png = { name: 'a.png', contentType: 'image/png', contentBytes: base64('x') };

describe('the additional properties of a message', () => {
  let fixture: MailFixture;
  let mailbox: FixtureMailbox;

  type Mail = Parameters<NonNullable<MailFixture['graph']['control']>['deliver']>[1];

  beforeAll(async () => {
    fixture = await MailFixture.start();
    mailbox = new FixtureMailbox(fixture);
  });

  afterEach(() => {
    fixture.faults.scripted.length = 0;
  });

  afterAll(() => fixture.close());

  const delivered = (mail: Partial<Mail>): Promise<Message> => {
    const id = fixture.graph.control?.deliver(alice, { subject: 'x', ...mail }).immutableId ?? '';
    return mailbox.detail(id);
  };

  const refuse = (path: string, times: number, status = 403): void => {
    fixture.faults.scripted.push(
      ...Array.from({ length: times }, () => ({
        point: 'graph' as const,
        match: { path },
        action: { kind: 'graph_error' as const, status, code: status === 403 ? 'ErrorAccessDenied' : 'x' },
      })),
    );
  };

  it('are the unsubscribe header, the authentication of the sender, and the origin', async () => {
    const message = await delivered({
      from: { name: 'News', address: 'news@news.example' },
      headers: [
        { name: 'List-Unsubscribe', value: '<https://news.example/u>, <mailto:u@news.example>' },
        { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
        { name: 'Authentication-Results', value: 'spf=pass; dkim=pass; dmarc=pass' },
      ],
    });

    expect(message).toMatchObject({
      unsubscribe: { url: 'https://news.example/u', mailto: 'mailto:u@news.example', oneClick: true },
      authentication: 'pass',
      isExternal: true,
      invitation: null,
    });
  });

  it('are empty where the headers have nothing', async () => {
    const message = await delivered({ from: { name: 'Bob', address: 'bob@contoso.example' } });

    expect(message).toMatchObject({ unsubscribe: null, authentication: null, isExternal: false, invitation: null });
  });

  describe('all attachments at once', () => {
    const encoded = (content: string): string => Buffer.from(content).toString('base64');
    const file = (name: string, content: string): NonNullable<Mail['attachments']>[number] => ({
      name,
      contentType: 'text/plain',
      contentBytes: encoded(content),
    });

    it('are one archive with a name of its own for each, without links and pictures in the text', async () => {
      const { id } = await delivered({
        subject: 'Q3: figures/final',
        body: { contentType: 'html', content: '<img src="cid:logo">' },
        attachments: [
          file('report.txt', 'first'),
          file('../report.txt', 'second'),
          file('Report.TXT', 'x'.repeat(300_000)),
          { ...file('Forwarded', ''), special: { kind: 'item', itemType: 'message' } },
          { ...file('Plan', ''), special: { kind: 'reference', sourceUrl: 'https://files.example/Plan.xlsx' } },
          { ...file('logo.png', 'x'), isInline: true, contentId: 'logo' },
        ],
      });
      const asked = new Set<string>();
      fixture.faults.take = (_point, { path = '' }) => {
        asked.add(path);
        return undefined;
      };

      const response = await fixture.call('GET', `/api/mail/messages/${id}/attachments.zip`);
      const files = filesOfZip(Buffer.from(await response.arrayBuffer()));

      Reflect.deleteProperty(fixture.faults, 'take');
      // The list has the names. Only the type of an item and the address of a link are requested, which no list has.
      const ofAttachments = [...asked].filter((path) => /^\/me\/.*\/attachments\//.test(path));
      expect(ofAttachments.filter((path) => path.endsWith('/$value'))).toHaveLength(4);
      expect(ofAttachments.filter((path) => !path.endsWith('/$value'))).toHaveLength(2);

      expect(response.headers.get('content-disposition')).toContain('filename="Q3_ figures_final.zip"');
      expect(files.map(([name]) => name)).toEqual(['report.txt', '.._report.txt', 'Report (2).TXT', 'Forwarded.eml']);
      expect(files.slice(0, 3).map(([, content]) => content.length)).toEqual([5, 6, 300_000]);
    });

    it('are with files that are called inline and are nowhere in the text', async () => {
      const { id } = await delivered({
        subject: 'From a phone',
        body: { contentType: 'html', content: '<p>Both:</p><img src="cid:logo">' },
        attachments: [
          { ...file('report.pdf', 'first'), isInline: true, contentId: 'E1' },
          { ...file('logo.png', 'x'), isInline: true, contentId: 'logo' },
        ],
      });

      const { attachments } = await mailbox.detail(id);
      const response = await fixture.call('GET', `/api/mail/messages/${id}/attachments.zip`);
      const files = filesOfZip(Buffer.from(await response.arrayBuffer()));

      expect(attachments.map(({ name, isInline }) => [name, isInline])).toEqual([
        ['report.pdf', false],
        ['logo.png', true],
      ]);
      expect(files.map(([name]) => name)).toEqual(['report.pdf']);
    });

    it('are aborted rather than incomplete when one of them cannot be read', async () => {
      const { id } = await delivered({
        subject: 'x',
        attachments: [file('a.txt', 'a'), file('b.txt', 'b')] as NonNullable<Mail['attachments']>,
      });
      const contents = new Set<string>();
      fixture.faults.take = (point, { path = '' }) => {
        if (path.startsWith('/me') && path.endsWith('/$value')) {
          contents.add(path);
        }
        return point === 'graph' && contents.size === 2
          ? { point, action: { kind: 'graph_error', status: 404, code: 'ErrorItemNotFound' } }
          : undefined;
      };

      const response = await fixture.call('GET', `/api/mail/messages/${id}/attachments.zip`);
      const content = response.arrayBuffer();

      await expect(content).rejects.toThrow();
      Reflect.deleteProperty(fixture.faults, 'take');
    });

    it('are not found where nothing can be downloaded', async () => {
      const { id } = await delivered({ subject: 'x' });

      expect((await fixture.json('GET', `/api/mail/messages/${id}/attachments.zip`)).status).toBe(404);
    });
  });

  describe('an invitation', () => {
    const startsAt = Date.parse('2026-12-03T12:00:00Z');
    const meeting = {
      meetingMessageType: 'meetingRequest',
      startsAt,
      endsAt: startsAt + 1_800_000,
      location: 'Room 1',
      onlineMeetingUrl: 'https://teams.example.com/19',
    } as const;
    const from = { name: 'Bob', address: 'bob@contoso.example' };

    it('states when, where, by whom, and the answer', async () => {
      const { invitation } = await delivered({ subject: 'Standup', from, meeting });

      expect(invitation).toEqual({
        start: '2026-12-03T12:00:00Z',
        end: '2026-12-03T12:30:00Z',
        timeZone: 'W. Europe Standard Time',
        location: 'Room 1',
        organiser: from,
        response: 'none',
        isAllDay: false,
        isCancelled: false,
        onlineMeetingUrl: 'https://teams.example.com/19',
        isResponseRequested: true,
        isOutdated: false,
      });
    });

    it('is requested once with all others of its conversation, and alike', async () => {
      const first = await delivered({ subject: 'Standup', from, meeting });
      const second = await delivered({
        subject: 'Standup',
        from,
        meeting: { ...meeting, location: 'Room 2' },
        conversationOf: first.id,
      });
      const read = (): Promise<{ body: { items: Message[] } }> =>
        fixture.json('GET', `/api/mail/conversations/${encodeURIComponent(first.conversationId ?? '')}`);
      const calls: string[] = [];
      fixture.faults.take = (point, { path = '' }) => {
        calls.push(...(point === 'graph' ? [path] : []));
        return undefined;
      };

      const { body } = await read();
      Reflect.deleteProperty(fixture.faults, 'take');

      expect(new Map(body.items.map(({ id, invitation }) => [id, invitation]))).toEqual(
        new Map([first, second].map(({ id, invitation }) => [id, invitation])),
      );
      // Requests within the batch are below `/v1.0/me/messages/`.
      const own = calls.filter((path) => path.startsWith('/v1.0/') && !path.startsWith('/v1.0/me/messages/'));
      expect(own).toEqual(['/v1.0/me/messages', '/v1.0/$batch']);

      refuse('/$batch', 1, 500);
      expect((await read()).body.items.map(({ invitation }) => invitation)).toEqual([null, null]);
    });

    it('states what an update has changed', async () => {
      const previous = { startsAt: startsAt - 3_600_000, endsAt: startsAt, location: 'Room 2' };
      const { invitation } = await delivered({
        subject: 'Standup',
        from,
        meeting: { ...meeting, previous, isOutOfDate: true, responseRequested: false },
      });

      expect(invitation).toMatchObject({
        isOutdated: true,
        isResponseRequested: false,
        update: {
          previousStart: '2026-12-03T11:00:00Z',
          previousEnd: '2026-12-03T12:00:00Z',
          previousLocation: 'Room 2',
        },
      });
    });

    it.each([
      ['accept', 'accepted', 'Accepted: Standup'],
      ['tentative', 'tentative', 'Tentative: Standup'],
      ['decline', 'declined', 'Declined: Standup'],
    ])('is answered by %s, and the organiser is notified', async (response, told, subject) => {
      const { id } = await delivered({ subject: 'Standup', from, meeting });

      const answer = await fixture.json('POST', `/api/mail/messages/${id}/invitation`, {
        response,
        comment: 'See you',
      });
      const inbox = await fixture.json<{ items: MessageSummary[] }>('GET', '/api/mail/messages?top=1', undefined, {
        'x-user': 'bob',
      });

      expect(answer.status).toBe(202);
      expect((await mailbox.detail(id)).invitation?.response).toBe(told);
      expect(inbox.body.items[0]).toMatchObject({ subject, preview: 'See you' });
    });

    it('is answered without a notification on request', async () => {
      const { id } = await delivered({ subject: 'Quiet', from, meeting });

      await fixture.json('POST', `/api/mail/messages/${id}/invitation`, { response: 'decline', sendResponse: false });

      const inbox = await fixture.json<{ items: MessageSummary[] }>('GET', '/api/mail/messages?top=1', undefined, {
        'x-user': 'bob',
      });
      expect(inbox.body.items[0]?.subject).not.toBe('Declined: Quiet');
    });

    it('is not an invitation when it is an answer, ordinary mail, or deleted', async () => {
      const answered = await delivered({ from, meeting: { ...meeting, meetingMessageType: 'meetingAccepted' } });
      const ordinary = await delivered({});
      const respond = (id: string): Promise<{ status: number }> =>
        fixture.json('POST', `/api/mail/messages/${id}/invitation`, { response: 'accept' });

      expect(answered.invitation).toBeNull();
      expect([(await respond(answered.id)).status, (await respond(ordinary.id)).status]).toEqual([404, 404]);
    });

    it('is read from its message alone when the calendar must not be read', async () => {
      const id = fixture.graph.control?.deliver(alice, { subject: 'x', from, meeting }).immutableId ?? '';
      fixture.faults.scripted.push({
        point: 'graph',
        match: { query: '*eventMessage*' },
        action: { kind: 'graph_error', status: 403, code: 'ErrorAccessDenied' },
      });
      // This registry compares whole values only; the refusal is found by the option.
      fixture.faults.take = (point, facts) => {
        const [fault] = fixture.faults.scripted;
        if (fault?.point === point && (facts['query'] ?? '').includes('eventMessage')) {
          return fixture.faults.scripted.shift();
        }
        return undefined;
      };

      const { invitation } = await mailbox.detail(id);
      Reflect.deleteProperty(fixture.faults, 'take');

      expect(invitation).toMatchObject({
        start: '2026-12-03T12:00:00Z',
        location: 'Room 1',
        organiser: from,
        timeZone: 'UTC',
      });
    });

    it.each([{}, { response: 'maybe' }, { response: 'accept', note: 'x' }])('is not answered by %j', async (body) => {
      const answer = await fixture.json<ProblemAnswer>('POST', '/api/mail/messages/A/invitation', body);

      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    });
  });

  describe('an attachment', () => {
    const item = (itemType: 'message' | 'event' | 'contact', name: string, contentType: string): object => ({
      name,
      contentType,
      contentBytes: base64('BEGIN'),
      special: { kind: 'item', itemType },
    });
    const reference = {
      name: 'Plan.xlsx',
      contentType: 'application/octet-stream',
      contentBytes: '',
      special: { kind: 'reference' as const, sourceUrl: 'https://files.example/Plan.xlsx' },
    };

    it('is a file, an item or a link, with its kind', async () => {
      const message = await delivered({
        body: { contentType: 'html', content: '<a href="https://files.example/Plan.xlsx?a=1&amp;b=2">Plan.xlsx</a>' },
        attachments: [png, item('message', 'Re: Budget 2026/27', 'message/rfc822'), reference] as never,
      });

      expect(message.attachments.map(({ name, kind, url }) => [name, kind, url])).toEqual([
        ['a.png', 'file', null],
        ['Re: Budget 2026/27', 'item', null],
        ['Plan.xlsx', 'reference', 'https://files.example/Plan.xlsx?a=1&b=2'],
      ]);
    });

    it.each(['http://files.example/Plan.xlsx', 'javascript:alert(1)', 'https://a:b@files.example/'])(
      'does not link to %s',
      async (url) => {
        const message = await delivered({
          body: { contentType: 'html', content: `<a href="${url}">Plan.xlsx</a>` },
          attachments: [reference],
        });

        expect(message.attachments[0]).toMatchObject({ kind: 'reference', url: null });
      },
    );

    it.each([
      ['message', 'message/rfc822', 'Re_ x.eml', 'message/rfc822'],
      ['event', 'text/calendar; charset=utf-8', 'Re_ x.ics', 'text/calendar'],
      ['contact', 'text/vcard', 'Re_ x.vcf', 'text/vcard'],
      ['event', 'application/octet-stream', 'Re_ x.ics', 'text/calendar'],
      ['contact', 'text/plain', 'Re_ x.vcf', 'text/vcard'],
    ] as const)('that is an attached %s (%s) downloads as %s', async (itemType, sent, name, type) => {
      const { id, attachments } = await delivered({ attachments: [item(itemType, 'Re_ x', sent)] as never });

      const answer = await fixture.call('GET', `/api/mail/messages/${id}/attachments/${attachments[0]?.id ?? ''}`);

      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe(type);
      expect(answer.headers.get('content-disposition')).toContain(`attachment; filename="${name}"`);
      expect(await answer.text()).toBe('BEGIN');
    });

    it('that is a link is not downloaded', async () => {
      const { id, attachments } = await delivered({ attachments: [reference] });

      const known = await fixture.json<ProblemAnswer>(
        'GET',
        `/api/mail/messages/${id}/attachments/${attachments[0]?.id ?? ''}`,
      );

      expect([known.status, known.body.code]).toEqual([404, 'not_found']);
    });

    it.each([
      ['image/png', 'a.png', 'image/png', 'inline'],
      ['image/JPEG; name=x', 'a.jpg', 'image/jpeg', 'inline'],
      ['application/pdf', 'a.pdf', 'application/pdf', 'inline'],
      ['application/octet-stream', 'a.PDF', 'application/pdf', 'inline'],
      ['text/plain', 'a.txt', 'text/plain; charset=utf-8', 'inline'],
      ['image/svg+xml', 'a.svg', 'image/svg+xml', 'attachment'],
      ['text/html', 'a.png', 'text/html', 'attachment'],
      ['application/xhtml+xml', 'a.xhtml', 'application/xhtml+xml', 'attachment'],
      ['application/octet-stream', 'a.svg', 'application/octet-stream', 'attachment'],
      ['constructor', 'a.png', 'image/png', 'inline'],
    ])('of %s named %s is shown as %s: %s', async (contentType, name, type, disposition) => {
      const { id, attachments } = await delivered({ attachments: [{ name, contentType, contentBytes: base64('x') }] });
      const path = `/api/mail/messages/${id}/attachments/${attachments[0]?.id ?? ''}`;

      const shown = await fixture.call('GET', `${path}?disposition=inline`);
      const saved = await fixture.call('GET', path);

      expect(shown.headers.get('content-type')).toBe(type);
      expect(shown.headers.get('content-disposition')).toMatch(new RegExp(`^${disposition}; `));
      expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
      expect(shown.headers.get('content-security-policy')).toContain('sandbox');
      expect(saved.headers.get('content-disposition')).toMatch(/^attachment; /);
    });

    it('is not shown in another way', async () => {
      expect((await fixture.json('GET', '/api/mail/messages/A/attachments/B?disposition=evil')).status).toBe(400);
    });
  });

  it('does not fail its message when it cannot be read', async () => {
    const id =
      fixture.graph.control?.deliver(alice, {
        subject: 'x',
        meeting: { meetingMessageType: 'meetingRequest', startsAt: 0, endsAt: 1, location: '' },
      }).immutableId ?? '';
    fixture.faults.take = (point, facts) =>
      point === 'graph' &&
      /^\/me\/messages\/[^/]+$/.test(facts['path'] ?? '') &&
      !(facts['query'] ?? '').includes('select')
        ? { point: 'graph', action: { kind: 'graph_error', status: 500, code: 'x' } }
        : undefined;

    const { status, body } = await fixture.json<Message>('GET', `/api/mail/messages/${id}`);
    Reflect.deleteProperty(fixture.faults, 'take');

    expect([status, body.invitation]).toEqual([200, null]);
  });

  describe('the settings of the mailbox', () => {
    it('are categories in their colours', async () => {
      const { status, body } = await fixture.json<{ items: object[] }>('GET', '/api/mail/categories');

      expect(status).toBe(200);
      expect(body.items).toContainEqual({ name: 'Blue category', colour: '#3267b8', preset: 'preset7' });
      expect(body.items).toHaveLength(6);
    });

    it('are automatic replies, shown without active content', async () => {
      const put = await fixture.json('PUT', '/api/mail/automatic-replies', {
        status: 'scheduled',
        externalAudience: 'contacts',
        start: '2026-12-24T09:00:00+01:00',
        end: '2027-01-02T08:00:00Z',
        internalMessage: '<p onclick="x()">Away</p><script>x()</script>',
      });
      const got = await fixture.json('GET', '/api/mail/automatic-replies');

      expect([put.status, got.status]).toEqual([200, 200]);
      expect(put.body).toEqual(got.body);
      expect(got.body).toMatchObject({
        status: 'scheduled',
        externalAudience: 'contacts',
        start: '2026-12-24T08:00:00Z',
        end: '2027-01-02T08:00:00Z',
        externalMessage: '',
      });
      expect(got.body['internalMessage']).toMatch(/^<p[^>]*>Away<\/p>$/);
    });

    it.each([
      [{}, 'status'],
      [{ status: 'away' }, 'status'],
      [{ status: 'scheduled' }, 'start'],
      [{ status: 'scheduled', start: '2026-12-24T09:00:00Z', end: '2026-12-24T08:00:00Z' }, 'end'],
      [{ status: 'always', start: 'tomorrow' }, 'start'],
      [{ status: 'always', message: 'x' }, ''],
    ])('are not set to %j', async (body, path) => {
      const answer = await fixture.json<ProblemAnswer>('PUT', '/api/mail/automatic-replies', body);

      expect([answer.status, answer.body.errors?.map((error) => error.path)]).toEqual([400, [path]]);
    });
  });

  describe('blocked senders', () => {
    const blocked = async (): Promise<readonly string[]> =>
      (await fixture.json<{ items: { address: string }[] }>('GET', '/api/mail/blocked-senders')).body.items.map(
        ({ address }) => address,
      );
    const change = async (method: 'PUT' | 'DELETE', address: string): Promise<number> =>
      (await fixture.json(method, `/api/mail/blocked-senders/${encodeURIComponent(address)}`)).status;

    it('are one rule, each once in any case, and the rule is never without a condition', async () => {
      expect(await blocked()).toEqual([]);
      expect(await change('PUT', 'Bob@contoso.example')).toBe(204);
      expect(await change('PUT', 'bob@contoso.EXAMPLE')).toBe(204);
      expect(await change('PUT', 'spam@zeta.example')).toBe(204);
      expect(await blocked()).toEqual(['bob@contoso.example', 'spam@zeta.example']);

      const mail = {
        to: [{ address: alice }],
        subject: 'From the blocked',
        body: { contentType: 'text', content: 'x' },
      };
      await fixture.json('POST', '/api/mail/messages', mail, { 'x-user': 'bob' });
      const junk = await fixture.json<{ items: MessageSummary[] }>('GET', '/api/mail/messages?folder=junkemail&top=5');
      expect(junk.body.items.map(({ subject }) => subject)).toContain('From the blocked');

      expect(await change('DELETE', 'bob@contoso.example')).toBe(204);
      expect(await change('DELETE', 'nobody@contoso.example')).toBe(204);
      expect(await blocked()).toEqual(['spam@zeta.example']);
      expect(await change('DELETE', 'spam@zeta.example')).toBe(204);
      expect(await blocked()).toEqual([]);
    });

    it('have a mail address', async () => {
      expect(await change('PUT', 'nobody')).toBe(400);
    });
  });

  describe('people', () => {
    const find = async (query: string): Promise<readonly { name: string; address: string; id?: string }[]> =>
      (await fixture.json<{ items: { name: string; address: string; id?: string }[] }>('GET', `/api/people?${query}`))
        .body.items;

    it('are the user’s correspondents first, and then the directory, each once', async () => {
      for (const address of ['zoe@zeta.example', 'zoe@zeta.example', 'bob@contoso.example']) {
        const name = address.split('@')[0] ?? '';
        const mail = { to: [{ name, address }], subject: 'x', body: { contentType: 'text', content: 'x' } };
        await fixture.json('POST', '/api/mail/messages', mail);
      }

      const zoe = await find('search=zo');
      const bob = await find('search=bob');
      const all = await find('top=50');

      expect(zoe).toMatchObject([{ name: 'zoe', address: 'zoe@zeta.example' }]);
      expect(zoe[0]).not.toHaveProperty('id');
      expect(bob).toHaveLength(1);
      expect(bob[0]).toMatchObject({
        address: 'bob@contoso.example',
        jobTitle: 'Engineer',
        company: 'Contoso',
        office: '18/2111',
        phones: [{ kind: 'business', number: expect.stringMatching(/^\+1 555 01\d\d$/) as string }],
        id: expect.any(String) as string,
      });
      expect(all.map(({ address }) => address)).toContain('zoe@zeta.example');
    });

    it.each(["search=o'neil", 'search=%22%5C', 'search=%25', 'search='])('are searched for with %s', async (query) => {
      expect((await fixture.json('GET', `/api/people?${query}`)).status).toBe(200);
    });

    it.each([
      ['/me/people', 200],
      ['/users', 200],
    ])('are available when %s is not', async (path, status) => {
      refuse(path, 1);

      const answer = await fixture.json<{ items: object[] }>('GET', '/api/people?search=bob');

      expect([answer.status, answer.body.items.length]).toEqual([status, 1]);
    });

    it('are unavailable when both are', async () => {
      refuse('/me/people', 1);
      refuse('/users', 1);

      expect((await fixture.json('GET', '/api/people?search=bob')).status).toBe(403);
    });

    it('have photos, or none', async () => {
      const own = await fixture.call('GET', '/api/people/11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa/photo');
      const none = await fixture.call('GET', '/api/people/22222222-aaaa-4aaa-8aaa-aaaaaaaaaaaa/photo');
      const nobody = await fixture.call('GET', '/api/people/99999999-aaaa-4aaa-8aaa-aaaaaaaaaaaa/photo');
      const byAddress = await fixture.call('GET', '/api/people/alice%40contoso.example/photo');

      expect([own.status, own.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect([none.status, nobody.status, byAddress.status]).toEqual([404, 404, 200]);
    });

    it.each(['top=0', 'top=51', 'top=x', 'sort=name'])('are not listed with %s', async (query) => {
      expect((await fixture.json('GET', `/api/people?${query}`)).status).toBe(400);
    });
  });

  describe('a draft that is sent later', () => {
    const later = new Date(Date.now() + 3_600_000).toISOString();

    const sentTo = async (user: string): Promise<string | undefined> => {
      const { body } = await fixture.json<{ items: MessageSummary[] }>('GET', '/api/mail/messages?top=1', undefined, {
        'x-user': user,
      });
      return body.items[0]?.subject;
    };

    const draft = async (subject: string): Promise<string> => {
      const mail = { to: [{ address: 'bob@contoso.example' }], subject, body: { contentType: 'text', content: 'x' } };
      return (await fixture.json<MessageSummary>('POST', '/api/mail/drafts', mail)).body.id;
    };

    it('waits, can be cancelled, and is a draft again', async () => {
      const id = await draft('Later');

      const sent = await fixture.json('POST', `/api/mail/drafts/${id}/send`, { sendAt: later });
      const received = await sentTo('bob');
      const scheduled = async (): Promise<unknown> => (await fixture.json('GET', '/api/mail/drafts/scheduled')).body;
      const waiting = await scheduled();
      const back = await fixture.call('DELETE', `/api/mail/drafts/${id}/send`);
      const place = back.headers.get('location') ?? '';
      const again = await fixture.json('DELETE', `/api/mail/drafts/${id}/send`);

      expect([sent.status, received === 'Later', back.status, again.status]).toEqual([202, false, 204, 404]);
      expect(waiting).toMatchObject({ items: [{ subject: 'Later', sendAt: later }] });
      expect(await scheduled()).toEqual({ items: [] });
      const restored = decodeURIComponent(place.replace('/api/mail/drafts/', ''));
      expect(await mailbox.detail(restored)).toMatchObject({ isDraft: true, subject: 'Later' });
      expect((await fixture.json('POST', `${place}/send`)).status).toBe(202);
      expect(await sentTo('bob')).toBe('Later');
    });

    it('is not changed while it waits: neither its text, nor its subject, nor its files', async () => {
      const id = await draft('As it was left');
      await fixture.json('POST', `/api/mail/drafts/${id}/send`, { sendAt: later });

      const place = `/api/mail/drafts/${id}`;
      const body = { contentType: 'text', content: 'Something else' };
      const answers = [
        await fixture.json('PATCH', place, { subject: 'Changed' }),
        await fixture.json('PATCH', place, { body }),
        await fixture.json('DELETE', `${place}/attachments/any`),
      ];
      const back = await fixture.call('DELETE', `${place}/send`);
      const changed = await fixture.json('PATCH', back.headers.get('location') ?? '', { body });

      expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
      expect(answers[0]?.body).toMatchObject({ code: 'invalid_request', errors: [{ path: 'id' }] });
      expect([back.status, changed.status]).toEqual([204, 200]);
    });

    it('is sent at once when its time is over', async () => {
      const id = await draft('Overdue');

      await fixture.json('POST', `/api/mail/drafts/${id}/send`, { sendAt: '2020-01-01T00:00:00Z' });

      expect(await sentTo('bob')).toBe('Overdue');
      expect((await fixture.json('DELETE', `/api/mail/drafts/${id}/send`)).status).toBe(404);
    });

    it.each([
      ['is not said to wait when it certainly was not sent', 403, 0],
      ['is said to wait when it may have been sent', 504, 1],
    ])('%s, and is sent at once on request then', async (_, status, waiting) => {
      const subject = `Failed with ${status}`;
      const id = await draft(subject);
      refuse(`/me/messages/${encodeURIComponent(id)}/send`, 1, status);

      const failed = await fixture.json('POST', `/api/mail/drafts/${id}/send`, { sendAt: later });
      const { body } = await fixture.json<{ items: unknown[] }>('GET', '/api/mail/drafts/scheduled');
      const sent = await fixture.json('POST', `/api/mail/drafts/${id}/send`);

      expect([failed.status, body.items.length, sent.status]).toEqual([status, waiting, 202]);
      expect(await sentTo('bob')).toBe(subject);
    });

    it('is not a received message, which is unchanged', async () => {
      const { id } = await delivered({ subject: 'Received' });
      const path = `/me/messages/${encodeURIComponent(id)}`;
      fixture.faults.scripted.push({
        point: 'graph',
        match: { path, method: 'PATCH' },
        action: { kind: 'graph_error', status: 500, code: 'x' },
      });

      const answer = await fixture.json('POST', `/api/mail/drafts/${id}/send`, { sendAt: later });

      // Nothing was changed: the pending record still exists.
      expect([answer.status, fixture.faults.scripted.length]).toEqual([404, 1]);
    });

    it('cannot be cancelled when it was never sent', async () => {
      const id = await draft('Not sent');

      expect((await fixture.json('DELETE', `/api/mail/drafts/${id}/send`)).status).toBe(404);
      expect((await mailbox.detail(id)).isDraft).toBe(true);
    });

    it.each([{ sendAt: 'tomorrow' }, { sendAt: '2999-01-01T00:00:00Z' }, { at: later }])(
      'is not sent with %j',
      async (body) => {
        const answer = await fixture.json('POST', `/api/mail/drafts/${await draft('x')}/send`, body);

        expect(answer.status).toBe(400);
      },
    );
  });
});

describe('a list with unreadable items', () => {
  let fixture: MailFixture;

  beforeAll(async () => {
    fixture = await MailFixture.start();
  });

  beforeEach(() => {
    fixture.faults.scripted.length = 0;
    fixture.warnings.length = 0;
  });

  afterAll(() => fixture.close());

  const broken = [null, 7, { id: '' }, { id: 3, displayName: 5 }];
  const good = { id: 'good', displayName: 'Good', unreadItemCount: '3', mail: 'good@contoso.example' };

  it.each([
    ['messages', 'message', '/api/mail/messages', '/me/mailFolders/inbox/messages', 'items', 4],
    ['messages of all folders', 'message', '/api/mail/messages?folder=all', '/me/messages', 'items', 4],
    ['a conversation', 'message', '/api/mail/conversations/c', '/me/messages', 'items', 4],
    ['folders', 'folder', '/api/mail/folders', '/me/mailFolders', 'items', 4],
    [
      'waiting messages',
      'scheduled_message',
      '/api/mail/drafts/scheduled',
      '/me/mailFolders/drafts/messages',
      'items',
      4,
    ],
    ['categories', 'category', '/api/mail/categories', '/me/outlook/masterCategories', 'items', 4],
    ['people', 'person', '/api/people?search=go', '/users', 'items', 3],
    ['changes', 'change', '/api/mail/changes', '/me/mailFolders/inbox/messages/delta', 'changed', 4],
  ])('shows the others and reports it once: %s', async (_, kind, route, path, member, count) => {
    const end = { '@odata.deltaLink': `${fixture.graph.origin}/v1.0/me/mailFolders/inbox/messages/delta` };
    const body = JSON.stringify({ value: [...broken, good], ...end });
    fixture.faults.scripted.push({
      point: 'graph',
      match: { path },
      action: { kind: 'respond', status: 200, headers: { 'content-type': 'application/json' }, body },
    });

    const answer = await fixture.json<Record<string, unknown[]>>('GET', route);

    expect([answer.status, fixture.faults.scripted]).toEqual([200, []]);
    expect(answer.body[member]?.length).toBe(kind === 'scheduled_message' ? 0 : 1);
    expect(fixture.warnings.filter((line) => 'kind' in line)).toEqual([expect.objectContaining({ kind, count })]);
    expect(JSON.stringify(fixture.warnings)).not.toContain('Good');
  });
});
