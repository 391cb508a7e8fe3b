import type { AppConfig } from '../config/index.js';
import { isEnforced, type LiveSession } from '../session/index.js';
import type { SessionState } from './schemas.js';

/** What the page is told of its session. */
export function stateOf(session: LiveSession, config: Pick<AppConfig, 'hasPermanentDelete'>): SessionState {
  const { id, user, createdAt, idleExpiresAt, expiresAt, device, claims } = session;
  return {
    authenticated: true,
    user,
    session: {
      id,
      createdAt: instantOf(createdAt),
      idleExpiresAt: instantOf(idleExpiresAt),
      expiresAt: instantOf(expiresAt),
      deviceBound: isEnforced(device),
    },
    ...(config.hasPermanentDelete ? {} : { unavailable: ['permanent_delete'] }),
    ...(claims === undefined ? {} : { claims }),
  };
}

export function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
