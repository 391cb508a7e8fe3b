import type { AppConfig } from '../config/index.js';
import { isEnforced, type LiveSession } from '../session/index.js';
import type { SessionState } from './schemas.js';

type Features = Pick<AppConfig, 'hasPermanentDelete' | 'hasOfflineReading'>;

/** What the page may know about its session. */
export function stateOf(session: LiveSession, config: Features): SessionState {
  const { id, user, createdAt, idleExpiresAt, expiresAt, device, claims } = session;
  const unavailable = [
    ...(config.hasPermanentDelete ? [] : ['permanent_delete' as const]),
    ...(config.hasOfflineReading ? [] : ['offline_reading' as const]),
  ];
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
    ...(unavailable.length === 0 ? {} : { unavailable }),
    ...(claims === undefined ? {} : { claims }),
  };
}

export function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
