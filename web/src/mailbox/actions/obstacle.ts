import { isTransient, problemOf } from '../../client/index.js';
import type { Obstacle } from './action-queue.js';

/** What an error means for an action: worth another try, or the last word. */
export function obstacleOf(error: unknown): Obstacle {
  const problem = problemOf(error);
  if (problem === undefined) {
    return navigator.onLine ? { kind: 'refused', error } : { kind: 'unavailable', isSent: false };
  }
  // Graph's own verdict on the request: another try would get the same.
  if (problem.code === 'graph_error') {
    return { kind: 'refused', error };
  }
  const isUntouched = problem.code === 'throttled' || problem.code === 'device_proof_required';
  if (isTransient(problem)) {
    return { kind: 'unavailable', isSent: !isUntouched };
  }
  return { kind: 'refused', error };
}
