import { setTimeout as pause } from 'node:timers/promises';

import { Injectable, Optional, type OnApplicationBootstrap } from '@nestjs/common';

import { Logger } from '../../common/index.js';
import { AppConfig } from '../../config/index.js';
import { keyName, StoredKeys } from '../../redis/index.js';
import { SessionStore } from '../session-store.js';
import { isEnforced } from './device-binding.js';

/**
 * With 120 s or less to go Chromium renews with every request, and after six signatures it signs no more for minutes.
 */
const shortestComfortSeconds = 180;
const mostAttempts = 10;
const retryMs = 1_000;
const sessionIndex = /\{(?<userTag>[\w-]{22})\}:index$/;

/** Logs at the start which settings will not have the expected effect. */
@Injectable()
export class BindingNotice implements OnApplicationBootstrap {
  constructor(
    private readonly sessions: SessionStore,
    private readonly config: AppConfig,
    private readonly logger: Logger,
    /** Absent with the embedded store, which begins empty. */
    @Optional() private readonly keys?: StoredKeys,
  ) {}

  onApplicationBootstrap(): void {
    const { frontends, deviceBinding } = this.config;
    const { isOn, proofSeconds } = deviceBinding;
    if (!isOn && frontends.first.origin.startsWith('https:')) {
      // Beside the start: a large store takes its time. Over http no session was ever bound.
      void this.#report();
    } else if (isOn && proofSeconds < shortestComfortSeconds) {
      this.logger.warning(
        { proofSeconds },
        'DEVICE_PROOF_SECONDS is below 180: Chromium signs six times per site and then not for some minutes',
      );
    }
  }

  /** The store may not be connected yet. */
  async #report(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#countBound();
        return;
      } catch (error) {
        if (attempt === mostAttempts) {
          this.logger.warning({ err: error }, 'device-bound sessions not counted');
          return;
        }
        await pause(retryMs, undefined, { ref: false });
      }
    }
  }

  async #countBound(): Promise<void> {
    let boundSessions = 0;
    const seen = new Set<string>();
    for await (const key of this.keys?.matching(keyName('session', '*', 'index')) ?? []) {
      const userTag = sessionIndex.exec(key)?.groups?.['userTag'];
      if (userTag !== undefined && !seen.has(userTag)) {
        seen.add(userTag);
        boundSessions += (await this.sessions.list(userTag)).filter(({ device }) => isEnforced(device)).length;
      }
    }
    if (boundSessions > 0) {
      this.logger.warning({ boundSessions }, 'DEVICE_BINDING is off: bound sessions are used as unbound ones');
    }
  }
}
