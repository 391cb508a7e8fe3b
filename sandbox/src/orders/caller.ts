import type { FastifyRequest } from 'fastify';
import type { AppCaller, GraphCaller } from '../model.js';

/** A user who uses an app, or an app on its own behalf. */
export interface OrdersCaller {
  /** Whose orders: the user, or the app itself. */
  readonly id: string;
  readonly name: string;
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
}

export function userCaller({ user, scopes }: GraphCaller): OrdersCaller {
  const mayWrite = scopes.has('Orders.Write');
  return { id: user.oid, name: user.username, mayRead: mayWrite || scopes.has('Orders.Read'), mayWrite };
}

export function appCaller({ clientId, roles }: AppCaller): OrdersCaller {
  return { id: clientId, name: clientId, mayRead: roles.has('Orders.Read.All'), mayWrite: false };
}

const callers = new WeakMap<FastifyRequest, OrdersCaller>();

export function rememberCaller(request: FastifyRequest, caller: OrdersCaller): void {
  callers.set(request, caller);
}

/** The caller, after the token was checked. */
export function callerOf(request: FastifyRequest): OrdersCaller {
  const caller = callers.get(request);
  if (caller === undefined) {
    throw new Error('The request was not authorised.');
  }
  return caller;
}
