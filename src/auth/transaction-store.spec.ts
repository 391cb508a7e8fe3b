import { Logger, NoMetrics, Secret } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { EmbeddedKeyValueStore, RecordCipher } from '../redis/index.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { transactionTtlSeconds } from './transaction-cookie.js';
import { TransactionStore } from './transaction-store.js';
import type { Transaction } from './transaction.js';

const config = { encryptionKeys: [{ id: 'k', key: new Secret(Buffer.alloc(32, 7)) }] } as unknown as AppConfig;

function storeWith(clock: FakeClock): { transactions: TransactionStore; records: EmbeddedKeyValueStore } {
  const records = new EmbeddedKeyValueStore(clock);
  return {
    transactions: new TransactionStore(records, new RecordCipher(config, new Logger('silent'), new NoMetrics())),
    records,
  };
}

const transaction: Transaction = {
  purpose: 'consent',
  state: 'the-state',
  nonce: 'the-nonce',
  codeVerifier: 'the-verifier',
  returnTo: '/mail',
  permissions: ['mail.send'],
  session: { userTag: 'tag', id: 'handle' },
  expectedUserId: 'uid.utid',
  claims: '{"access_token":{}}',
  createdAt: 1,
};

describe('a pending transaction', () => {
  it('is taken by the browser that it is bound to, with all that was put', async () => {
    const { transactions } = storeWith(new FakeClock());
    await transactions.put(transaction, 'binding');
    await expect(transactions.take('the-state', 'binding')).resolves.toEqual(transaction);
  });

  it('is taken once', async () => {
    const { transactions } = storeWith(new FakeClock());
    await transactions.put(transaction, 'binding');
    const taken = await Promise.all([1, 2, 3].map(() => transactions.take('the-state', 'binding')));
    expect(taken.filter((one) => one !== undefined)).toHaveLength(1);
  });

  it.each([
    ['another browser', 'another-binding'],
    ['a binding of another length', 'b'],
    ['no browser that is known', undefined],
  ])('is consumed and not given to %s', async (_who, binding) => {
    const { transactions } = storeWith(new FakeClock());
    await transactions.put(transaction, 'binding');
    await expect(transactions.take('the-state', binding)).resolves.toBeUndefined();
    await expect(transactions.take('the-state', 'binding')).resolves.toBeUndefined();
  });

  it('is unknown under another state', async () => {
    const { transactions } = storeWith(new FakeClock());
    await transactions.put(transaction, 'binding');
    await expect(transactions.take('another-state', 'binding')).resolves.toBeUndefined();
  });

  it.each([{ purpose: 'sign_up' }, { permissions: ['mail.gone'] }])(
    'is unknown when another version wrote it: %j',
    async (changes) => {
      const { transactions } = storeWith(new FakeClock());
      await transactions.put({ ...transaction, ...changes } as Transaction, 'binding');
      await expect(transactions.take('the-state', 'binding')).resolves.toBeUndefined();
    },
  );

  it('lives for ten minutes', async () => {
    const clock = new FakeClock();
    const { transactions } = storeWith(clock);
    await transactions.put(transaction, 'binding');
    await transactions.put({ ...transaction, state: 'second' }, 'binding');
    clock.advance(transactionTtlSeconds * 1000 - 1);
    await expect(transactions.take('the-state', 'binding')).resolves.toBeDefined();
    clock.advance(1);
    await expect(transactions.take('second', 'binding')).resolves.toBeUndefined();
  });

  it('is stored so that neither its key nor its value shows a state, nonce, verifier or binding', async () => {
    const stored: string[] = [];
    const records = new EmbeddedKeyValueStore(new FakeClock());
    const commit = records.commit.bind(records);
    records.commit = (batch) => {
      stored.push(
        ...batch.writes.map((write) => `${write.key} ${'value' in write ? write.value.toString('latin1') : ''}`),
      );
      return commit(batch);
    };
    const transactions = new TransactionStore(records, new RecordCipher(config, new Logger('silent'), new NoMetrics()));
    await transactions.put(transaction, 'the-binding');
    expect(stored).toHaveLength(1);
    expect(stored.join()).not.toMatch(/the-state|the-nonce|the-verifier|the-binding|mail/);
  });
});
