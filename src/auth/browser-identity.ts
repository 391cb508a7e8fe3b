import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { browserOf, newBrowserId, type Browser } from '../session/index.js';
import { pendingTransactions } from './transaction-cookie.js';
import { TransactionStore } from './transaction-store.js';

/**
 * The browser of a request. Before its first sign-in it has no name. Then the oldest sign-in that it has begun names
 * it, so that two which return at the same moment belong to one browser.
 */
@Injectable()
export class BrowserIdentity {
  constructor(private readonly transactions: TransactionStore) {}

  of(request: FastifyRequest): Browser {
    return browserOf(request) ?? { id: this.#pendingId(request) ?? newBrowserId(), userTag: undefined };
  }

  #pendingId(request: FastifyRequest): string | undefined {
    for (const { id, value } of pendingTransactions(request)) {
      const browser = this.transactions.browserOf(id, value);
      if (browser !== undefined) {
        return browser;
      }
    }
    return undefined;
  }
}
