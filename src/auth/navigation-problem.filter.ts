import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { currentTraceId, Logger } from '../common/index.js';
import { problemOf, sendProblem } from '../http/index.js';
import { AppConfig } from '../config/index.js';
import { authErrorLocation } from './auth-error-location.js';

/**
 * A person who navigates cannot read problem+json: failures that are not their mistake redirect to the error page.
 * Other clients, and invalid requests, get the problem.
 */
@Catch()
export class NavigationProblemFilter implements ExceptionFilter {
  constructor(
    private readonly config: AppConfig,
    private readonly logger: Logger,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (problem.status < 500) {
      sendProblem(reply, problem);
      return;
    }
    this.logger.failure({ problem: problem.code, err: problem.cause }, 'navigation failed');
    const request = http.getRequest<FastifyRequest>();
    if (!acceptsHtml(request)) {
      sendProblem(reply, problem);
      return;
    }
    const code = problem.code === 'identity_provider_unavailable' ? problem.code : 'sign_in_failed';
    await reply.redirect(
      authErrorLocation(this.config.frontends.of(request).authErrorPath, code, currentTraceId()),
      303,
    );
  }
}

function acceptsHtml({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}
