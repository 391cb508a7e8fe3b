import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { Problem } from '../common/index.js';
import { sendProblem, problemOf } from '../http/index.js';
import { AppConfig } from '../config/index.js';
import { InteractionRequired, loginUrl, SignInRequired } from '../session/index.js';
import { AdminApprovals } from './admin-approvals.js';
import { InteractionStore, type Interaction } from './interaction-store.js';

/** Reports that the user must interact, in a way that an XHR client can use (docs/api.md). */
@Catch(InteractionRequired, SignInRequired)
export class InteractionRequiredFilter implements ExceptionFilter<InteractionRequired | SignInRequired> {
  constructor(
    private readonly interactions: InteractionStore,
    private readonly approvals: AdminApprovals,
    private readonly config: AppConfig,
  ) {}

  async catch(required: InteractionRequired | SignInRequired, host: ArgumentsHost): Promise<void> {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    sendProblem(reply, await this.#problemFor(required).catch(problemOf));
  }

  async #problemFor(required: InteractionRequired | SignInRequired): Promise<Problem> {
    if (required instanceof SignInRequired) {
      return new Problem('login_required', { members: { loginUrl } });
    }
    const { session } = required;
    const interaction = await this.#interactionFor(required);
    const { kind, permissions } = interaction;
    const scopes = this.config.permissions.scopesOf(permissions, session.user.accountType);
    const canBeHelped = kind !== 'admin_consent_required' || session.user.accountType === 'work';
    const ticket = canBeHelped ? await this.interactions.issue(session, interaction) : undefined;
    const isRepeated = await this.interactions.isRepeated(session, interaction);
    return new Problem(kind, {
      members: {
        ...(kind === 'step_up_required' ? {} : { permissions, scopes }),
        interactionUrl: ticket?.interactionUrl ?? null,
        ...(ticket === undefined ? {} : { expiresAt: ticket.expiresAt }),
        ...(isRepeated ? { repeated: true } : {}),
      },
      headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"` },
    });
  }

  /** Consent that waits for the administrator is not requested from the user again. */
  async #interactionFor({ session, reason }: InteractionRequired): Promise<Interaction> {
    if (reason.kind !== 'consent_required') {
      return reason;
    }
    const awaited = await this.approvals.awaited(session.reference.userTag);
    const isAwaited = reason.permissions.some((name) => awaited.has(name));
    return isAwaited ? { ...reason, kind: 'admin_consent_required' } : reason;
  }
}
