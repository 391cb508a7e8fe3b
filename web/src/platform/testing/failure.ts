import { type Problem, ProblemError } from '../../client/index.js';

/** What a call rejects with when the service answers with this code. */
export function failure(code: string): ProblemError {
  return new ProblemError({ code, status: 503, title: '', traceId: undefined } as Problem);
}
