import type { ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { strategyName } from './oidc.strategy.js';
import type { StrategyTask } from './strategy-task.js';

/** What passport needs of a response: a status, one header and an end. */
interface PassportResponse {
  statusCode: number;
  setHeader(name: string, value: string): void;
  end(): void;
}

/** passport uses Node's response; this sends its one redirect by Fastify, so that hooks and cookies work. */
function passportResponse(reply: FastifyReply): PassportResponse {
  let location = '';
  return {
    statusCode: 302,
    setHeader(name, value) {
      location = name.toLowerCase() === 'location' ? value : location;
    },
    end() {
      void reply.redirect(location, this.statusCode);
    },
  };
}

/** Sends requests to the strategy with a task; the subclasses choose the task. */
export abstract class EntraAuthGuard extends AuthGuard(strategyName) {
  getResponse(context: ExecutionContext): unknown {
    return passportResponse(context.switchToHttp().getResponse<FastifyReply>());
  }

  override async getAuthenticateOptions(context: ExecutionContext): Promise<{ task: StrategyTask } & object> {
    const http = context.switchToHttp();
    return { task: await this.taskFor(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()) };
  }

  /** Differs from the library's: a failure is passed on unchanged. */
  override handleRequest<T>(error: unknown, user: T | false | null): T {
    if (error !== null && error !== undefined) {
      throw error as Error;
    }
    if (user === false || user === null) {
      throw new Error('the strategy ended without a user and without a failure');
    }
    return user;
  }

  /** True when the strategy ends with a user; it never ends when the strategy redirects. */
  protected async passStrategy(context: ExecutionContext): Promise<boolean> {
    return (await super.canActivate(context)) === true;
  }

  protected abstract taskFor(request: FastifyRequest, reply: FastifyReply): StrategyTask | Promise<StrategyTask>;
}
