import { isTransient, problemOf } from '../../client/index.js';
import type { Obstacle } from './action-queue.js';

/** Classifies an error of an action: another attempt may succeed, or it is final. */
export function obstacleOf(error: unknown): Obstacle {
  const problem = problemOf(error);
  if (problem === undefined) {
    return navigator.onLine ? { kind: 'refused', error } : { kind: 'unavailable', isSent: false };
  }
  // Graph has rejected the request: another attempt would have the same result.
  if (problem.code === 'graph_error') {
    return { kind: 'refused', error };
  }
  const isUntouched = problem.code === 'throttled' || problem.code === 'device_proof_required';
  if (isTransient(problem)) {
    return { kind: 'unavailable', isSent: !isUntouched };
  }
  return { kind: 'refused', error };
}
