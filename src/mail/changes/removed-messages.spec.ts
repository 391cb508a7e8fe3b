import { FakeClock } from '../../../test/support/fake-clock.js';
import { liveSession } from '../../../test/support/mail-session.js';
import { Secret } from '../../common/index.js';
import { GraphProblem, type BatchAnswer, type GraphCall, type GraphClient } from '../../graph/index.js';
import { InteractionRequired } from '../../session/index.js';
import { type PresenceCheck, RemovedMessages, verdictOf } from './removed-messages.js';

const inbox = 'id of the inbox';

function part(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}): BatchAnswer {
  return { status, headers, body };
}

function error(code: string): object {
  return { error: { code, message: '' } };
}

function kindOf(answer?: BatchAnswer): string {
  return verdictOf('m', inbox, answer, 0).kind;
}

describe('a message that Graph reports as removed from a folder', () => {
  it('is restored when it is in the folder, under the id that was requested', () => {
    const body = { id: 'another', subject: 'Hello', parentFolderId: inbox };

    expect(verdictOf('m', inbox, part(200, body), 0)).toEqual({ kind: 'back', change: { id: 'm', subject: 'Hello' } });
  });

  it.each([
    ['is in another folder', part(200, { parentFolderId: 'archive' })],
    ['does not exist', part(404, error('ErrorItemNotFound'))],
    ['does not exist, with an unknown code', part(404)],
    ['has an id that is no longer valid', part(400, error('ErrorInvalidIdMalformed'))],
    ['is forbidden', part(403, error('ErrorAccessDenied'))],
    ['is damaged', part(400, error('ErrorCorruptData'))],
    ['is damaged, with a status that may pass', part(500, error('ErrorItemCorrupt'))],
    ['is refused for good, for whatever reason', part(418, error('Teapot'))],
  ])('is removed when it %s', (_, answer) => {
    expect(kindOf(answer)).toBe('removed');
  });

  it.each([
    ['has no answer', undefined],
    ['is throttled', part(429, error('ApplicationThrottled'))],
    ['fails', part(500)],
    ['is gone with its mailbox', part(404, error('MailboxNotEnabledForRESTAPI'))],
    ['is null', part(200, null)],
    ['names no folder', part(200, { id: 'm' })],
  ])('is not treated as removed when the check %s', (_, answer) => {
    expect(kindOf(answer)).toBe('unclear');
  });

  it('is requested with another token when the first is refused', () => {
    expect(kindOf(part(401))).toBe('refused');
  });

  it('is checked again when Graph says', () => {
    const throttled = part(429, error('ApplicationThrottled'), { 'retry-after': '1' });

    expect(verdictOf('m', inbox, throttled, 0)).toMatchObject({ kind: 'unclear', retryAfterMs: 1000 });
  });
});

describe('a check of reported removals', () => {
  const claims = '{"access_token":{}}';
  const challenge = { 'www-authenticate': `Bearer claims="${Buffer.from(claims).toString('base64')}"` };
  const found = part(200, { parentFolderId: inbox });
  let clock: FakeClock;
  let batches: number;
  let renewals: string[];

  beforeEach(() => {
    clock = new FakeClock();
    batches = 0;
    renewals = [];
  });

  /**
   * Each message has its own responses, of which the last one repeats; without one, the batches fail and take their
   * time.
   */
  function checker(answers?: Readonly<Record<string, BatchAnswer[]>>): PresenceCheck {
    const graph = {
      json: (_: unknown, { path, body }: GraphCall) => {
        if (path !== '/$batch') {
          return Promise.resolve({ id: inbox });
        }
        batches++;
        if (answers === undefined) {
          clock.advance(15_000);
          return Promise.reject(new GraphProblem('graph_timeout'));
        }
        const { requests } = body as { requests: { id: string; url: string }[] };
        const responses = requests.map(({ id, url }) => {
          const mine = answers[url.replace(/^.*messages\/|\?.*$/g, '')] ?? [found];
          return { id, ...(mine.length > 1 ? mine.shift() : mine[0]) };
        });
        return Promise.resolve({ responses });
      },
      renewedToken: (_: unknown, __: unknown, { kind }: { kind: string }) => {
        renewals.push(kind);
        return Promise.resolve({ token: new Secret('other'), scopes: new Set<string>() });
      },
    } as unknown as GraphClient;
    return new RemovedMessages(graph, clock).checkerFor(liveSession(), 'inbox', clock.now() + 20_000);
  }

  const idsOf = async (check: PresenceCheck, ids: string[]): Promise<string[]> =>
    (await check(ids)).map(({ id }) => id);

  it.each([
    ['is damaged', part(500, error('ErrorItemCorrupt'))],
    ['is forbidden', part(403, error('ErrorAccessDenied'))],
    ['is refused with every token', part(401)],
    ['names no folder', part(200, { id: 'a' })],
  ])('accepts the removal of one that %s, and finds the others', async (_, answer) => {
    expect(await idsOf(checker({ a: [answer] }), ['a', 'b'])).toEqual(['b']);
  });

  it.each([
    ['claims_challenge', part(401, undefined, challenge)],
    ['token_rejected', part(401)],
  ])('retries with another token once: %s', async (kind, refusal) => {
    expect(await idsOf(checker({ a: [refusal, found] }), ['a', 'b'])).toEqual(['b', 'a']);
    expect([renewals, batches]).toEqual([[kind], 2]);
  });

  it('asks the user for what is challenged again', async () => {
    const failure = checker({ a: [part(401, undefined, challenge)] })(['a', 'b']);

    await expect(failure).rejects.toMatchObject({ reason: { kind: 'step_up_required', claims } });
    await expect(failure).rejects.toBeInstanceOf(InteractionRequired);
  });

  it('fails temporarily when one cannot be checked now', async () => {
    await expect(checker({ a: [part(503)] })(['a', 'b'])).rejects.toMatchObject({ code: 'graph_unavailable' });
    expect(batches).toBe(3);
  });

  it('ends when it takes too long', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `m${index}`);

    await expect(checker()(ids)).rejects.toMatchObject({ code: 'graph_unavailable' });
    expect(batches).toBe(2);
  });
});
