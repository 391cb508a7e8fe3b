import { createApiCalls } from './api-calls.js';

function callsOf(answer: Response): { calls: ReturnType<typeof createApiCalls>; sent: Request[] } {
  const sent: Request[] = [];
  const fetch = (request: Request): Promise<Response> => {
    sent.push(request);
    return Promise.resolve(answer);
  };
  return {
    calls: createApiCalls({ baseUrl: 'http://bff.test', fetch, headers: { 'X-CSRF': '1' }, cache: 'no-store' }),
    sent,
  };
}

describe('calls of the described paths', () => {
  it('encode every character of an id, and omit what is not given', async () => {
    const { calls, sent } = callsOf(Response.json({ id: '1' }));
    const id = 'a/b?c=#d e+ü%2F..';
    await calls.GET('/api/mail/messages/{id}', { params: { path: { id }, query: { body: 'text' } } });

    expect(sent[0]?.url).toBe(`http://bff.test/api/mail/messages/${encodeURIComponent(id)}?body=text`);
  });

  it('write queries so that the service reads the given values', async () => {
    const { calls, sent } = callsOf(Response.json({ items: [] }));
    const search = 'from:"Ä & B" + c=d';
    await calls.GET('/api/mail/messages', { params: { query: { search, top: 5, unread: true } } });

    const query = new URL(sent[0]?.url ?? '').searchParams;
    expect([query.get('search'), query.get('top'), query.get('unread')]).toEqual([search, '5', 'true']);
  });

  it('send JSON with the common headers and those of the call', async () => {
    const { calls, sent } = callsOf(new Response(null, { status: 202 }));
    const params = { header: { 'Idempotency-Key': 'k' } };
    const answer = await calls.POST('/api/mail/messages', { params, body: { subject: 'Hello' } });

    const [request] = sent;
    expect(request?.method).toBe('POST');
    expect(['X-CSRF', 'Idempotency-Key', 'Content-Type'].map((name) => request?.headers.get(name))).toEqual([
      '1',
      'k',
      'application/json',
    ]);
    expect(await request?.json()).toEqual({ subject: 'Hello' });
    expect([request?.cache, answer.data]).toEqual(['no-store', undefined]);
  });

  it('send no content type without a body', async () => {
    const { calls, sent } = callsOf(Response.json({ authenticated: false }));
    const { data } = await calls.GET('/auth/session');

    expect([data, sent[0]?.headers.has('Content-Type')]).toEqual([{ authenticated: false }, false]);
  });

  it('pass on a failure that is not JSON', async () => {
    const { calls } = callsOf(new Response('<h1>Bad gateway</h1>', { status: 502 }));

    expect((await calls.GET('/auth/session')).error).toBe('<h1>Bad gateway</h1>');
  });
});
