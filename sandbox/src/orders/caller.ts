import type { FastifyRequest } from 'fastify';
import type { GraphCaller } from '../model.js';

const callers = new WeakMap<FastifyRequest, GraphCaller>();

export function rememberCaller(request: FastifyRequest, caller: GraphCaller): void {
  callers.set(request, caller);
}

/** Who calls, once the token was checked. */
export function callerOf(request: FastifyRequest): GraphCaller {
  const caller = callers.get(request);
  if (caller === undefined) {
    throw new Error('The request was not authorised.');
  }
  return caller;
}
