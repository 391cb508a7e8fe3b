import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '../common/index.js';
import { attachSession } from '../session/index.js';
import { EntraAuthGuard } from './entra-auth.guard.js';
import { SignInFailure } from './sign-in-failure.js';
import type { SignedInUser, StrategyTask } from './strategy-task.js';
import { WaitingTabs } from './waiting-tabs.js';

/**
 * Receives the code. A callback whose transaction is no longer valid (used, expired, evicted) passes in a signed-in
 * browser, with its session attached. Every other failure is a SignInFailure.
 */
@Injectable()
export class CallbackGuard extends EntraAuthGuard {
  constructor(private readonly tabs: WaitingTabs) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    try {
      return await this.passStrategy(context);
    } catch (error) {
      const request = context.switchToHttp().getRequest<FastifyRequest>();
      if (error instanceof SignInFailure && error.code === 'invalid_state' && (await this.#isSignedIn(request))) {
        return true;
      }
      throw signInFailureOf(error);
    }
  }

  protected override taskFor(request: FastifyRequest, reply: FastifyReply): StrategyTask {
    return { kind: 'callback', request, reply };
  }

  async #isSignedIn(request: FastifyRequest): Promise<boolean> {
    const session = await this.tabs.sessionOf(request);
    if (session === undefined) {
      return false;
    }
    attachSession(request, session);
    return true;
  }
}

/** What the strategy put on the request; undefined when the guard let an old callback pass. */
export function signedInUserOf(request: FastifyRequest): SignedInUser | undefined {
  return (request as { user?: SignedInUser }).user;
}

/** The failure of the round trip, whatever the cause. */
export function signInFailureOf(error: unknown): SignInFailure {
  if (error instanceof SignInFailure) {
    return error;
  }
  const isEntraUnavailable = error instanceof Problem && error.code === 'identity_provider_unavailable';
  const code = isEntraUnavailable ? 'identity_provider_unavailable' : 'sign_in_failed';
  return new SignInFailure(code, 'the callback could not be handled', {}, error);
}
