import { jest } from '@jest/globals';
import { closePage } from './testing/fake-page.js';
import { asideTransport, outage, queryClient, reportFailure, transport } from './services.js';

const ask = jest.fn<typeof fetch>();
function problem(code: string, status: number): Response {
  return new Response(JSON.stringify({ code }), { status, headers: { 'Retry-After': '9' } });
}

describe('a background request', () => {
  beforeEach(() => {
    Object.assign(globalThis, { fetch: ask });
    outage.set(undefined);
  });

  afterAll(() => {
    queryClient.clear();
    closePage();
  });

  it.each([
    ['throttled', 429],
    ['graph_timeout', 504],
    ['graph_error', 502],
  ])('reports no outage when it fails (%s), which a foreground request does', async (code, status) => {
    ask.mockImplementation(() => Promise.resolve(problem(code, status)));
    await expect(asideTransport.raw('/api/x', {})).rejects.toThrow(code);
    expect(outage.get()).toBeUndefined();
    await expect(transport.raw('/api/x', {})).rejects.toThrow(code);
    expect(outage.get()?.problem.code).toBe(code);
  });

  it('ends an outage when it succeeds', async () => {
    ask.mockImplementationOnce(() => Promise.resolve(problem('graph_timeout', 504)));
    await transport.raw('/api/x', {}).catch(() => undefined);
    ask.mockImplementation(() => Promise.resolve(new Response('{}')));
    await asideTransport.raw('/api/x', {});
    expect(outage.get()).toBeUndefined();
  });

  it('reports an outage after all when a caller waits for it by now', async () => {
    ask.mockImplementation(() => Promise.resolve(problem('graph_timeout', 504)));
    reportFailure(await asideTransport.raw('/api/x', {}).catch((error: unknown) => error));
    expect(outage.get()?.problem.code).toBe('graph_timeout');
  });
});
