import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '../common/index.js';
import { AppConfig, type Permission } from '../config/index.js';
import { DeviceProofs, sessionCookieName, SessionStore, type LiveSession } from '../session/index.js';
import { EntraAuthGuard } from './entra-auth.guard.js';
import { InteractionStore, type Interaction } from './interaction-store.js';
import { localReturnUrl } from './return-url.js';
import { SignInFailure } from './sign-in-failure.js';
import type { StrategyTask } from './strategy-task.js';

/** A consumed ticket, with its session. */
export interface ConsumedInteraction extends Interaction {
  readonly session: LiveSession;
  readonly returnTo: string;
}

const consumed = new WeakMap<FastifyRequest, ConsumedInteraction>();

export function consumedInteraction(request: FastifyRequest): ConsumedInteraction | undefined {
  return consumed.get(request);
}

/** Consumes the ticket and sends the browser to Entra. Admin consent passes, because it is not an authorize request. */
@Injectable()
export class InteractionGuard extends EntraAuthGuard {
  constructor(
    private readonly sessions: SessionStore,
    private readonly proofs: DeviceProofs,
    private readonly interactions: InteractionStore,
    private readonly config: AppConfig,
  ) {
    super();
  }

  /**
   * @throws SignInFailure `interaction_expired`, `login_required`; Problem `invalid_return_url` before the ticket is
   * consumed
   */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { returnTo } = request.query as { returnTo?: unknown };
    if (returnTo !== undefined && (typeof returnTo !== 'string' || localReturnUrl(returnTo) === undefined)) {
      throw new Problem('invalid_return_url');
    }
    const { ticket = '' } = request.params as { ticket?: string };
    const frontend = this.config.frontends.of(request);
    const session = await this.sessions.find(request.cookies[sessionCookieName], frontend);
    if (session !== undefined && this.proofs.isMissing(session, request)) {
      throw new SignInFailure('login_required', 'the session is bound to a device that has not proved itself');
    }
    const interaction = await this.interactions.take(ticket, session);
    const isKnown = interaction?.permissions.every((name) => this.config.permissions.has(name)) === true;
    if (interaction === undefined || session === undefined || !isKnown) {
      throw new SignInFailure('interaction_expired', 'used, expired or foreign ticket');
    }
    consumed.set(request, { ...interaction, session, returnTo: returnTo ?? interaction.returnTo ?? '/' });
    return interaction.kind === 'admin_consent_required' ? true : this.passStrategy(context);
  }

  protected override taskFor(request: FastifyRequest, reply: FastifyReply): StrategyTask {
    const interaction = consumedInteraction(request);
    if (interaction === undefined) {
      throw new SignInFailure('interaction_expired', 'no ticket was taken');
    }
    const { session, kind, permissions, claims, prompt, returnTo } = interaction;
    return {
      kind: 'begin',
      request,
      reply,
      authorization: {
        purpose: kind === 'step_up_required' ? 'step_up' : 'consent',
        returnTo,
        permissions: [...new Set([...this.#initialOfResourceOf(permissions, request), ...permissions])],
        loginHint: session.logoutHint ?? session.user.username,
        domainHint: session.user.accountType === 'personal' ? 'consumers' : 'organizations',
        claims,
        prompt,
        session: { userTag: session.reference.userTag, id: session.id },
        expectedUserId: session.user.id,
        accountType: session.user.accountType,
      },
    };
  }

  /**
   * Requests the scopes of the sign-in again with more scopes of Graph; Entra accepts the scopes of one resource at a
   * time.
   */
  #initialOfResourceOf(permissions: readonly Permission[], request: FastifyRequest): readonly Permission[] {
    const { initialPermissions } = this.config.frontends.of(request).entra;
    return this.config.permissions.ofResourceOf(permissions, initialPermissions);
  }
}
