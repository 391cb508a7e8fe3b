import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Problem } from '../common/index.js';
import type { LiveSession } from './session.js';

const sessions = new WeakMap<FastifyRequest, LiveSession>();

export function attachSession(request: FastifyRequest, session: LiveSession): void {
  sessions.set(request, session);
}

export function attachedSession(request: FastifyRequest): LiveSession | undefined {
  return sessions.get(request);
}

/** The session of a private route. */
export const CurrentSession = createParamDecorator((_: undefined, context: ExecutionContext): LiveSession => {
  const session = attachedSession(context.switchToHttp().getRequest<FastifyRequest>());
  if (session === undefined) {
    throw new Problem('login_required');
  }
  return session;
});
