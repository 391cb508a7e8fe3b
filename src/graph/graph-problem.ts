import { Problem, type ProblemCode } from '../common/index.js';

interface GraphProblemOptions {
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
  /** Whether the request may have been carried out although no success was seen. */
  readonly isOutcomeUnknown?: boolean;
}

/** A failure on Graph's side of the service. */
export class GraphProblem extends Problem {
  readonly isOutcomeUnknown: boolean;

  constructor(code: ProblemCode, { isOutcomeUnknown = false, ...options }: GraphProblemOptions = {}) {
    super(code, options);
    this.isOutcomeUnknown = isOutcomeUnknown;
  }
}
