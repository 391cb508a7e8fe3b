import { ApiDocument } from '../support/open-api.js';
import { jsonOf, type Answer, type UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';

const operations = {
  getSession: ['GET', '/auth/session'],
  listSessions: ['GET', '/auth/sessions'],
  endSession: ['DELETE', '/auth/sessions/x'],
  listPermissions: ['GET', '/auth/permissions'],
  requestInteraction: ['POST', '/auth/interactions', { permissions: ['mail.send'] }],
  signOut: ['POST', '/auth/logout', {}],
  authEvents: ['GET', '/auth/events'],
} as const;
type Operation = keyof typeof operations;

/**
 * The responses of `/auth` in docs/openapi.json when a request is too large, of another type, too frequent, or
 * untimely.
 */
describe('the refusals of /auth', () => {
  let system: TestSystem;
  const document = new ApiDocument();

  beforeAll(async () => {
    system = await TestSystem.startPair({ RATE_LIMIT_PER_SESSION: '10' });
  }, 60_000);

  afterAll(() => system.close());

  const thatCanAnswer = (status: number): Operation[] =>
    (Object.keys(operations) as Operation[]).filter((id) => document.failuresOf(id).includes(status));
  const call = (browser: UserAgent, id: Operation, body?: unknown, headers = {}): Promise<Answer> => {
    const [method, path, usual] = operations[id];
    return browser.xhr(method, path, body ?? usual, headers);
  };
  const codeOf = (answer: Answer): unknown => jsonOf(answer)['code'];

  it('cover these operations', () => {
    expect(document.operationIds('/auth').sort()).toEqual(Object.keys(operations).sort());
    expect([413, 415, 429, 503].map((status) => thatCanAnswer(status).length)).toEqual([2, 2, 5, 7]);
  });

  it.each(thatCanAnswer(413))('%s: a body that is too large', async (id) => {
    const answer = await call(await system.signedIn(alice), id, { filler: 'x'.repeat(20_000) });

    expect([answer.status, codeOf(answer)]).toEqual([413, 'payload_too_large']);
    expect(document.complaints(id, answer)).toEqual([]);
  });

  it.each(thatCanAnswer(415))('%s: a body that is not JSON', async (id) => {
    const answer = await call(await system.signedIn(alice), id, {}, { 'content-type': 'text/plain' });

    expect([answer.status, codeOf(answer)]).toEqual([415, 'unsupported_media_type']);
    expect(document.complaints(id, answer)).toEqual([]);
  });

  it.each(thatCanAnswer(429))('%s: a session that requests too much', async (id) => {
    const browser = await system.signedIn(alice);
    for (let each = 0; each < 11 * system.endpoints.length; each++) {
      await browser.xhr('GET', '/auth/sessions');
    }

    for (const endpoint of system.endpoints) {
      browser.turnTo(endpoint.port);
      const answer = await call(browser, id);
      expect([answer.status, codeOf(answer)]).toEqual([429, 'throttled']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(document.complaints(id, answer)).toEqual([]);
    }
  });

  it('all: an unavailable store, after which everybody is signed in as before', async () => {
    const browser = await system.signedIn(alice);
    await system.redis.down();
    const answers = new Map<Operation, Answer>();
    for (const id of thatCanAnswer(503)) {
      answers.set(id, await call(browser, id));
    }
    await system.redis.up();

    for (const [id, answer] of answers) {
      expect([id, answer.status, codeOf(answer)]).toEqual([id, 503, 'session_store_unavailable']);
      expect([id, Number(answer.headers.get('retry-after')) > 0, answer.headers.getSetCookie()]).toEqual([
        id,
        true,
        [],
      ]);
      expect(document.complaints(id, answer)).toEqual([]);
    }
  });
});
