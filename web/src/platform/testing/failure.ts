import { type Problem, ProblemError } from '../../client/index.js';

/** The rejection of a call when the service responds with this code. */
export function failure(code: string): ProblemError {
  return new ProblemError({ code, status: 503, title: '', traceId: undefined } as Problem);
}
