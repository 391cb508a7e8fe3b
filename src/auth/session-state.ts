import { isEnforced, type LiveSession } from '../session/index.js';
import type { SessionState } from './schemas.js';

/** What the page is told of its session. */
export function stateOf(session: LiveSession): SessionState {
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
    ...(claims === undefined ? {} : { claims }),
  };
}

export function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
