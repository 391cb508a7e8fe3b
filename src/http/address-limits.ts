import type { FastifyReply } from 'fastify';

import { policyOf, Problem, type AddressBudget, type Budget, type Metrics } from '../common/index.js';
import type { RateLimits } from '../redis/index.js';
import { bareAddress, clientAddress, isLoopback } from './client-address.js';
import { sendProblem } from './problem.filter.js';
import type { Step } from './step.js';

const closedRetryAfterSeconds = 2;

/**
 * Counts the requests whose budget is that of an address, before anything is read for them; the SessionGuard counts
 * sessions.
 */
export function limitByAddress(limits: RateLimits, metrics: Metrics): Step {
  return (request, reply, next) => {
    const budget = policyOf(request)?.budget;
    if (!isOfAddress(budget)) {
      next();
      return;
    }
    const address = clientAddress(request);
    // A closed connection has no address to count, and no reader of the response.
    if (address === undefined) {
      refuse(reply, closedRetryAfterSeconds);
      return;
    }
    if (isLoopback(bareAddress(request.ip))) {
      next();
      return;
    }
    limits.address(budget, address).then((retryAfterSeconds) => {
      if (retryAfterSeconds === undefined) {
        next();
        return;
      }
      metrics.count('bff_throttled_total', { by: 'address' });
      refuse(reply, retryAfterSeconds);
    }, next);
  };
}

function isOfAddress(budget: Budget | undefined): budget is AddressBudget {
  return budget !== undefined && budget !== 'none' && budget !== 'session';
}

function refuse(reply: FastifyReply, retryAfterSeconds: number): void {
  sendProblem(reply, new Problem('throttled', { retryAfterSeconds }));
}
