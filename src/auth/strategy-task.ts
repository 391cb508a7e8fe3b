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

/** The task of a guard for the strategy; never decided by the layout of the request. */
export type StrategyTask = BeginTask | CallbackTask;

/** A successful round trip: its user and its transaction. */
export interface SignedInUser {
  readonly claims: IdTokenClaims;
  readonly account: RedeemedAccount;
  readonly transaction: Transaction;
}
