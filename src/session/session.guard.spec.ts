import { Reflector } from '@nestjs/core';

import { executionContextOf } from '../../test/support/execution-context.js';
import { liveSession } from '../../test/support/mail-session.js';
import { Observed } from '../../test/support/observed.js';
import { Public } from '../common/index.js';
import type { RateLimits } from '../redis/index.js';
import type { ActiveSessions } from './active-sessions.js';
import { attachedSession } from './current-session.decorator.js';
import type { RequestSessions } from './request-sessions.js';
import { SessionGuard } from './session.guard.js';
import type { SessionStore } from './session-store.js';
import type { LiveSession } from './session.js';

class Closed {
  route(): void {
    // Asked for its metadata only.
  }

  @Public()
  open(): void {
    // Asked for its metadata only.
  }
}

@Public()
class Open extends Closed {}

describe('the guard of every route', () => {
  const session = liveSession();
  const { prototype } = Closed;
  let observed: Observed;
  let noted: string[];
  let retryAfter: number | undefined;
  let touched: Promise<boolean> | undefined;

  beforeEach(() => {
    observed = new Observed();
    noted = [];
    retryAfter = undefined;
    touched = undefined;
  });

  function outcomeOf(
    found: LiveSession | undefined,
    { request = {}, type = Closed, handler = prototype.route } = {},
  ): Promise<unknown> {
    const guard = new SessionGuard(
      new Reflector(),
      { find: () => Promise.resolve(found) } as unknown as RequestSessions,
      { touch: () => touched } as unknown as SessionStore,
      { note: (fingerprint: string) => noted.push(fingerprint) } as unknown as ActiveSessions,
      { session: () => retryAfter } as unknown as RateLimits,
      observed,
      observed.logger,
    );
    return guard.canActivate(executionContextOf(request, { type, handler })).catch((error: unknown) => error);
  }

  it('lets nobody in without a session, and says where to sign in', async () => {
    expect(await outcomeOf(undefined)).toMatchObject({
      code: 'login_required',
      members: { loginUrl: '/auth/login' },
    });
    expect(noted).toEqual([]);
  });

  it.each([
    ['a route', { handler: prototype.open }],
    ['a controller', { type: Open }],
  ])('leaves %s that says it is public alone', async (_, place) => {
    expect(await outcomeOf(undefined, place)).toBe(true);
  });

  it('attaches the session to the request, and counts it among the active ones', async () => {
    const request = {};

    expect(await outcomeOf(session, { request })).toBe(true);
    expect(attachedSession(request as Parameters<typeof attachedSession>[0])).toBe(session);
    expect(noted).toEqual([session.reference.fingerprint]);
  });

  it('refuses a session that asks for too much, and counts that', async () => {
    retryAfter = 7;

    expect(await outcomeOf(session)).toMatchObject({ code: 'throttled', headers: { 'retry-after': '7' } });
    expect(observed.counted).toEqual(['bff_throttled_total {"by":"session"}']);
    expect(noted).toEqual([]);
  });

  it('lets the request pass when its use cannot be recorded, and says so in the log', async () => {
    touched = Promise.reject(new Error('no'));

    expect(await outcomeOf(session)).toBe(true);
    await new Promise(setImmediate);
    expect(observed.lines.join('')).toContain('use of a session not recorded');
  });
});
