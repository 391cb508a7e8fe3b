import type { ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { FastifyRequest } from 'fastify';

import { executionContextOf } from '../../test/support/execution-context.js';
import { liveSession } from '../../test/support/mail-session.js';
import { attachSession, CurrentSession } from './current-session.decorator.js';
import type { LiveSession } from './session.js';

type Factory = (data: undefined, context: ExecutionContext) => LiveSession;

class Private {
  route(@CurrentSession() session: LiveSession): LiveSession {
    return session;
  }
}

describe('the session of a private route', () => {
  const [parameter] = Object.values(
    Reflect.getMetadata(ROUTE_ARGS_METADATA, Private, 'route') as Record<string, { factory: Factory }>,
  );
  const sessionOf = (request: object): LiveSession | undefined =>
    parameter?.factory(undefined, executionContextOf(request));

  it('is the one that the guard has attached to the request', () => {
    const request = {};
    const session = liveSession();
    attachSession(request as FastifyRequest, session);

    expect(sessionOf(request)).toBe(session);
  });

  it('is an error where no guard ran', () => {
    expect(() => sessionOf({})).toThrow(expect.objectContaining({ code: 'login_required' }) as Error);
  });
});
