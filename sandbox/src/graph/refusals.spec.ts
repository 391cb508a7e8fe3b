import { ALICE, BOB, errorOf, GraphFixture, textOf, valueOf } from './testing/graph-fixture.js';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('every response', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());

  it('names the request and echoes the client’s id', async () => {
    const answer = await graph.get('/me', { headers: { 'client-request-id': 'mine' } });
    expect(answer.headers).toMatchObject({
      'request-id': expect.stringMatching(GUID) as string,
      'client-request-id': 'mine',
      'x-ms-ags-diagnostic': expect.stringContaining('ServerInfo') as string,
      date: 'Fri, 20 Nov 2026 12:00:00 GMT',
    });
  });

  it('puts a refusal into the envelope', async () => {
    const answer = await graph.get('/me', { token: '', headers: { 'client-request-id': 'mine' } });
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({
      error: {
        code: 'InvalidAuthenticationToken',
        message: 'Access token is empty.',
        innerError: {
          date: '2026-11-20T12:00:00',
          'request-id': answer.headers['request-id'],
          'client-request-id': 'mine',
        },
      },
    });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="", authorization_uri="https:\/\/login\.test\//);
  });

  it('carries a claims challenge as base64', async () => {
    graph.challenge = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
    const answer = await graph.get('/me');
    const [, claims = ''] =
      /error="insufficient_claims", claims="([^"]+)"/.exec(answer.headers['www-authenticate'] ?? '') ?? [];
    expect([answer.status, Buffer.from(claims, 'base64').toString()]).toEqual([401, graph.challenge]);
    graph.challenge = undefined;
  });

  it('records every request with its status', async () => {
    graph.recorded.length = 0;
    await graph.get('/me?x=1');
    await graph.get('/nothing');
    expect(graph.recorded).toMatchObject([
      { point: 'graph', method: 'GET', path: '/v1.0/me?x=1', status: 200 },
      { path: '/v1.0/nothing', status: 400 },
    ]);
  });

  it('reports what it does not implement', async () => {
    const unknown = await graph.get('/me/calendars');
    expect([unknown.status, errorOf(unknown)]).toEqual([
      400,
      expect.objectContaining({ code: 'BadRequest', message: "Resource not found for the segment 'calendars'." }),
    ]);
    const wrong = await graph.call('DELETE', '/me/messages');
    expect([wrong.status, wrong.headers['allow']]).toEqual([405, 'GET, POST']);
  });

  it('accepts the other spellings of a path', async () => {
    expect((await graph.get("/me/mailFolders('Inbox')/messages?$top=1")).status).toBe(200);
    expect((await graph.post('/me/microsoft.graph.sendMail', {})).status).toBe(400);
    const inbox = textOf((await graph.get('/me/mailFolders/inbox')).json['id']);
    expect(
      (await graph.get(`/ME/MailFolders/msgfolderroot/childFolders/${encodeURIComponent(inbox)}/Messages`)).status,
    ).toBe(200);
  });

  it('refuses invalid JSON and bodies above four megabytes', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(errorOf(await graph.call('POST', '/me/sendMail', { headers, body: '{' })).message).toContain(
      'Unable to read JSON',
    );
    const large = await graph.call('POST', '/me/messages', { headers, body: Buffer.alloc(4 * 1024 * 1024 + 1, ' ') });
    expect([large.status, errorOf(large).code]).toEqual([413, 'RequestEntityTooLarge']);
  });
});

describe('limits and scripted faults', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());
  beforeEach(() => {
    graph.control.reset();
  });

  it('serves four at once for one app and mailbox, and refuses the fifth', async () => {
    await graph.get('/me/messages');
    graph.control.setThrottling({ latencyMilliseconds: 1_000, retryAfterSeconds: 7 });
    graph.control.resetPeaks();
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => graph.get('/me/messages?$top=1')));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused).toHaveLength(2);
    expect(errorOf(refused[0] ?? answers[0] ?? (await graph.get('/me')))).toMatchObject({
      code: 'ApplicationThrottled',
      message: 'Application is over its MailboxConcurrency limit.',
    });
    expect(refused[0]?.headers['retry-after']).toBe('7');
    expect(graph.control.concurrency(ALICE.username)).toEqual({ running: 0, peak: 4, refused: 2 });
  });

  it('counts each mailbox separately, and not the profile', async () => {
    graph.control.setThrottling({ concurrentRequests: 1, latencyMilliseconds: 60, retryAfterSeconds: null });
    const [mine, other, profile, second] = await Promise.all([
      graph.get('/me/messages'),
      graph.get('/me/messages', { user: BOB }),
      graph.get('/me'),
      graph.get('/me/mailFolders'),
    ]);
    expect([mine, other, profile, second].map((answer) => answer.status).sort()).toEqual([200, 200, 200, 429]);
    expect([mine, second].find((answer) => answer.status === 429)?.headers).not.toHaveProperty('retry-after');
  });

  it('refuses requests when the quota of ten minutes is used up, until the ten minutes are over', async () => {
    graph.control.setThrottling({ requestsPerTenMinutes: 2 });
    const statuses = async (): Promise<number> => (await graph.get('/me/messages')).status;
    expect([await statuses(), await statuses(), await statuses()]).toEqual([200, 200, 429]);
    graph.now += 600_000;
    expect(await statuses()).toBe(200);
  });

  it.each([
    ['/me/messages', '/me/messages'],
    ['/v1.0/me/messages', '/me/messages'],
  ])('matches a fault at %s', async (path, called) => {
    graph.faults.scripted.push({
      point: 'graph',
      match: { method: 'GET', path, user: ALICE.username },
      action: { kind: 'graph_error', status: 503, code: 'ServiceUnavailable', headers: { 'retry-after': '3' } },
    });
    const answer = await graph.get(called);
    expect([answer.status, errorOf(answer).code, answer.headers['retry-after']]).toEqual([
      503,
      'ServiceUnavailable',
      '3',
    ]);
    expect((await graph.get(called)).status).toBe(200);
  });

  it('responds, delays, waits at a gate, challenges', async () => {
    graph.faults.scripted.push(
      { point: 'graph', action: { kind: 'respond', status: 418, headers: { 'x-a': 'b' }, body: 'tea' } },
      { point: 'graph', action: { kind: 'delay', milliseconds: 40 } },
      { point: 'graph', action: { kind: 'gate', name: 'g' } },
      { point: 'graph', action: { kind: 'oauth_error', error: 'invalid_token', code: 50173, claims: '{}' } },
    );
    const tea = await graph.get('/me');
    expect([tea.status, tea.headers['x-a'], tea.text]).toEqual([418, 'b', 'tea']);
    const startedAt = performance.now();
    expect((await graph.get('/me')).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(35);
    expect((await graph.get('/me')).status).toBe(200);
    expect((await graph.get('/me')).headers['www-authenticate']).toContain('insufficient_claims');
  });

  it('closes the connection before or after the work, and hangs', async () => {
    const send = (): Promise<unknown> =>
      graph.post('/me/sendMail', {
        message: { subject: 'Cut', toRecipients: [{ emailAddress: { address: 'bob@contoso.com' } }] },
      });
    graph.faults.scripted.push({ point: 'graph', action: { kind: 'reset', when: 'before' } });
    await expect(send()).rejects.toThrow();
    expect(graph.control.messages(BOB.username)[0]?.subject).not.toBe('Cut');
    graph.faults.scripted.push({ point: 'graph', action: { kind: 'reset', when: 'after' } });
    await expect(send()).rejects.toThrow();
    expect(graph.control.messages(BOB.username)[0]?.subject).toBe('Cut');
    graph.faults.scripted.push({ point: 'graph', action: { kind: 'hang' } });
    const race = await Promise.race([
      send().catch(() => 'failed'),
      new Promise((resolve) => setTimeout(resolve, 80, 'nothing')),
    ]);
    expect(race).toBe('nothing');
    expect(graph.control.concurrency(ALICE.username).running).toBe(1);
  });

  it.each(['html', 'empty', 'no_value', 'foreign_links', 'truncated_json'])('corrupts a response: %s', async (name) => {
    const good = await graph.get('/me/messages?$select=subject');
    graph.faults.scripted.push({ point: 'graph', action: { kind: 'defect', name } });
    const response = await fetch(`${graph.app.listeningOrigin}/v1.0/me/messages?$select=subject`, {
      headers: { authorization: `Bearer ${ALICE.username}|Mail.Read` },
    });
    const text = await response.text();
    expect([response.status, text === good.text]).toEqual([200, false]);
  });

  it('counts what was served', async () => {
    await graph.get('/me/messages');
    await graph.get(`/me/mailFolders/inbox/messages`);
    expect(graph.control.requestCounts()).toEqual({
      'GET /me/messages': 1,
      'GET /me/mailFolders/{folder}/messages': 1,
    });
  });

  it('returns hostile mail unchanged: sanitising is the client’s work', async () => {
    const found = valueOf(await graph.get('/me/messages?$search="subject:hostile"&$top=50'));
    expect(found.length).toBeGreaterThanOrEqual(8);
    expect(JSON.stringify(found)).toContain('<script>');
  });
});
