import type { FastifyInstance } from 'fastify';

import { policyOf, type Clock } from '../common/index.js';

/**
 * Says of lists when their reading began (`Mail-As-Of`, ISO 8601): what changed from then on may be missing. `/api/mail/events?since=` takes it, so that
 * nothing falls between a list and the stream that is opened after it. On the routes that are read again and again, which are the
 * conditional ones.
 */
export function sendAsOf(fastify: FastifyInstance, clock: Clock): void {
  fastify.addHook('onSend', (request, reply, payload, next) => {
    if (reply.statusCode === 200 && policyOf(request)?.isConditional === true) {
      void reply.header('mail-as-of', new Date(clock.now() - reply.elapsedTime).toISOString());
    }
    next(null, payload);
  });
}
