import type { FastifyRequest } from 'fastify';

import { executionContextOf } from '../../test/support/execution-context.js';
import { liveSession } from '../../test/support/mail-session.js';
import { Problem } from '../common/index.js';
import { attachedSession, type LiveSession } from '../session/index.js';
import { CallbackGuard } from './callback.guard.js';
import { SignInFailure } from './sign-in-failure.js';
import type { WaitingTabs } from './waiting-tabs.js';

const state = 'a-state-of-forty-characters';

/** The guard with a strategy that ends in a given way. */
class Guard extends CallbackGuard {
  failure = new Error('not given');

  protected override passStrategy(): Promise<boolean> {
    return Promise.reject(this.failure);
  }
}

describe('a callback that does not succeed', () => {
  let sessionReads: number;
  let request: FastifyRequest;

  async function outcomeOf(failure: Error, session?: LiveSession): Promise<unknown> {
    sessionReads = 0;
    const tabs = {
      sessionOf: () => {
        sessionReads++;
        return Promise.resolve(session);
      },
    } as unknown as WaitingTabs;
    const guard = new Guard(tabs);
    guard.failure = failure;
    request = { query: { state, code: 'x' }, cookies: {} } as FastifyRequest;
    return guard.canActivate(executionContextOf(request)).catch((error: unknown) => error);
  }

  it.each([
    [new Problem('identity_provider_unavailable'), 'identity_provider_unavailable'],
    [new Problem('session_store_unavailable'), 'sign_in_failed'],
    [new Error('no'), 'sign_in_failed'],
  ])('is a failure of the sign-in, whatever the cause: %#', async (failure, code) => {
    const outcome = await outcomeOf(failure);

    expect(outcome).toBeInstanceOf(SignInFailure);
    expect(outcome).toMatchObject({ code, cause: failure });
  });

  it('is the failure that the strategy names, and reads no session', async () => {
    const failure = new SignInFailure('access_denied', 'declined');

    expect(await outcomeOf(failure, liveSession())).toBe(failure);
    expect(sessionReads).toBe(0);
  });

  it('passes with its session in a browser that is signed in, when its transaction is an old one', async () => {
    const failure = new SignInFailure('invalid_state', 'used');
    const session = liveSession();

    expect(await outcomeOf(failure, session)).toBe(true);
    expect(attachedSession(request)).toBe(session);
    expect(await outcomeOf(failure)).toBe(failure);
  });
});
