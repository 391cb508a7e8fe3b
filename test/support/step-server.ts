import Fastify, { type FastifyInstance } from 'fastify';

import type { RoutePolicy } from '../../src/common/index.js';
import { policyFrom, type RouteDeclaration } from '../../src/http/route.decorator.js';
import { RouteTable } from '../../src/http/route-table.js';

/** Fastify with the table of routes, for tests of single steps of the pipeline. */
export class StepServer {
  readonly fastify: FastifyInstance;
  readonly routes = new RouteTable();

  constructor(options: object = {}) {
    this.fastify = Fastify({ forceCloseConnections: true, ...options });
    this.routes.watch(this.fastify);
  }

  /** A route that returns what it was sent. */
  serve(method: 'GET' | 'POST' | 'DELETE', url: string, declaration: RouteDeclaration): this {
    this.fastify.route({
      method,
      url,
      config: { policy: policyOf(declaration) },
      handler: (request, reply) => reply.send({ body: request.body ?? null }),
    });
    return this;
  }

  listen(): Promise<string> {
    return this.fastify.listen({ host: '127.0.0.1', port: 0 });
  }

  close(): Promise<void> {
    return this.fastify.close();
  }
}

/** A declaration that is known to be complete. */
export function policyOf(declaration: RouteDeclaration): RoutePolicy {
  const policy = policyFrom(declaration);
  if (policy === undefined) {
    throw new Error('the declaration is not complete');
  }
  return policy;
}
