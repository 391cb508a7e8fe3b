import type { Problem } from '../client/index.js';

const pauseMs = 60_000;

/** How long no photo is requested after a failure, in ms. A missing photo or a cancelled request says nothing about others. */
export function photoPauseMs(problem: Problem | undefined): number {
  if (problem === undefined || problem.code === 'not_found') {
    return 0;
  }
  const asked = 'retryAfterSeconds' in problem ? problem.retryAfterSeconds : undefined;
  return asked === undefined ? pauseMs : asked * 1000;
}
