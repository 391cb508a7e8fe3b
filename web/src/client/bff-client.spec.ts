import { createBffClient } from './bff-client.js';
import { type InteractionProblem, ProblemError } from './problem.js';
import type { TransportOptions } from './transport.js';

const BASE = 'http://bff.test';

interface Call {
  readonly request: Request;
  readonly body: string;
}

/** A server with one response per call, in order; a call too many fails. */
function serverOf(...answers: (Response | Error)[]): { calls: Call[]; fetch: typeof globalThis.fetch } {
  const calls: Call[] = [];
  return {
    calls,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      calls.push({ request, body: await request.clone().text() });
      const answer = answers.shift();
      if (answer === undefined) {
        throw new Error(`Nobody expected ${request.url}`);
      }
      if (!(answer instanceof Response)) {
        throw answer;
      }
      return answer;
    },
  };
}

function json(body: unknown, status = 200): Response {
  return Response.json(body, { status });
}

function problem(status: number, members: Record<string, unknown>, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ title: 'No', traceId: 'trace-1', status, ...members }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });
}

const CONSENT = {
  code: 'consent_required',
  permissions: ['mail.send'],
  scopes: ['Mail.Send'],
  interactionUrl: '/auth/interactions/t1',
  expiresAt: '2026-01-01T00:00:00Z',
};

function clientOf(...answers: (Response | Error)[]) {
  const server = serverOf(...answers);
  const asked: InteractionProblem[] = [];
  const availability: (string | undefined)[] = [];
  const fromGraph: boolean[] = [];
  const options: TransportOptions = {
    baseUrl: BASE,
    fetch: server.fetch,
    retry: { attempts: 2, maxWaitSeconds: 5, sleep: () => Promise.resolve() },
    onInteraction: (one) => asked.push(one),
    onAvailability: ({ problem, isFromGraph }) => {
      availability.push(problem?.code);
      fromGraph.push(isFromGraph);
    },
  };
  return { client: createBffClient(options), calls: server.calls, asked, availability, fromGraph };
}

async function problemOf(call: Promise<unknown>): Promise<ProblemError['problem']> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ProblemError) {
      return error.problem;
    }
    throw error;
  }
  throw new Error('The call did not fail.');
}

describe('BFF client', () => {
  it('sends the CSRF header with every call, GET included', async () => {
    const { client, calls } = clientOf(json({ authenticated: false }), json({ logoutUrl: '/bye' }), new Response('x'));
    await client.auth.session();
    await client.auth.logout(false);
    await client.mail.photo();
    expect(calls.map((call) => call.request.headers.get('X-CSRF'))).toEqual(['1', '1', '1']);
  });

  it('requests the session once for concurrent calls', async () => {
    const { client, calls } = clientOf(json({ authenticated: false }), json({ authenticated: false }));
    await Promise.all([client.auth.session(), client.auth.session(), client.auth.session()]);
    expect(calls).toHaveLength(1);
    await client.auth.session();
    expect(calls).toHaveLength(2);
  });

  it('encodes ids and queries', async () => {
    const { client, calls } = clientOf(json({ items: [], nextCursor: null }), json({}));
    await client.mail.messages({ folder: 'inbox', search: 'a & b', unread: true });
    await client.mail.message('AA=/x', { body: 'html', remoteContent: 'allow' });
    expect(calls[0]?.request.url).toBe(`${BASE}/api/mail/messages?folder=inbox&search=a%20%26%20b&unread=true`);
    expect(calls[1]?.request.url).toBe(`${BASE}/api/mail/messages/AA%3D%2Fx?body=html&remoteContent=allow`);
  });

  describe('repeats a request with the ETag of its cached response', () => {
    const tagged = (body: unknown): Response => Response.json(body, { headers: { ETag: 'W/"1"' } });
    const unchanged = (): Response => new Response(null, { status: 304 });
    const tags = (calls: readonly Call[]): (string | null)[] =>
      calls.map(({ request }) => request.headers.get('If-None-Match'));

    it('and returns the same object when it is unchanged', async () => {
      const { client, calls, availability } = clientOf(
        tagged({ items: [], nextCursor: null }),
        unchanged(),
        unchanged(),
      );
      const first = await client.mail.messages({ folder: 'inbox' });
      expect(await client.mail.messages({ folder: 'inbox' })).toBe(first);
      expect(await client.mail.messages({ folder: 'inbox' })).toBe(first);
      expect(tags(calls)).toEqual([null, 'W/"1"', 'W/"1"']);
      expect(availability).toEqual([undefined, undefined, undefined]);
    });

    it('and only with that of the same address', async () => {
      const { client, calls } = clientOf(tagged({}), json({}), json({}));
      await client.mail.message('1');
      await client.mail.message('2');
      await client.mail.message('1', { body: 'text' });
      expect(tags(calls)).toEqual([null, null, null]);
    });

    it('and with none after another response, or a refusal of the session', async () => {
      const refusal = problem(401, { code: 'login_required', loginUrl: '/auth/login' });
      const answers = [tagged({}), json({}), tagged({}), refusal, json({})];
      const { client, calls } = clientOf(...answers);
      await client.mail.message('1');
      await client.mail.message('1');
      await client.mail.message('1');
      await problemOf(client.mail.me());
      await client.mail.message('1');
      expect(tags(calls)).toEqual([null, 'W/"1"', null, null, null]);
    });

    it('unless the response is large, or many came after it', async () => {
      const many = Array.from({ length: 64 }, () => tagged({}));
      const { client, calls } = clientOf(
        tagged({ text: 'x'.repeat(100_000) }),
        tagged({}),
        ...many,
        json({}),
        json({}),
      );
      await client.mail.message('large');
      await client.mail.message('first');
      for (const [index] of many.entries()) {
        await client.mail.message(String(index));
      }
      await client.mail.message('large');
      await client.mail.message('first');
      expect(tags(calls).slice(-2)).toEqual([null, null]);
    });
  });

  it('turns a missing consent into a typed problem and notifies the hook', async () => {
    const { client, asked } = clientOf(problem(403, CONSENT));
    const found = await problemOf(client.mail.send(MESSAGE, { idempotencyKey: 'k' }));
    expect(found).toMatchObject({ code: 'consent_required', permissions: ['mail.send'], repeated: false });
    expect(asked).toEqual([found]);
  });

  it('does not notify the hook of a quiet call', async () => {
    const { client, asked } = clientOf(problem(403, CONSENT));
    await problemOf(client.mail.update('1', { isRead: true }, { quiet: true }));
    expect(asked).toEqual([]);
  });

  it('sends the idempotency key as a header', async () => {
    const { client, calls } = clientOf(new Response(null, { status: 202, headers: { 'Content-Length': '0' } }));
    await client.mail.send(MESSAGE, { idempotencyKey: 'key-1' });
    expect(calls[0]?.request.headers.get('Idempotency-Key')).toBe('key-1');
    expect(JSON.parse(calls[0]?.body ?? '')).toEqual(MESSAGE);
  });

  it('repeats a throttled GET after the time that the server states', async () => {
    const throttled = problem(429, { code: 'throttled' }, { 'Retry-After': '1' });
    const { client, calls } = clientOf(throttled, json({ id: '1' }));
    await expect(client.mail.me()).resolves.toMatchObject({ id: '1' });
    expect(calls).toHaveLength(2);
  });

  it('repeats any request for which the browser had to prove the device, with its body', async () => {
    const refused = problem(401, { code: 'device_proof_required' });
    const { client, calls, availability } = clientOf(refused, new Response(null, { status: 202 }));
    await client.mail.send(MESSAGE, { idempotencyKey: 'key-1' });
    expect(calls.map(({ body }) => JSON.parse(body) as unknown)).toEqual([MESSAGE, MESSAGE]);
    expect(availability).toEqual([undefined]);
  });

  it('does not loop when the device is never proved', async () => {
    const refused = (): Response => problem(401, { code: 'device_proof_required' });
    const { client, calls, asked, availability } = clientOf(refused(), refused(), refused());
    await expect(problemOf(client.mail.me())).resolves.toMatchObject({ code: 'device_proof_required', status: 401 });
    expect(calls).toHaveLength(3);
    expect(asked).toEqual([]);
    expect(availability).toEqual(['device_proof_required']);
  });

  it('passes on a throttled GET that would take long, with the seconds to wait', async () => {
    const { client, calls } = clientOf(problem(429, { code: 'throttled' }, { 'Retry-After': '60' }));
    await expect(problemOf(client.mail.me())).resolves.toMatchObject({ code: 'throttled', retryAfterSeconds: 60 });
    expect(calls).toHaveLength(1);
  });

  it('never repeats a send', async () => {
    const { client, calls } = clientOf(problem(429, { code: 'throttled' }, { 'Retry-After': '1' }));
    await problemOf(client.mail.send(MESSAGE, { idempotencyKey: 'k' }));
    expect(calls).toHaveLength(1);
  });

  it('reports an unreachable server by one code, and when it is available again', async () => {
    const { client, availability } = clientOf(new TypeError('fetch failed'), json({ id: '1' }));
    await expect(problemOf(client.mail.me())).resolves.toMatchObject({ code: 'network_unreachable', status: 0 });
    await client.mail.me();
    expect(availability).toEqual(['network_unreachable', undefined]);
  });

  it('distinguishes a response of Graph from one of the service alone', async () => {
    const at = (url: string): Response => Object.defineProperty(json({ id: '1' }), 'url', { value: `${BASE}${url}` });
    const { client, fromGraph } = clientOf(
      at('/auth/session'),
      at('/api/me'),
      problem(503, { code: 'graph_unavailable' }),
    );
    await client.auth.session();
    await client.mail.me();
    await problemOf(client.mail.me());
    expect(fromGraph).toEqual([false, true, false]);
  });

  it('returns the abort of the caller to the caller', async () => {
    const { client } = clientOf(new DOMException('Aborted', 'AbortError'));
    const abort = new AbortController();
    abort.abort();
    await expect(client.mail.me({ signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('reads a file with progress', async () => {
    const body = new Response('hello', {
      headers: { 'Content-Length': '5', 'Content-Disposition': "attachment; filename*=UTF-8''b%C3%BCdget.pdf" },
    });
    const { client } = clientOf(body);
    const seen: (readonly [number, number | undefined])[] = [];
    const { blob, fileName } = await client.mail.attachment('m', 'a', { onProgress: (...at) => seen.push(at) });
    expect(await blob.text()).toBe('hello');
    expect(fileName).toBe('büdget.pdf');
    expect(seen.at(-1)).toEqual([5, 5]);
  });
});

const MESSAGE = {
  to: [{ address: 'a@b.example' }],
  subject: 'Hi',
  body: { contentType: 'text' as const, content: 'Hi' },
};
