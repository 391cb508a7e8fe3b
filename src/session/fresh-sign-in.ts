import { Injectable } from '@nestjs/common';

import { Clock } from '../common/index.js';
import { AppConfig, type Permission } from '../config/index.js';
import { InteractionRequired } from './interaction-required.js';
import type { LiveSession } from './session.js';

/** What cannot be undone requires more than a session: a client with a copied one must not delete a mailbox. */
@Injectable()
export class FreshSignIn {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws InteractionRequired `step_up_required` when the user's last proof is older than `SESSION_STEP_UP_SECONDS`
   */
  require(session: LiveSession, permissions: readonly Permission[]): void {
    const { stepUpSeconds = Infinity } = this.config.session;
    const { authenticatedAt = session.createdAt } = session;
    if (this.clock.now() - authenticatedAt > stepUpSeconds * 1000) {
      throw new InteractionRequired(session, { kind: 'step_up_required', permissions, prompt: 'login' });
    }
  }
}
