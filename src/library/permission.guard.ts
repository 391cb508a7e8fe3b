import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

import { Problem } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { attachedSession, loginUrl } from '../session/index.js';
import { AccessTokens } from '../tokens/index.js';

export const requiredPermissions = Reflector.createDecorator<readonly string[]>();

/** Permits a request when its user has granted what the handler requires; otherwise returns the prompt for it. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: AppConfig,
    private readonly tokens: AccessTokens,
  ) {}

  /**
   * @throws InteractionRequired, SignInRequired, Problem as `AccessTokens.acquire`
   * @throws RangeError for a permission that is neither ours nor in `APIS_FILE`
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const required = this.reflector.get(requiredPermissions, context.getHandler());
    const session = attachedSession(context.switchToHttp().getRequest<FastifyRequest>());
    if (session === undefined) {
      throw new Problem('login_required', { members: { loginUrl } });
    }
    const { permissions: catalogue } = this.config;
    const permissions = required.map((name) => {
      if (!catalogue.has(name)) {
        throw new RangeError(`there is no permission ${name}; add it to APIS_FILE`);
      }
      return name;
    });
    // A token is for one resource.
    for (const resource of catalogue.resourcesOf(permissions)) {
      const ofOne = permissions.filter((name) => catalogue.resourcesOf([name]).includes(resource));
      await this.tokens.acquire(session, ofOne);
    }
    return true;
  }
}
