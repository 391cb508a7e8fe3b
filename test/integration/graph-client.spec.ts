import { Writable } from 'node:stream';

import { Logger, NoMetrics, Secret, SystemClock } from '../../src/common/index.js';
import type { Permission } from '../../src/config/index.js';
import { DownloadLanes } from '../../src/graph/download-lanes.js';
import { GraphAddress } from '../../src/graph/graph-address.js';
import type { GraphCall } from '../../src/graph/graph-call.js';
import { GraphClient } from '../../src/graph/graph-client.js';
import { defaultLimits, GraphTransport } from '../../src/graph/graph-transport.js';
import { MailboxLimiter } from '../../src/graph/mailbox-limiter.js';
import { InteractionRequired, SignInRequired, type LiveSession } from '../../src/session/index.js';
import { AccessTokens, type AccessToken } from '../../src/tokens/index.js';
import { answer, cut, ScriptedGraph, silence, type Script } from '../support/graph-server.js';
import { liveSession } from '../support/mail-session.js';
import { textOf } from '../support/relay-fixture.js';

const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
const challenge = {
  'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`,
};
const listing: GraphCall = { operation: 'list', permissions: ['mail.read'], method: 'GET', path: '/me/messages' };
const sending: GraphCall = {
  operation: 'send',
  permissions: ['mail.send'],
  method: 'POST',
  path: '/me/sendMail',
  body: {},
};
const session = liveSession();
const halfAccepted: Script = (response) => {
  response.writeHead(202, { 'content-length': '1000' });
  response.write('half of it', () => response.destroy());
};

/** Returns numbered tokens; each acquisition beyond the expected ones fails the test. */
class CountingTokens extends AccessTokens {
  scopes = ['Mail.Read', 'Mail.Send'];
  readonly asked: string[] = [];
  failure: Error | undefined;
  hasOther = true;

  override acquire(_: LiveSession, permissions: readonly Permission[]): Promise<AccessToken> {
    return this.#token(`plain for ${permissions.join()}`);
  }

  override acquireWithClaims(
    _: LiveSession,
    permissions: readonly Permission[],
    asked: string,
    rejected: AccessToken,
  ): Promise<AccessToken> {
    return this.#token(`claims ${asked} for ${permissions.join()} instead of ${rejected.token.reveal()}`);
  }

  override async acquireInsteadOf(
    _: LiveSession,
    permissions: readonly Permission[],
    rejected: AccessToken,
  ): Promise<AccessToken | undefined> {
    const token = await this.#token(`another for ${permissions.join()} instead of ${rejected.token.reveal()}`);
    return this.hasOther ? token : undefined;
  }

  #token(request: string): Promise<AccessToken> {
    if (this.failure !== undefined) {
      return Promise.reject(this.failure);
    }
    this.asked.push(request);
    return Promise.resolve({ token: new Secret(`token-${this.asked.length}`), scopes: new Set(this.scopes) });
  }
}

describe('the Graph client', () => {
  let graph: ScriptedGraph;
  let transport: GraphTransport;
  let tokens: CountingTokens;
  let client: GraphClient;
  let log: string;

  beforeAll(async () => {
    graph = await ScriptedGraph.start();
    transport = new GraphTransport(graph.origin, { ...defaultLimits, headersMs: 200 });
  });

  beforeEach(() => {
    graph.reset();
    log = '';
    const destination = new Writable({
      write: (chunk: Buffer, _, done) => {
        log += chunk.toString();
        done();
      },
    });
    tokens = new CountingTokens();
    client = clientOf(transport, new DownloadLanes(), new Logger('trace', destination));
  });

  function clientOf(via: GraphTransport, downloads: DownloadLanes, logger: Logger): GraphClient {
    const address = new GraphAddress(`${graph.origin}/v1.0`);
    return new GraphClient(
      via,
      address,
      tokens,
      new MailboxLimiter(),
      downloads,
      new SystemClock(),
      logger,
      new NoMetrics(),
    );
  }

  afterAll(async () => {
    await transport.close();
    await graph.close();
  });

  it('sends the token, the preference for immutable ids and its own id, and returns the JSON', async () => {
    graph.next(answer(200, { value: [] }));

    await expect(client.json(session, listing)).resolves.toEqual({ value: [] });

    expect(graph.seen[0]).toMatchObject({ method: 'GET', url: '/v1.0/me/messages' });
    expect(graph.seen[0]?.headers).toMatchObject({ authorization: 'Bearer token-1', prefer: 'IdType="ImmutableId"' });
    expect(graph.seen[0]?.headers['client-request-id']).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  });

  it('writes ids and status to the log, and neither token nor content', async () => {
    graph.next(answer(404, { error: { code: 'ErrorItemNotFound', message: 'Secret subject' } }));

    await expect(client.json(session, listing)).rejects.toMatchObject({ code: 'not_found' });

    expect(log).toContain('"requestId":"graph-request"');
    expect(log).toContain(String(graph.seen[0]?.headers['client-request-id']));
    expect(log).toContain('"status":404');
    expect(log).not.toMatch(/token-1|Secret subject|me\/messages/);
  });

  it('passes errors of the tokens on unchanged, without calling Graph', async () => {
    tokens.failure = new SignInRequired(session);

    await expect(client.json(session, listing)).rejects.toBe(tokens.failure);
    expect(graph.seen).toHaveLength(0);
  });

  it.each([429, 503, 504])('retries once after %d', async (status) => {
    graph.next(answer(status, {}, { 'retry-after': '0' }), answer(200, { ok: true }));

    await expect(client.json(session, listing)).resolves.toEqual({ ok: true });
    expect(graph.seen).toHaveLength(2);
  });

  it('retries once after a reset', async () => {
    graph.next(cut, answer(200, { ok: true }));

    await expect(client.json(session, listing)).resolves.toEqual({ ok: true });
  });

  it('honours Retry-After before it retries', async () => {
    graph.next(answer(429, {}, { 'retry-after': '1' }), answer(200, {}));
    const startedAt = Date.now();

    await client.json(session, listing);

    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  it('does not retry twice', async () => {
    graph.next(answer(503, {}, { 'retry-after': '0' }), answer(503, {}, { 'retry-after': '9' }));

    await expect(client.json(session, listing)).rejects.toMatchObject({
      code: 'graph_unavailable',
      headers: { 'retry-after': '9' },
    });
    expect(graph.seen).toHaveLength(2);
  });

  it('returns a long wait to the caller', async () => {
    graph.next(answer(429, {}, { 'retry-after': '30' }));

    await expect(client.json(session, listing)).rejects.toMatchObject({
      code: 'throttled',
      headers: { 'retry-after': '30' },
    });
    expect(graph.seen).toHaveLength(1);
  });

  it.each([
    ['429', answer(429, {}, { 'retry-after': '0' }), 'throttled', false],
    ['503', answer(503, {}, { 'retry-after': '0' }), 'graph_unavailable', false],
    ['504', answer(504), 'graph_timeout', true],
    ['a reset', cut, 'graph_unavailable', true],
    ['silence', silence, 'graph_timeout', true],
    ['500', answer(500), 'graph_error', true],
  ])('never retries after %s', async (_, script, code, isOutcomeUnknown) => {
    graph.next(script);

    await expect(client.json(session, sending)).rejects.toMatchObject({ code, isOutcomeUnknown });
    expect(graph.seen).toHaveLength(1);
  });

  it('sends a token with the claims after a claims challenge', async () => {
    graph.next(answer(401, {}, challenge), answer(202));

    await expect(client.json(session, { ...sending, body: { a: 1 } })).resolves.toBeUndefined();

    expect(tokens.asked).toEqual(['plain for mail.send', `claims ${claims} for mail.send instead of token-1`]);
    expect(graph.seen.map(({ headers, body }) => [headers.authorization, body])).toEqual([
      ['Bearer token-1', '{"a":1}'],
      ['Bearer token-2', '{"a":1}'],
    ]);
  });

  it('requires the user when the challenge is repeated', async () => {
    graph.next(answer(401, {}, challenge), answer(401, {}, challenge));

    const failure: unknown = await client.json(session, listing).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(InteractionRequired);
    expect(failure).toMatchObject({ reason: { kind: 'step_up_required', permissions: ['mail.read'], claims } });
    expect(graph.seen).toHaveLength(2);
  });

  it.each([
    ['HTML', answer(202, '<html>accepted</html>')],
    ['a blank', answer(202, ' ')],
    ['a body that says otherwise', answer(202, '{"error":{"code":"x"}}')],
    ['what is no gzip', answer(202, 'no gzip', { 'content-encoding': 'gzip' })],
    ['a cut body', halfAccepted],
  ])('treats what was accepted as done, with %s', async (_, accepted) => {
    graph.next(accepted);

    await expect(client.json(session, sending)).resolves.toBeUndefined();
    expect(graph.seen).toHaveLength(1);
  });

  it('treats what was deleted as done, whatever the body is, and 200 with HTML as an error', async () => {
    const deletion: GraphCall = { ...listing, method: 'DELETE', path: '/me/messages/1' };
    graph.next(answer(200, '<html>'), answer(200, '<html>'), answer(200, '\uFEFF{"value":[]}'));

    await expect(client.json(session, deletion)).resolves.toBeUndefined();
    await expect(client.json(session, sending)).rejects.toMatchObject({ code: 'graph_error', isOutcomeUnknown: true });
    await expect(client.json(session, listing)).resolves.toEqual({ value: [] });
  });

  describe('when a fresh token is refused and nothing says why', () => {
    const unknown = answer(401, { error: { code: 'UnknownError', message: '' } });

    it.each([
      ['UnknownError', unknown],
      ['an empty code', answer(401, { error: { code: '', message: '' } })],
      ['no body', answer(401)],
    ])('finds no mailbox where /me accepts the token: %s', async (_, refusal) => {
      graph.next(refusal, refusal, answer(200, { id: 'oid' }));

      await expect(client.json(session, listing)).rejects.toMatchObject({ code: 'mailbox_unavailable' });
      expect(graph.seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
        ['/v1.0/me/messages', 'Bearer token-1'],
        ['/v1.0/me/messages', 'Bearer token-2'],
        ['/v1.0/me?$select=id', 'Bearer token-2'],
      ]);
    });

    it('finds no mailbox when the token was replaced a moment ago, and must not read /me', async () => {
      tokens.hasOther = false;
      graph.next(unknown, answer(403, { error: { code: 'Authorization_RequestDenied' } }));

      await expect(client.json(session, listing)).rejects.toMatchObject({ code: 'mailbox_unavailable' });
    });

    it('blames the token where /me refuses it too, or is unavailable', async () => {
      graph.next(unknown, unknown, unknown, unknown, unknown, answer(503));

      for (let time = 0; time < 2; time++) {
        await expect(client.json(session, listing)).rejects.toMatchObject({ code: 'graph_error' });
      }
    });

    it('requests nothing more when the call is outside of the mailbox', async () => {
      graph.next(unknown, unknown);

      const call = { ...listing, path: '/users', isOutsideMailbox: true };
      await expect(client.json(session, call)).rejects.toMatchObject({ code: 'graph_error' });
      expect(graph.seen).toHaveLength(2);
    });
  });

  const plain = answer(401, { error: { code: 'InvalidAuthenticationToken' } }, { 'www-authenticate': 'Bearer' });

  it('retries, also what is not a GET, with another token when one is refused without a challenge', async () => {
    graph.next(plain, answer(202));

    await expect(client.json(session, { ...sending, body: { a: 1 } })).resolves.toBeUndefined();

    expect(tokens.asked).toEqual(['plain for mail.send', 'another for mail.send instead of token-1']);
    expect(graph.seen.map(({ headers, body }) => [headers.authorization, body])).toEqual([
      ['Bearer token-1', '{"a":1}'],
      ['Bearer token-2', '{"a":1}'],
    ]);
  });

  it('does not try a third token', async () => {
    graph.next(plain, plain);

    await expect(client.json(session, listing)).rejects.toMatchObject({ code: 'graph_error', isOutcomeUnknown: false });
    expect([graph.seen.length, tokens.asked.length]).toEqual([2, 2]);
  });

  it('does not retry when no other token is available', async () => {
    tokens.hasOther = false;
    graph.next(plain);

    await expect(client.json(session, listing)).rejects.toMatchObject({ code: 'graph_error' });
    expect(graph.seen).toHaveLength(1);
  });

  it('requires consent when access is denied and the token lacks the scope', async () => {
    tokens.scopes = ['User.Read', 'Mail.Read'];
    graph.next(answer(403, { error: { code: 'ErrorAccessDenied' } }));

    await expect(client.json(session, { ...sending, permissions: ['mail.read', 'mail.send'] })).rejects.toMatchObject({
      reason: { kind: 'consent_required', permissions: ['mail.send'] },
    });
  });

  it.each([['Mail.Read'], ['Mail.ReadWrite']])(
    'returns forbidden when access is denied although the token has %s',
    async (scope) => {
      tokens.scopes = [scope];
      graph.next(answer(403, { error: { code: 'ErrorAccessDenied' } }));

      await expect(client.json(session, listing)).rejects.toMatchObject({ code: 'forbidden' });
    },
  );

  it('does not log a response of Graph that is not JSON', async () => {
    graph.next(answer(200, 'Dear Bob, the password is'));

    const failure: unknown = await client.json(session, listing).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'graph_error', cause: { message: 'the answer is not JSON' } });
    expect(log).not.toContain('Dear Bob');
  });

  it('refuses a path that leaves Graph before anything is sent, and holds no permit for it', async () => {
    for (let each = 0; each < 4; each++) {
      await expect(client.json(session, { ...listing, path: '//evil.example/../x' })).rejects.toThrow(RangeError);
    }
    expect(graph.seen).toHaveLength(0);

    graph.next(answer(200, {}));
    await expect(client.json(session, listing)).resolves.toEqual({});
  });

  it('sends at most four requests of a mailbox at a time, however many are wanted', async () => {
    graph.next(
      ...Array.from({ length: 12 }, () => async (response: Parameters<ReturnType<typeof answer>>[0]) => {
        await new Promise((resolve) => setTimeout(resolve, 15));
        response.end('{}');
      }),
    );

    await Promise.all(Array.from({ length: 12 }, () => client.json(session, listing)));

    expect(graph.mostAtOnce).toBe(4);
  });

  it('relays three bodies of a mailbox at a time, and reserves a permit for its lists meanwhile', async () => {
    const long = answer(200, 'x'.repeat(1_000_000));
    graph.next(...Array.from({ length: 3 }, () => long), answer(200, {}), answer(200, 'content'));
    const streams = await Promise.all([1, 2, 3].map(() => client.stream(session, listing)));
    const fourth = client.stream(session, listing);

    await client.json(session, listing);
    expect(graph.seen).toHaveLength(4);

    await Promise.all(streams.map(({ body }) => textOf(body)));
    await expect(fourth.then(({ body }) => textOf(body))).resolves.toBe('content');
  });

  it('serves everybody’s lists while slow readers of many users hold every connection for bodies', async () => {
    const relays = 12;
    const small = new GraphTransport(graph.origin, { ...defaultLimits, relays: relays * 1.5, connections: 2 });
    const busy = clientOf(small, new DownloadLanes(relays * 1.5), new Logger('silent'));
    const users = ['one', 'two', 'three', 'four'].map((name) => liveSession(name));
    graph.next(...Array.from({ length: relays }, () => answer(200, 'x'.repeat(1_000_000))));
    const slow = users.flatMap((user) => [1, 2, 3].map(() => busy.stream(user, listing)));
    const streams = await Promise.all(slow);
    const late = busy.stream(liveSession('late'), listing);

    graph.next(...users.map(() => answer(200, {})), answer(200, {}), answer(200, 'content'));
    await Promise.all([...users, liveSession('late')].map((user) => busy.json(user, listing)));
    expect(graph.seen).toHaveLength(relays + users.length + 1);

    streams.forEach(({ body }) => {
      body.cancel();
    });
    await expect(late.then(({ body }) => textOf(body))).resolves.toBe('content');
    await small.close();
  });

  it('releases the permit of a short stream although nobody has read it yet', async () => {
    graph.next(...Array.from({ length: 5 }, () => answer(200, 'content')));
    const streams = await Promise.all([1, 2, 3, 4, 5].map(() => client.stream(session, listing)));

    await expect(Promise.all(streams.map(({ body }) => textOf(body)))).resolves.toEqual(Array(5).fill('content'));
  });

  it('releases the permit when a reader disconnects', async () => {
    graph.next(...Array.from({ length: 4 }, () => answer(200, 'x'.repeat(1_000_000))));
    const streams = await Promise.all([1, 2, 3].map(() => client.stream(session, listing)));

    streams.forEach(({ body }) => {
      body.cancel();
    });

    await expect(client.stream(session, listing).then(({ body }) => textOf(body))).resolves.toHaveLength(1_000_000);
  });

  it('reads the code of a refused stream', async () => {
    graph.next(answer(404, { error: { code: 'ErrorItemNotFound' } }));

    await expect(client.stream(session, listing)).rejects.toMatchObject({ code: 'not_found' });
  });
});
