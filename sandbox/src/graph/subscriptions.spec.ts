import { ALICE, BOB, errorOf, GraphFixture, textOf, valueOf } from './testing/graph-fixture.js';

interface Post {
  readonly url: URL;
  readonly body: string;
}

/** An endpoint that echoes validation tokens and records what it receives. */
class Endpoint {
  readonly posts: Post[] = [];
  echoes = true;
  failures = 0;

  readonly fetch = (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const token = url.searchParams.get('validationToken');
    if (token !== null) {
      return Promise.resolve(new Response(this.echoes ? token : 'no', { status: 200 }));
    }
    if (this.failures > 0) {
      this.failures -= 1;
      return Promise.resolve(new Response('', { status: 503 }));
    }
    this.posts.push({ url, body: typeof init?.body === 'string' ? init.body : '' });
    return Promise.resolve(new Response('', { status: 202 }));
  };

  notifications(): readonly Record<string, unknown>[] {
    return this.posts.flatMap(({ body }) => (JSON.parse(body) as { value: Record<string, unknown>[] }).value);
  }
}

describe('subscriptions', () => {
  const endpoint = new Endpoint();
  const graph = new GraphFixture({ fetch: endpoint.fetch });
  afterAll(() => graph.app.close());
  beforeEach(() => {
    graph.control.reset();
    endpoint.posts.length = 0;
    Object.assign(endpoint, { echoes: true, failures: 0 });
  });

  const wish = (changes: object = {}): object => ({
    changeType: 'created,updated,deleted',
    notificationUrl: 'https://bff.example/hook',
    lifecycleNotificationUrl: 'https://bff.example/life',
    resource: "me/mailFolders('inbox')/messages",
    expirationDateTime: new Date(graph.now + 3_600_000).toISOString(),
    clientState: 'secret',
    ...changes,
  });

  it('are created after the handshake, listed to their owner alone, renewed and removed', async () => {
    const made = await graph.post('/subscriptions', wish());
    expect([made.status, made.json]).toEqual([
      201,
      expect.objectContaining({ applicationId: 'app', changeType: 'created,updated,deleted', creatorId: ALICE.oid }),
    ]);
    const path = `/subscriptions/${textOf(made.json['id'])}`;
    expect(valueOf(await graph.get('/subscriptions'))).toHaveLength(1);
    expect(valueOf(await graph.get('/subscriptions', { user: BOB }))).toEqual([]);
    expect((await graph.get(path, { user: BOB })).status).toBe(404);
    const later = new Date(graph.now + 7_200_000).toISOString();
    expect((await graph.call('PATCH', path, { body: { expirationDateTime: later } })).json['expirationDateTime']).toBe(
      later,
    );
    expect((await graph.post(`${path}/reauthorize`, undefined)).status).toBe(204);
    expect((await graph.call('DELETE', path)).status).toBe(204);
    expect((await graph.get(path)).status).toBe(404);
  });

  it.each([
    [{ notificationUrl: 'http://bff.example/hook' }],
    [{ changeType: 'moved' }],
    [{ resource: 'me/events' }],
    [{ expirationDateTime: '2026-11-20T11:00:00Z' }],
    [{ expirationDateTime: '2026-12-20T11:00:00Z' }],
    [{ clientState: 'x'.repeat(129) }],
    [{ includeResourceData: true }],
  ])('are refused for %j', async (changes) => {
    const answer = await graph.post('/subscriptions', wish(changes));
    expect([answer.status, errorOf(answer).code]).toEqual([400, 'InvalidRequest']);
  });

  it('are refused for an endpoint that does not echo the token', async () => {
    endpoint.echoes = false;
    const answer = await graph.post('/subscriptions', wish());
    expect([answer.status, errorOf(answer).code]).toEqual([400, 'ValidationError']);
  });

  it('report changes in the folder, and in no other', async () => {
    const made = await graph.post('/subscriptions', wish(), { headers: { prefer: 'IdType="ImmutableId"' } });
    const { immutableId } = graph.control.deliver(ALICE.username, { subject: 'News' });
    graph.control.deliver(ALICE.username, { subject: 'Elsewhere', folder: 'archive' });
    graph.control.deliver(BOB.username, { subject: 'To another' });
    await graph.call('DELETE', `/me/messages/${immutableId}`);
    await graph.control.notificationsSettled();
    expect(endpoint.notifications()).toEqual([
      {
        subscriptionId: made.json['id'],
        subscriptionExpirationDateTime: made.json['expirationDateTime'],
        changeType: 'created',
        resource: `Users/${ALICE.oid}/Messages/${immutableId}`,
        resourceData: {
          '@odata.type': '#Microsoft.Graph.Message',
          '@odata.id': `Users/${ALICE.oid}/Messages/${immutableId}`,
          '@odata.etag': expect.stringContaining('W/') as string,
          id: immutableId,
        },
        clientState: 'secret',
        tenantId: ALICE.tid,
      },
      expect.objectContaining({ changeType: 'deleted' }),
    ]);
  });

  it('retry when the endpoint fails, and stop when they expire', async () => {
    await graph.post('/subscriptions', wish());
    endpoint.failures = 1;
    graph.control.deliver(ALICE.username, { subject: 'News' });
    await graph.control.notificationsSettled();
    expect(endpoint.notifications()).toHaveLength(1);
    graph.now += 3_600_001;
    graph.control.deliver(ALICE.username, { subject: 'Too late' });
    await graph.control.notificationsSettled();
    expect(endpoint.notifications()).toHaveLength(1);
  });

  it('send lifecycle events', async () => {
    const made = await graph.post('/subscriptions', wish());
    const id = textOf(made.json['id']);
    for (const event of ['reauthorizationRequired', 'missed', 'subscriptionRemoved'] as const) {
      graph.control.sendLifecycleEvent(id, event);
    }
    await graph.control.notificationsSettled();
    expect(endpoint.posts.map(({ url }) => url.pathname)).toEqual(['/life', '/life', '/life']);
    expect(endpoint.notifications().map((each) => each['lifecycleEvent'])).toEqual([
      'reauthorizationRequired',
      'missed',
      'subscriptionRemoved',
    ]);
    expect(graph.control.subscriptions()).toEqual([]);
  });
});
