import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '../common/index.js';
import { attachSession, sessionCookieName, SessionStore } from '../session/index.js';
import { parseCallback } from './callback-parameters.js';
import { EntraAuthGuard } from './entra-auth.guard.js';
import { SignInFailure } from './sign-in-failure.js';
import type { SignedInUser, StrategyTask } from './strategy-task.js';
import { transactionIdOf } from './transaction-store.js';

/**
 * Receives the code. A second delivery of a callback whose sign-in gave this browser its session passes with that session
 * attached; every other failure is a SignInFailure.
 */
@Injectable()
export class CallbackGuard extends EntraAuthGuard {
  constructor(private readonly sessions: SessionStore) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    try {
      return await this.passStrategy(context);
    } catch (error) {
      const request = context.switchToHttp().getRequest<FastifyRequest>();
      if (error instanceof SignInFailure && error.code === 'invalid_state' && (await this.isReload(request))) {
        return true;
      }
      throw signInFailureOf(error);
    }
  }

  protected override taskFor(request: FastifyRequest, reply: FastifyReply): StrategyTask {
    return { kind: 'callback', request, reply };
  }

  private async isReload(request: FastifyRequest): Promise<boolean> {
    const answer = parseCallback(request.query);
    const session = await this.sessions.find(request.cookies[sessionCookieName]);
    if (answer.kind === 'stateless' || session?.origin.transactionId !== transactionIdOf(answer.state)) {
      return false;
    }
    attachSession(request, session);
    return true;
  }
}

/** What the strategy put on the request; undefined when the guard let a reload pass. */
export function signedInUserOf(request: FastifyRequest): SignedInUser | undefined {
  return (request as { user?: SignedInUser }).user;
}

function signInFailureOf(error: unknown): SignInFailure {
  if (error instanceof SignInFailure) {
    return error;
  }
  const isEntraGone = error instanceof Problem && error.code === 'identity_provider_unavailable';
  const code = isEntraGone ? 'identity_provider_unavailable' : 'sign_in_failed';
  return new SignInFailure(code, 'the callback could not be handled', {}, error);
}
