import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Clock, fingerprint, hasFingerprint, randomId } from '../common/index.js';
import { isPermission } from '../config/index.js';
import {
  changeValue,
  deletion,
  hashTag,
  keyName,
  KeyValueStore,
  RecentMarks,
  RecordCipher,
  RecordCodec,
  recordIn,
} from '../redis/index.js';
import { transactionTtlSeconds } from './transaction-cookie.js';
import type { SessionHandle, Transaction } from './transaction.js';

const ttlMs = transactionTtlSeconds * 1_000;
/** Of one user; beyond, the oldest is evicted. */
const mostPerUser = 20;

const schema = z.object({
  purpose: z.enum(['sign_in', 'consent', 'step_up', 'admin_consent']),
  frontend: z.string().optional(),
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: z.string(),
  permissions: z.array(z.string().refine(isPermission)),
  session: z.object({ userTag: z.string(), id: z.string() }).optional(),
  browser: z.string().optional(),
  expectedUserId: z.string().optional(),
  accountType: z.enum(['work', 'personal']).optional(),
  claims: z.string().optional(),
  prompt: z.string().optional(),
  createdAt: z.number(),
});
const storedSchema = schema.extend({ bindingFingerprint: z.string() });
type Sealed = z.output<typeof schema>;

/**
 * The content of the cookie for a transaction in the store: its location, and the secret that binds it to the browser.
 */
const storedCookie = /^(?<userTag>[\w-]{22})\.(?<binding>[\w-]{43})$/;

/** Names a transaction without revealing its state. */
export function transactionIdOf(state: string): string {
  return fingerprint(state);
}

/**
 * Pending transactions. Each is consumed once, by the first caller, and only then read. A transaction of a signed-in
 * user is in the store, in a bounded list of its user. A transaction of an anonymous client, who only wants to sign in,
 * is sealed in its own cookie: nobody can fill the store with unfinished sign-ins. That it was consumed is marked in a
 * store of fixed size (ADR 41).
 */
@Injectable()
export class TransactionStore {
  readonly #taken: RecentMarks;
  readonly #stored: RecordCodec<typeof storedSchema>;
  /** In a cookie. Not reported: anybody may send any cookie. */
  readonly #sealed: RecordCodec<typeof schema>;

  constructor(
    private readonly store: KeyValueStore,
    cipher: RecordCipher,
    private readonly clock: Clock,
  ) {
    this.#taken = new RecentMarks(store, 'transaction');
    this.#stored = new RecordCodec(storedSchema, cipher);
    this.#sealed = new RecordCodec(schema, cipher.unreported);
  }

  /** The value of the transaction's cookie. */
  async put({ state, ...transaction }: Transaction): Promise<string> {
    const { purpose, session, permissions } = transaction;
    const record = { ...transaction, permissions: [...permissions] };
    if (purpose === 'sign_in' || session === undefined) {
      return this.#sealed.encodeText(sealedName(transactionIdOf(state)), record);
    }
    const binding = randomId();
    const key = keyOf(session, state);
    const bindingFingerprint = fingerprint(binding);
    await this.#save(session, key, this.#stored.encode(key, { ...record, bindingFingerprint }));
    return `${session.userTag}.${binding}`;
  }

  /** Undefined when it is unknown, used, expired, or was begun in another browser, which has no cookie for it. */
  async take(state: string, cookie: string | undefined): Promise<Transaction | undefined> {
    const id = transactionIdOf(state);
    if (!(await this.#taken.claim(id, this.clock.now()))) {
      return undefined;
    }
    const { userTag, binding } = storedCookie.exec(cookie ?? '')?.groups ?? {};
    const taken =
      userTag === undefined || binding === undefined
        ? this.#openInTime(id, cookie)
        : await this.#takeStored(state, userTag, binding);
    if (taken === undefined) {
      return undefined;
    }
    const { session, expectedUserId, claims, ...rest } = taken;
    return { ...rest, state, session, expectedUserId, claims };
  }

  /** The browser in which a pending sign-in began; `id` as in the name of its cookie. */
  browserOf(id: string, cookie: string): string | undefined {
    return this.#open(id, cookie)?.browser;
  }

  #openInTime(id: string, cookie = ''): Sealed | undefined {
    const sealed = this.#open(id, cookie);
    return sealed !== undefined && sealed.createdAt + ttlMs > this.clock.now() ? sealed : undefined;
  }

  #open(id: string, cookie: string): Sealed | undefined {
    return recordIn(this.#sealed.decodeText(sealedName(id), cookie));
  }

  async #takeStored(state: string, userTag: string, binding: string): Promise<Sealed | undefined> {
    const key = keyOf({ userTag }, state);
    const taken = recordIn(this.#stored.decode(key, await this.store.take(key)));
    return taken !== undefined && hasFingerprint(binding, taken.bindingFingerprint) ? schema.parse(taken) : undefined;
  }

  async #save({ userTag }: SessionHandle, key: string, value: Buffer): Promise<void> {
    const index = keyName('transaction', hashTag(userTag), 'open');
    await changeValue(
      this.store,
      index,
      (before) => {
        const open = before === null ? [] : before.toString().split(' ');
        const surplus = open.slice(0, Math.max(0, open.length + 1 - mostPerUser));
        return [
          { kind: 'set', key, value, ttlMs },
          { kind: 'set', key: index, value: [...open.slice(surplus.length), key].join(' '), ttlMs },
          ...surplus.map(deletion),
        ];
      },
      'write',
    );
  }
}

function sealedName(id: string): string {
  return keyName('transaction', id.slice(0, 22));
}

function keyOf({ userTag }: Pick<SessionHandle, 'userTag'>, state: string): string {
  return keyName('transaction', hashTag(userTag), transactionIdOf(state));
}
