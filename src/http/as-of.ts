import type { FastifyInstance } from 'fastify';

import { policyOf, type Clock } from '../common/index.js';

/**
 * States when the reading of a list began (`Mail-As-Of`, ISO 8601): what changed from then on may be missing.
 * `/api/mail/events?since=` accepts it, so that nothing is lost between a list and the stream that is opened after it.
 * On the routes that are read repeatedly, which are the conditional ones.
 */
export function sendAsOf(fastify: FastifyInstance, clock: Clock): void {
  fastify.addHook('onSend', (request, reply, payload, next) => {
    if (reply.statusCode === 200 && policyOf(request)?.isConditional === true) {
      void reply.header('mail-as-of', new Date(clock.now() - reply.elapsedTime).toISOString());
    }
    next(null, payload);
  });
}
