import { Controller, Inject, Req, RequestMapping, RequestMethod, Res, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ApiExcludeController } from '../common/index.js';
import type { ApiConfig, ApiMethod } from '../config/index.js';
import { Route, stream } from '../http/index.js';
import { CurrentSession, type LiveSession } from '../session/index.js';
import { ApiProxy } from './api-proxy.js';

/**
 * The controller of an API: a handler for each method, declared as every other route is. They are generated, because
 * the configuration names them; GET brings HEAD by Fastify's own rule.
 */
export function controllerOf(api: ApiConfig): Type {
  class ApiController {
    constructor(readonly proxy: ApiProxy) {}
  }
  Object.defineProperty(ApiController, 'name', { value: `Api${api.name}Controller` });
  Inject(ApiProxy)(ApiController, undefined, 0);
  for (const method of methodsOf(api)) {
    const name = method.toLowerCase();
    const handler = function (
      this: ApiController,
      session: LiveSession,
      request: FastifyRequest,
      reply: FastifyReply,
    ): Promise<void> {
      return this.proxy.handle(api, session, request, reply);
    };
    Object.defineProperty(ApiController.prototype, name, { value: handler, configurable: true, writable: true });
    declareHandler(api, method, ApiController.prototype, name);
  }
  Controller(api.prefix.slice(1))(ApiController);
  ApiExcludeController()(ApiController);
  return ApiController;
}

function methodsOf({ methods }: ApiConfig): readonly ApiMethod[] {
  const unique = [...new Set(methods)];
  return unique.includes('GET') ? unique.filter((method) => method !== 'HEAD') : unique;
}

function declareHandler(api: ApiConfig, method: ApiMethod, prototype: object, name: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (descriptor === undefined) {
    throw new TypeError('a handler that is not there');
  }
  const isSafe = method === 'GET' || method === 'HEAD';
  RequestMapping({ path: ['', '*'], method: RequestMethod[method] })(prototype, name, descriptor);
  Route({
    access: 'session',
    // Ordinary calls do, but a call whose response is a stream of events does not: only the response shows it
    // (ApiProxy).
    extendsIdle: false,
    permissions: isSafe ? api.permissions : api.writePermissions,
    ...(isSafe ? {} : { body: stream(api.bodyLimitBytes) }),
  })(prototype, name, descriptor);
  CurrentSession()(prototype, name, 0);
  Req()(prototype, name, 1);
  Res()(prototype, name, 2);
}
