import type { FastifyReply, FastifyRequest } from 'fastify';

import { liveSession } from '../../test/support/mail-session.js';
import { attachSession, sessionCookieName } from '../session/index.js';
import type { AdminConsent } from './admin-consent.js';
import { SignInController } from './sign-in.controller.js';
import type { CompletedSignIn, SignInService } from './sign-in.service.js';

describe('a callback that has succeeded', () => {
  let completed: CompletedSignIn;
  const controller = new SignInController(
    { complete: () => Promise.resolve(completed) } as unknown as SignInService,
    {} as AdminConsent,
  );

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
    completed = { cookie: 'the-cookie', returnTo: '/mail' };

    expect(await answerTo({ user: {}, headers: {} })).toEqual({
      redirects: [['/mail', 303]],
      cookies: [[sessionCookieName, 'the-cookie', expect.objectContaining({ httpOnly: true })]],
    });
  });

  it('leaves the cookie alone that another tab was given at the same moment', async () => {
    completed = { cookie: undefined, returnTo: '/mail' };

    expect(await answerTo({ user: {}, headers: {} })).toEqual({ redirects: [['/mail', 303]], cookies: [] });
  });

  it('leads back where the session began when it is only loaded again, or to the start page', async () => {
    const request = { headers: {} };
    expect((await answerTo(request)).redirects).toEqual([['/', 303]]);

    const session = liveSession();
    attachSession(request as FastifyRequest, { ...session, origin: { ...session.origin, returnTo: '/mail' } });
    expect((await answerTo(request)).redirects).toEqual([['/mail', 303]]);
  });

  it('is no interaction without a ticket', async () => {
    await expect(controller.interaction({} as FastifyRequest, {} as FastifyReply)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
