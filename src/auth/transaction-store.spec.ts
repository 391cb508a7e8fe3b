import { jest } from '@jest/globals';

import { Logger, NoMetrics, Secret } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { EmbeddedKeyValueStore, RecordCipher } from '../redis/index.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { transactionTtlSeconds } from './transaction-cookie.js';
import { transactionIdOf, TransactionStore } from './transaction-store.js';
import type { Transaction } from './transaction.js';

const config = { encryptionKeys: [{ id: 'k', key: new Secret(Buffer.alloc(32, 7)) }] } as unknown as AppConfig;

function storeWith(clock: FakeClock): { transactions: TransactionStore; records: EmbeddedKeyValueStore } {
  const records = new EmbeddedKeyValueStore(clock);
  return {
    transactions: new TransactionStore(records, new RecordCipher(config, new Logger('silent'), new NoMetrics()), clock),
    records,
  };
}

const userTag = 'the-tag-of-a-user-1234';
const consent: Transaction = {
  purpose: 'consent',
  state: 'the-state',
  nonce: 'the-nonce',
  codeVerifier: 'the-verifier',
  returnTo: '/mail',
  permissions: ['mail.send'],
  session: { userTag, id: 'handle' },
  browser: 'the-browser',
  expectedUserId: 'uid.utid',
  claims: '{"access_token":{}}',
  createdAt: 1,
};

describe.each([
  ['a consent, which is in the store', consent],
  ['a sign-in, which is in its cookie', { ...consent, purpose: 'sign_in', session: undefined } as const],
])('a pending transaction of %s', (_, kind) => {
  let clock: FakeClock;
  let transactions: TransactionStore;
  let records: EmbeddedKeyValueStore;
  let transaction: Transaction;

  beforeEach(() => {
    clock = new FakeClock();
    ({ transactions, records } = storeWith(clock));
    transaction = { ...kind, createdAt: clock.now() };
  });

  it('is consumed by the browser that it is bound to, with all of its data', async () => {
    const cookie = await transactions.put(transaction);
    await expect(transactions.take('the-state', cookie)).resolves.toEqual(transaction);
  });

  it('is consumed once', async () => {
    const cookie = await transactions.put(transaction);
    const taken = await Promise.all([1, 2, 3].map(() => transactions.take('the-state', cookie)));
    expect(taken.filter((one) => one !== undefined)).toHaveLength(1);
  });

  it.each([
    ['another browser', `${userTag}.${'b'.repeat(43)}`],
    ['a binding of another length', 'b'],
    ['no browser that is known', undefined],
  ])('is consumed and not given to %s', async (_who, other) => {
    const cookie = await transactions.put(transaction);
    await expect(transactions.take('the-state', other)).resolves.toBeUndefined();
    await expect(transactions.take('the-state', cookie)).resolves.toBeUndefined();
  });

  it('is unknown under another state', async () => {
    const cookie = await transactions.put(transaction);
    await expect(transactions.take('another-state', cookie)).resolves.toBeUndefined();
  });

  it.each([{ nonce: 1 }, { permissions: ['mail gone'] }])(
    'is unknown when another version wrote it: %j',
    async (changes) => {
      const cookie = await transactions.put({ ...transaction, ...changes } as unknown as Transaction);
      await expect(transactions.take('the-state', cookie)).resolves.toBeUndefined();
    },
  );

  it('lives for ten minutes', async () => {
    const cookies = [await transactions.put(transaction), await transactions.put({ ...transaction, state: 'second' })];
    clock.advance(transactionTtlSeconds * 1000 - 1);
    await expect(transactions.take('the-state', cookies[0])).resolves.toBeDefined();
    clock.advance(1);
    await expect(transactions.take('second', cookies[1])).resolves.toBeUndefined();
  });

  it('shows its state, nonce, verifier and path neither in the store nor in the cookie', async () => {
    const stored: string[] = [];
    const commit = records.commit.bind(records);
    records.commit = (batch) => {
      stored.push(
        ...batch.writes.map((write) => `${write.key} ${'value' in write ? write.value.toString('latin1') : ''}`),
      );
      return commit(batch);
    };
    const cookie = await transactions.put(transaction);
    const decoded = Buffer.from(cookie, 'base64url').toString('latin1');

    expect(`${stored.join()} ${cookie} ${decoded}`).not.toMatch(/the-state|the-nonce|the-verifier|mail/);
  });
});

describe('pending transactions', () => {
  it('of anonymous clients store nothing until they return, and then a mark in a store of fixed size', async () => {
    const { transactions, records } = storeWith(new FakeClock());
    const commit = jest.spyOn(records, 'commit');
    const signIn: Transaction = { ...consent, purpose: 'sign_in', session: undefined };
    for (let each = 0; each < 1_000; each++) {
      await transactions.put({ ...signIn, state: `state ${each}` });
    }
    expect(commit).not.toHaveBeenCalled();

    await transactions.take('state 1', 'x');

    expect(commit.mock.calls.flatMap(([{ writes }]) => writes).map(({ key }) => key)).toEqual([
      expect.stringMatching(/^bff:transaction:v1:recent:\d{1,4}$/),
    ]);
  });

  it('of one user are limited to twenty; the oldest is removed', async () => {
    const clock = new FakeClock();
    const { transactions } = storeWith(clock);
    const cookies: string[] = [];
    for (let each = 0; each < 22; each++) {
      cookies.push(await transactions.put({ ...consent, state: `state ${each}`, createdAt: clock.now() }));
    }
    const taken = await Promise.all(cookies.map((cookie, each) => transactions.take(`state ${each}`, cookie)));

    expect(taken.map((one) => one !== undefined)).toEqual([false, false, ...Array<boolean>(20).fill(true)]);
  });

  it('reveal the browser that began one to the holder of its cookie', async () => {
    const { transactions } = storeWith(new FakeClock());
    const cookie = await transactions.put({ ...consent, purpose: 'sign_in', session: undefined });
    const id = transactionIdOf('the-state');

    expect(transactions.browserOf(id.slice(0, 22), cookie)).toBe('the-browser');
    expect(transactions.browserOf(transactionIdOf('another').slice(0, 22), cookie)).toBeUndefined();
    expect(transactions.browserOf(id, 'anything')).toBeUndefined();
  });
});
