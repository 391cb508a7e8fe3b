import { mailRoutes, newThings, request } from '../support/mail-routes.js';
import { ApiDocument } from '../support/open-api.js';
import { jsonOf, type UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';

describe('the API document', () => {
  const document = new ApiDocument();
  let system: TestSystem;
  let browser: UserAgent;

  beforeAll(async () => {
    system = await TestSystem.start();
    system.sandbox.control.grantConsent(alice, [
      'User.Read',
      'Mail.Read',
      'Mail.Send',
      'Mail.ReadWrite',
      'MailboxSettings.ReadWrite',
      'People.Read',
      'User.ReadBasic.All',
      'Calendars.ReadWrite',
    ]);
    browser = await system.signedIn(alice);
  });

  afterAll(() => system.close());

  it('has every route of the mail API, and the tests send each of them', () => {
    expect(mailRoutes.map(({ id }) => id).sort()).toEqual(document.operationIds('/api/').sort());
  });

  it.each(mailRoutes.map((route) => [route.id, route] as const))('matches the service: %s', async (id, route) => {
    const things = await newThings(system, browser, alice);
    const isJson = route.body !== undefined && !(route.body instanceof Uint8Array);

    const answer = await request(browser, route, things);

    expect([answer.status, answer.status === route.status ? '' : answer.text]).toEqual([route.status, '']);
    expect(document.complaints(id, answer)).toEqual([]);
    expect(isJson ? document.bodyComplaints(id, route.body) : []).toEqual([]);
  });

  it('reports that nothing has changed to a page that has the response, in a few bytes and with the same rules', async () => {
    const lists = ['/api/mail/messages', '/api/mail/folders', '/api/mail/start'];
    for (const path of lists) {
      const first = await browser.xhr('GET', path);
      const etag = first.headers.get('etag') ?? '';
      const known = await browser.xhr('GET', path, undefined, { 'if-none-match': etag });

      expect([path, known.status, known.text]).toEqual([path, 304, '']);
      expect(known.headers.get('cache-control')).toBe('no-store');
      expect(known.headers.get('etag')).toBe(etag);
    }
    const before = await browser.xhr('GET', '/api/mail/messages');
    system.sandbox.control.graph.deliver(alice, { subject: 'New', body: { contentType: 'text', content: 'x' } });
    const changed = await browser.xhr('GET', '/api/mail/messages', undefined, {
      'if-none-match': before.headers.get('etag') ?? '',
    });
    expect(changed.status).toBe(200);
  });

  it('reads a conversation by one call of Graph', async () => {
    const things = await newThings(system, browser, alice);
    const calls = (): number => system.sandbox.control.requests({ point: 'graph' }).length;
    const before = calls();

    const { text } = await browser.xhr('GET', `/api/mail/conversations/${things.conversation}`);

    expect((JSON.parse(text) as { items: object[] }).items).toHaveLength(1);
    expect(calls() - before).toBe(1);
  });

  it('has the first page of the app in one response, each part as its own route returns it', async () => {
    const of = async (path: string): Promise<unknown> => jsonOf(await browser.xhr('GET', path));

    const start = await of('/api/mail/start?folder=inbox&top=5');

    const { permissions } = (await of('/auth/permissions')) as { permissions: unknown };
    expect(start).toEqual({
      session: await of('/auth/session'),
      permissions,
      folders: await of('/api/mail/folders'),
      messages: await of('/api/mail/messages?folder=inbox&top=5'),
    });
  });

  it('would report a response that it does not describe', async () => {
    const things = await newThings(system, browser, alice);
    const route = mailRoutes.find(({ id }) => id === 'listMessages');
    const answer = await request(browser, route ?? mailRoutes[0] ?? never(), things);
    const spoilt = { ...answer, text: answer.text.replaceAll('"isRead"', '"wasRead"') };

    expect(document.complaints('listMessages', spoilt)).toHaveLength(1);
    expect(document.complaints('listMessages', { ...answer, status: 299 })).toHaveLength(1);
  });

  it('describes what the page reads of the session, before and after sign-out', async () => {
    const other = await system.signedIn(alice);
    const ask = async (id: string, method: string, path: string, body?: object): Promise<string[]> =>
      document.complaints(id, await other.xhr(method, path, body));
    const sessions = jsonOf<{ sessions: { id: string; current: boolean }[] }>(await other.xhr('GET', '/auth/sessions'));
    const { id: own = '' } = sessions.sessions.find(({ current }) => current) ?? {};
    const third = await system.signedIn(alice);
    const another = jsonOf<{ session: { id: string } }>(await third.xhr('GET', '/auth/session')).session.id;

    const complaints = [
      await ask('getSession', 'GET', '/auth/session'),
      await ask('listSessions', 'GET', '/auth/sessions'),
      await ask('listPermissions', 'GET', '/auth/permissions'),
      await ask('requestInteraction', 'POST', '/auth/interactions', { permissions: ['mail.send'], returnTo: '/' }),
      await ask('endSession', 'DELETE', `/auth/sessions/${another}`),
      await ask('signOut', 'POST', '/auth/logout', { everywhere: false }),
      await ask('getSession', 'GET', '/auth/session'),
    ];

    expect(own).not.toBe(another);
    expect(complaints.flat()).toEqual([]);
  });

  it.each([
    ['listSessions', 401, 'GET', '/auth/sessions', undefined],
    ['listPermissions', 401, 'GET', '/auth/permissions', undefined],
    ['authEvents', 401, 'GET', '/auth/events', undefined],
    ['endSession', 401, 'DELETE', '/auth/sessions/x', undefined],
    ['signOut', 400, 'POST', '/auth/logout', { everywhere: 'yes' }],
  ])('describes how %s fails with %i for an anonymous client', async (id, status, method, path, body) => {
    const answer = await system.browser().xhr(method, path, body);

    expect([answer.status, document.complaints(id, answer)]).toEqual([status, []]);
  });

  it.each([
    ['endSession', 404, 'DELETE', '/auth/sessions/x', undefined],
    ['requestInteraction', 400, 'POST', '/auth/interactions', { permissions: ['mail.burn'] }],
    ['requestInteraction', 400, 'POST', '/auth/interactions', { permissions: ['mail.send'], returnTo: '//elsewhere' }],
  ])('describes how %s fails with %i', async (id, status, method, path, body) => {
    const answer = await browser.xhr(method, path, body);

    expect([answer.status, document.complaints(id, answer)]).toEqual([status, []]);
  });

  it.each([
    ['getSession', '/auth/session'],
    ['listSessions', '/auth/sessions'],
    ['authEvents', '/auth/events'],
  ])('describes that %s requires the header', async (id, path) => {
    const answer = await browser.navigate(path);

    expect([answer.status, document.complaints(id, answer)]).toEqual([403, []]);
  });
});

function never(): never {
  throw new RangeError('no such route');
}
