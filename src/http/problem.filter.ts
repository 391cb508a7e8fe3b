import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { Logger, Problem, type ProblemCode, currentTraceId } from '../common/index.js';

const codeOfStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid_request',
  401: 'login_required',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  // Too long for the router, and so for every id.
  414: 'not_found',
  415: 'unsupported_media_type',
  429: 'throttled',
};

/** The last handler of every failure: a documented problem, or `internal_error` with the cause in the log only. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error);
    this.#logFailure(problem);
    sendProblem(reply, problem);
  }

  #logFailure(problem: Problem): void {
    if (problem.status >= 500) {
      this.logger.failure({ problem: problem.code, err: problem.cause }, 'request failed');
    }
  }
}

const sent = new WeakMap<FastifyReply, Problem>();

/** For the log: the problem of the reply. */
export function problemSentBy(reply: FastifyReply): Problem | undefined {
  return sent.get(reply);
}

export function noteProblem(reply: FastifyReply, problem: Problem): void {
  sent.set(reply, problem);
}

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  if (reply.sent) {
    noteProblem(reply, problem);
    reply.raw.destroy();
    return;
  }
  void reply.send(writeProblem(reply, problem));
}

/** Sets status and headers of the problem on the reply, and returns its body. */
export function writeProblem(reply: FastifyReply, problem: Problem): string {
  noteProblem(reply, problem);
  void reply.status(problem.status).headers(problem.headers).type('application/problem+json; charset=utf-8');
  return JSON.stringify(problem.toDocument(currentTraceId() ?? reply.request.id));
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  const code = codeOfStatus[statusOf(error)];
  if (code === undefined) {
    return new Problem('internal_error', { cause: error });
  }
  if (code === 'invalid_request') {
    return new Problem(code, {
      members: { errors: [{ path: '', message: 'The request could not be read.' }] },
      cause: error,
    });
  }
  return new Problem(code, { cause: error });
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) {
    return error.getStatus();
  }
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
}
