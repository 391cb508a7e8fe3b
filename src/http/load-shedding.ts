import { policyOf, Problem, type Metrics } from '../common/index.js';
import type { EventLoopPressure } from './event-loop-pressure.js';
import { sendProblem } from './problem.filter.js';
import type { Step } from './step.js';

const retryAfterSeconds = 2;

/**
 * Refuses requests that may be refused while the process is overloaded; health and the app's files are always served.
 */
export function shedLoad(pressure: EventLoopPressure, metrics: Metrics): Step {
  return (request, reply, next) => {
    if (!pressure.isHigh || policyOf(request)?.isShed !== true) {
      next();
      return;
    }
    metrics.count('bff_throttled_total', { by: 'load' });
    sendProblem(reply, new Problem('overloaded', { retryAfterSeconds }));
  };
}
