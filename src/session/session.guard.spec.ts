import { noProofs } from '../../test/support/device-proofs.js';
import { executionContextOf } from '../../test/support/execution-context.js';
import { liveSession } from '../../test/support/mail-session.js';
import { Observed } from '../../test/support/observed.js';
import { policyOf } from '../../test/support/step-server.js';
import { Problem } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import type { RateLimits } from '../redis/index.js';
import type { ActiveSessions } from './active-sessions.js';
import type { ClientContext } from './client-context.js';
import { attachedSession } from './current-session.decorator.js';
import type { ForeignBrowsers } from './foreign-browsers.js';
import type { PageNotifications } from './page-notifications.js';
import type { RequestSessions } from './request-sessions.js';
import { SessionGuard } from './session.guard.js';
import type { SessionStore } from './session-store.js';
import type { LiveSession } from './session.js';

function requestOf(declaration: Parameters<typeof policyOf>[0]): object {
  return { routeOptions: { config: { policy: policyOf(declaration) } }, headers: { 'user-agent': 'a browser' } };
}

describe('the guard of every route', () => {
  const session = liveSession();
  let observed: Observed;
  let noted: string[];
  let retryAfter: number | undefined;
  let touched: Promise<boolean> | undefined;
  let touches: number;
  let isNotified: boolean;

  beforeEach(() => {
    observed = new Observed();
    noted = [];
    retryAfter = undefined;
    touched = undefined;
    touches = 0;
    isNotified = false;
  });

  async function outcomeOf(
    found: LiveSession | undefined,
    request = requestOf({ access: 'session' }),
    proofs = noProofs,
  ): Promise<unknown> {
    const guard = new SessionGuard(
      { find: () => Promise.resolve(found) } as unknown as RequestSessions,
      { touch: () => (touches++, touched) } as unknown as SessionStore,
      proofs,
      { note: (fingerprint: string) => noted.push(fingerprint) } as unknown as ActiveSessions,
      { isRecent: () => isNotified } as unknown as PageNotifications,
      { note: (_: unknown, { userAgent }: ClientContext) => noted.push(userAgent) } as unknown as ForeignBrowsers,
      { session: () => retryAfter } as unknown as RateLimits,
      {} as AppConfig,
      observed,
      observed.logger,
    );
    try {
      return await guard.canActivate(executionContextOf(request));
    } catch (error) {
      return error;
    }
  }

  it('refuses a request without a session, and states where to sign in', async () => {
    expect(await outcomeOf(undefined)).toMatchObject({
      code: 'login_required',
      members: { loginUrl: '/auth/login' },
    });
    expect(noted).toEqual([]);
  });

  it.each([{ access: 'public', csrf: true, budget: 'none' }, { access: 'navigation' }] as const)(
    'permits any request on a route that declares %j',
    async (declaration) => {
      expect(await outcomeOf(undefined, requestOf(declaration))).toBe(true);
    },
  );

  it('refuses a request without a session on a route that declares nothing', async () => {
    expect(await outcomeOf(undefined, { routeOptions: { config: {} } })).toMatchObject({ code: 'login_required' });
  });

  it.each([
    [true, false, 1],
    [true, true, 1],
    [false, false, 0],
    ['unless-notified', false, 1],
    ['unless-notified', true, 0],
  ] as const)('extends the idle limit as the route says: %s, notified: %s', async (extendsIdle, notified, times) => {
    isNotified = notified;

    expect(await outcomeOf(session, requestOf({ access: 'session', extendsIdle }))).toBe(true);
    expect(touches).toBe(times);
  });

  it('attaches the session to the request, and counts it among the active ones', async () => {
    const request = requestOf({ access: 'session' });

    expect(await outcomeOf(session, request)).toBe(true);
    expect(attachedSession(request as Parameters<typeof attachedSession>[0])).toBe(session);
    expect(noted).toEqual([session.reference.fingerprint, 'a browser']);
  });

  it('refuses a request without a proof of the device, which does not use the session', async () => {
    const refusal = new Problem('device_proof_required');
    const proofs = { require: () => Promise.reject(refusal) } as unknown as typeof noProofs;
    const request = requestOf({ access: 'session' });

    expect(await outcomeOf(session, request, proofs)).toBe(refusal);
    expect([noted, touches]).toEqual([[], 0]);
    expect(attachedSession(request as Parameters<typeof attachedSession>[0])).toBeUndefined();
  });

  it('refuses a session that requests too much, and counts that', async () => {
    retryAfter = 7;

    expect(await outcomeOf(session)).toMatchObject({ code: 'throttled', headers: { 'retry-after': '7' } });
    expect(observed.counted).toEqual(['bff_throttled_total {"by":"session"}']);
    expect(noted).toEqual([]);
  });

  it('permits the request when its use cannot be recorded, and logs that', async () => {
    touched = Promise.reject(new Error('no'));

    expect(await outcomeOf(session)).toBe(true);
    await new Promise(setImmediate);
    expect(observed.lines.join('')).toContain('use of a session not recorded');
  });
});
