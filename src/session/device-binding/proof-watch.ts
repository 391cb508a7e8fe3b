import { Injectable } from '@nestjs/common';

import { Clock, Logger } from '../../common/index.js';
import { AppConfig } from '../../config/index.js';
import { SessionStore } from '../session-store.js';
import type { LiveSession } from '../session.js';
import { isEnforced, type DeviceBinding } from './device-binding.js';

/** A session that is not bound yet is looked at this often, and one whose record could not be read. */
const longestPauseMs = 60_000;
const shortestPauseMs = 100;

/** Ends what stays open (event streams) once the proof of its session is over and was not renewed. */
@Injectable()
export class ProofWatch {
  constructor(
    private readonly sessions: SessionStore,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Calls `end` at most once. Returns what stops the watch. A session that ends otherwise is announced by others. */
  watch({ id, reference, device }: LiveSession, end: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    let isStopped = !this.config.deviceBinding.isOn;
    const schedule = (pauseMs: number): void => {
      if (!isStopped) {
        timer = setTimeout(() => void look(), pauseMs).unref();
      }
    };
    const look = async (): Promise<void> => {
      try {
        const living = await this.sessions.findByHandle(reference.userTag, id);
        if (isStopped || living === undefined) {
          return;
        }
        if (isEnforced(living.device) && living.device.provedUntil <= this.clock.now()) {
          isStopped = true;
          end();
          return;
        }
        schedule(this.#pauseFor(living.device));
      } catch (error) {
        this.logger.warning({ err: error }, 'proof of a device not checked');
        schedule(longestPauseMs);
      }
    };
    schedule(this.#pauseFor(device));
    return () => {
      isStopped = true;
      clearTimeout(timer);
    };
  }

  #pauseFor(device: DeviceBinding): number {
    const leftMs = isEnforced(device) ? device.provedUntil - this.clock.now() : longestPauseMs;
    return Math.min(longestPauseMs, Math.max(shortestPauseMs, leftMs));
  }
}
