import type { FastifyReply, FastifyRequest } from 'fastify';

import { liveSession } from '../../test/support/mail-session.js';
import { Problem } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { attachSession, sessionCookieName, type LiveSession } from '../session/index.js';
import type { AdminConsent } from './admin-consent.js';
import type { BrowserIdentity } from './browser-identity.js';
import { SignInFailure } from './sign-in-failure.js';
import { SignInController } from './sign-in.controller.js';
import type { CompletedSignIn, SignInService } from './sign-in.service.js';
import { transactionIdOf } from './transaction-store.js';
import type { WaitingTabs } from './waiting-tabs.js';

const browserCookie = [
  '__Host-Http-browser',
  'the-browser.tag',
  expect.objectContaining({ httpOnly: true, secure: true, sameSite: 'lax' }),
];

describe('a callback that has succeeded', () => {
  const handle = { userTag: 'tag', id: 'handle' };
  const state = 'a-state-of-forty-characters';
  let completed: CompletedSignIn | Promise<CompletedSignIn>;
  let remembered: unknown[];
  let signedIn: LiveSession | undefined;
  let isLastUser: boolean;
  let outcome: () => Promise<string>;
  const controller = new SignInController(
    { complete: () => Promise.resolve(completed) } as unknown as SignInService,
    { of: () => ({ id: 'the-browser', userTag: undefined }) } as unknown as BrowserIdentity,
    { complete: () => outcome() } as unknown as AdminConsent,
    {
      remember: (_: unknown, session: unknown) => Promise.resolve(remembered.push(session)),
      isLastUser: () => Promise.resolve(isLastUser),
      sessionOf: () => Promise.resolve(signedIn),
    } as unknown as WaitingTabs,
    {} as AppConfig,
  );

  beforeEach(() => {
    remembered = [];
    isLastUser = true;
  });

  async function answerTo(request: object): Promise<{ redirects: unknown[]; cookies: unknown[] }> {
    const answer = { redirects: [] as unknown[], cookies: [] as unknown[] };
    const reply = {
      redirect: (...redirect: unknown[]) => Promise.resolve(answer.redirects.push(redirect)),
      setCookie: (...cookie: unknown[]) => answer.cookies.push(cookie),
    };
    await controller.callback(request as FastifyRequest, reply as unknown as FastifyReply);
    return answer;
  }

  it('gives the browser its session and leads back', async () => {
    completed = { cookie: 'the-cookie', returnTo: '/mail', session: handle };

    expect(await answerTo({ user: { transaction: { state } }, headers: {} })).toEqual({
      redirects: [['/mail', 303]],
      cookies: [
        browserCookie,
        [sessionCookieName, 'the-cookie', expect.objectContaining({ httpOnly: true, sameSite: 'strict' })],
      ],
    });
    expect(remembered).toEqual([handle]);
  });

  it.each([
    [new Problem('session_store_unavailable'), 'sign_in_failed'],
    [new SignInFailure('interaction_expired', 'ended'), 'interaction_expired'],
  ])('is a failure of the round trip and of its user when no session can be made: %#', async (cause, code) => {
    completed = Promise.reject(cause);
    const transaction = { state, purpose: 'consent' };
    const claims = { oid: 'the-object', tid: 'the-tenant', sub: 'not logged' };

    await expect(answerTo({ user: { transaction, claims }, headers: {} })).rejects.toMatchObject({
      name: 'SignInFailure',
      code,
      transaction,
      user: { oid: 'the-object', tid: 'the-tenant' },
    });
  });

  it('does not touch the cookie that another tab was given at the same moment', async () => {
    completed = { cookie: undefined, returnTo: '/mail', session: handle };

    expect(await answerTo({ user: { transaction: { state } }, headers: {} })).toEqual({
      redirects: [['/mail', 303]],
      cookies: [browserCookie],
    });
  });

  it('gives no cookie when another user has returned to the browser at the same moment, later than this one', async () => {
    completed = { cookie: 'the-cookie', returnTo: '/mail', session: handle };
    isLastUser = false;

    expect(await answerTo({ user: { transaction: { state } }, headers: {} })).toEqual({
      redirects: [['/mail', 303]],
      cookies: [],
    });
  });

  it('leads back to where the session began when it is only reloaded, and otherwise to the start page', async () => {
    const request = { headers: {}, query: { state, code: 'x' } };
    const session = liveSession();
    attachSession(request as unknown as FastifyRequest, session);
    expect((await answerTo(request)).redirects).toEqual([['/', 303]]);

    const origin = { transactionId: transactionIdOf(state), returnTo: '/mail' };
    attachSession(request as unknown as FastifyRequest, { ...session, origin });
    expect((await answerTo(request)).redirects).toEqual([['/mail', 303]]);
    expect((await answerTo({ ...request, query: {} })).redirects).toEqual([['/', 303]]);
  });

  it('of an old consent of an administrator is no error for a signed-in user', async () => {
    const failure = new SignInFailure('invalid_state', 'used');
    const redirects: unknown[] = [];
    const reply = { redirect: (...redirect: unknown[]) => Promise.resolve(redirects.push(redirect)) };
    const answer = () => controller.adminConsentCallback({} as FastifyRequest, reply as unknown as FastifyReply);
    outcome = () => Promise.reject(failure);

    signedIn = undefined;
    await expect(answer()).rejects.toBe(failure);
    signedIn = liveSession();
    await answer();
    expect(redirects).toEqual([['/', 303]]);
    const denied = new SignInFailure('admin_consent_denied', 'no');
    outcome = () => Promise.reject(denied);
    await expect(answer()).rejects.toBe(denied);
  });

  it('is no interaction without a ticket', async () => {
    await expect(controller.interaction({} as FastifyRequest, {} as FastifyReply)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
