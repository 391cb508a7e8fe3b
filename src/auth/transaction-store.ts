import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { fingerprint, hasFingerprint } from '../common/index.js';
import { isPermission } from '../config/index.js';
import { keyName, KeyValueStore, RecordCipher } from '../redis/index.js';
import { transactionTtlSeconds } from './transaction-cookie.js';
import type { Transaction } from './transaction.js';

const schema = z.object({
  purpose: z.enum(['sign_in', 'consent', 'step_up', 'admin_consent']),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: z.string(),
  permissions: z.array(z.string().refine(isPermission)),
  session: z.object({ userTag: z.string(), id: z.string() }).optional(),
  expectedUserId: z.string().optional(),
  claims: z.string().optional(),
  createdAt: z.number(),
  bindingFingerprint: z.string(),
});

/** Names a transaction without giving its state away. */
export function transactionIdOf(state: string): string {
  return fingerprint(state);
}

/** Pending transactions: each is taken out once, by whoever comes first, and only then looked at. */
@Injectable()
export class TransactionStore {
  constructor(
    private readonly store: KeyValueStore,
    private readonly cipher: RecordCipher,
  ) {}

  async put(transaction: Transaction, binding: string): Promise<void> {
    const key = keyOf(transaction.state);
    const record = { ...transaction, bindingFingerprint: fingerprint(binding) };
    const value = this.cipher.seal(key, JSON.stringify(record));
    await this.store.commit({
      expect: [{ key, value: null }],
      writes: [{ kind: 'set', key, value, ttlMs: transactionTtlSeconds * 1000 }],
    });
  }

  /** Undefined when it is unknown, used, expired, or was begun in another browser. */
  async take(state: string, binding: string | undefined): Promise<Transaction | undefined> {
    const key = keyOf(state);
    const sealed = await this.store.take(key);
    const plaintext = sealed === null ? undefined : this.cipher.open(key, sealed);
    const { data } = schema.safeParse(plaintext === undefined ? undefined : JSON.parse(plaintext.toString()));
    if (data === undefined || binding === undefined) {
      return undefined;
    }
    const { bindingFingerprint, session, expectedUserId, claims, ...rest } = data;
    return hasFingerprint(binding, bindingFingerprint) ? { ...rest, session, expectedUserId, claims } : undefined;
  }
}

function keyOf(state: string): string {
  return keyName('transaction', transactionIdOf(state));
}
