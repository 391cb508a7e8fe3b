import { type Problem, problemOf } from '../client/index.js';

/** The problem of a failed call. Any other error is a programming error, and is thrown again. */
export function toProblem(error: unknown): Problem {
  const problem = problemOf(error);
  if (problem === undefined) {
    throw error;
  }
  return problem;
}
