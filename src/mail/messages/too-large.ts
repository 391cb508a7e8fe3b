import { GraphProblem } from '../../graph/index.js';
import { TransportFailure } from '../../http/index.js';

/** Whether an answer of Graph was longer than the service reads into memory, as with films embedded in the HTML. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof GraphProblem && error.cause instanceof TransportFailure && error.cause.kind === 'too_large';
}
