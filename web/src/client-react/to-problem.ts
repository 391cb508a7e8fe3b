import { type Problem, problemOf } from '../client/index.js';

/** What a failed call says; anything that isn't a problem is an error of the program and stays one. */
export function toProblem(error: unknown): Problem {
  const problem = problemOf(error);
  if (problem === undefined) {
    throw error;
  }
  return problem;
}
