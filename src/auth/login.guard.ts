import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { Problem } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { KeyValueStore } from '../redis/index.js';
import { attachedSession, attachSession, DeviceProofs, sessionCookieName, SessionStore } from '../session/index.js';
import { EntraAuthGuard } from './entra-auth.guard.js';
import { localReturnUrl } from './return-url.js';
import type { StrategyTask } from './strategy-task.js';

const hint = z
  .string()
  .max(256)
  .regex(/^[^\p{Cc}]+$/u, 'must not contain control characters');

const querySchema = z.object({
  returnTo: z.string().default('/'),
  loginHint: hint.optional(),
  domainHint: z
    .string()
    .regex(/^[\w.-]{1,253}$/)
    .optional(),
  prompt: z.enum(['login', 'select_account', 'none']).optional(),
});

export type LoginQuery = z.output<typeof querySchema>;

/**
 * @throws Problem `invalid_return_url`, or `invalid_request` naming each bad parameter
 */
export function parseLoginQuery(query: unknown): LoginQuery {
  const result = querySchema.safeParse(query);
  if (!result.success) {
    const isReturnTo = result.error.issues.some(({ path }) => path[0] === 'returnTo');
    throw isReturnTo ? new Problem('invalid_return_url') : Problem.invalidRequest(result.error.issues);
  }
  if (localReturnUrl(result.data.returnTo) === undefined) {
    throw new Problem('invalid_return_url');
  }
  return result.data;
}

/** Sends the browser to Entra; passes a request that needs no sign-in. */
@Injectable()
export class LoginGuard extends EntraAuthGuard {
  constructor(
    private readonly sessions: SessionStore,
    private readonly proofs: DeviceProofs,
    private readonly store: KeyValueStore,
    private readonly config: AppConfig,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { prompt } = parseLoginQuery(request.query);
    const frontend = this.config.frontends.of(request);
    const session = await this.sessions.find(request.cookies[sessionCookieName], frontend);
    if (session !== undefined) {
      // Also a session without a proof of its device: the browser's previous session ends with its sign-in.
      attachSession(request, session);
    }
    const isUsable = session !== undefined && !this.proofs.isMissing(session, request);
    if (isUsable && prompt === undefined) {
      return true;
    }
    // A store that is unavailable or full could not sign the user in when they return from Entra.
    await this.store.requireFreeMemory();
    return this.passStrategy(context);
  }

  protected override taskFor(request: FastifyRequest, reply: FastifyReply): StrategyTask {
    const { returnTo, loginHint, domainHint, prompt } = parseLoginQuery(request.query);
    const session = attachedSession(request);
    const { initialPermissions, tenant } = this.config.frontends.of(request).entra;
    return {
      kind: 'begin',
      request,
      reply,
      authorization: {
        purpose: 'sign_in',
        permissions: initialPermissions,
        returnTo,
        loginHint,
        domainHint,
        prompt,
        accountType: tenant === 'consumers' ? 'personal' : undefined,
        session: session && { userTag: session.reference.userTag, id: session.id },
      },
    };
  }
}
