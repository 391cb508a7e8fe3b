import type { FastifyReply, FastifyRequest } from 'fastify';

import type { AuthorizationRequest } from './authorization-request.js';
import type { RedeemedAccount } from './code-received.js';
import type { IdTokenClaims } from './id-token.js';
import type { Transaction } from './transaction.js';

interface OneRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface BeginTask extends OneRequest {
  readonly kind: 'begin';
  readonly authorization: AuthorizationRequest;
}

export interface CallbackTask extends OneRequest {
  readonly kind: 'callback';
}

/** What a guard asks the strategy to do; never decided by the shape of the request. */
export type StrategyTask = BeginTask | CallbackTask;

/** A round trip that has succeeded: who came back, and from which transaction. */
export interface SignedInUser {
  readonly claims: IdTokenClaims;
  readonly account: RedeemedAccount;
  readonly transaction: Transaction;
}
