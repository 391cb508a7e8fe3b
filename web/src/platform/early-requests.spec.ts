import { jest } from '@jest/globals';
import { closePage } from './testing/fake-page.js';
import { arrivalOf, askEarly, fetchWithEarly, firstPageOf } from './early-requests.js';

describe('the first requests of a page', () => {
  it.each([
    ['/', 'inbox', '', undefined],
    ['/mail/archive', 'archive', '', undefined],
    ['/mail/inbox?q=plan', 'inbox', 'plan', undefined],
    ['/mail/inbox/M', 'inbox', '', 'M'],
  ])('%s begins with mail', (location, folder, search, messageId) => {
    expect(firstPageOf(location, true)).toMatchObject({ list: { folder, search }, messageId });
  });

  it.each(['/settings', '/compose?draft=1', '/nowhere', '/?auth_error=access_denied'])(
    '%s begins with the session',
    (location) => {
      expect(firstPageOf(location, true)).toBeUndefined();
    },
  );

  it('request no mail for an anonymous client', () => {
    expect(firstPageOf('/mail/inbox', false)).toBeUndefined();
  });
});

describe('a request before the app has loaded', () => {
  const ask = jest.fn<typeof fetch>();
  const origin = 'http://localhost';

  beforeEach(() => {
    ask.mockReset().mockImplementation(() => Promise.resolve(new Response('{}')));
    Object.assign(globalThis, { fetch: ask });
    Object.assign(window.location, { origin });
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  afterAll(closePage);

  it('responds to the same request once', async () => {
    askEarly('/api/x/{id}', { path: { id: 'a b' }, query: { top: 5 } });
    await fetchWithEarly(new Request(`${origin}/api/x/a%20b?top=5`));
    expect(ask).toHaveBeenCalledTimes(1);
    await fetchWithEarly(new Request(`${origin}/api/x/a%20b?top=5`));
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('is the same request however an apostrophe is written', async () => {
    askEarly('/api/x', { query: { search: "O'Brien (a)" } });
    await fetchWithEarly(new Request(`${origin}/api/x?search=O'Brien%20(a)`));
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('states the time of its response', async () => {
    askEarly('/api/told', {});
    expect(arrivalOf('/api/told')).toBeUndefined();
    await jest.advanceTimersByTimeAsync(0);
    expect(arrivalOf('/api/told')).toBe(Date.now());
  });

  it('ends when it is old and not used', async () => {
    askEarly('/api/left', {});
    const [, left] = ask.mock.lastCall ?? [];
    askEarly('/api/taken', {});
    const [, taken] = ask.mock.lastCall ?? [];
    await fetchWithEarly(new Request(`${origin}/api/taken`));
    jest.advanceTimersByTime(10_001);
    expect([left?.signal?.aborted, taken?.signal?.aborted]).toEqual([true, false]);
  });

  it('responds to no other request, and to none when it is old', async () => {
    askEarly('/api/y', {});
    await fetchWithEarly(new Request(`${origin}/api/y?top=5`));
    await fetchWithEarly(new Request(`${origin}/api/y`, { method: 'POST' }));
    jest.advanceTimersByTime(10_001);
    await fetchWithEarly(new Request(`${origin}/api/y`));
    expect(ask).toHaveBeenCalledTimes(4);
  });

  it('ends when no caller waits for it any more', async () => {
    const waiting = new AbortController();
    askEarly('/api/z', {});
    await fetchWithEarly(new Request(`${origin}/api/z`, { signal: waiting.signal }));
    const [, init] = ask.mock.lastCall ?? [];
    expect(init?.signal?.aborted).toBe(false);
    waiting.abort();
    expect(init?.signal?.aborted).toBe(true);
  });
});
