import { SystemClock } from '../../common/index.js';
import type { GraphCall, GraphClient } from '../../graph/index.js';
import { EmbeddedKeyValueStore, Leases } from '../../redis/index.js';
import { liveSession } from '../../../test/support/mail-session.js';
import { BlockedSenders } from './blocked-senders.js';
import { senderRulesIn } from './sender-rules.js';

const session = liveSession('alice');

interface Rule {
  readonly id: string;
  readonly conditions: unknown;
}

/** Rules of one inbox, each response one turn of the event loop later. */
class FakeRules {
  rules: Rule[] = [];
  /** Runs once after the next change, as another program's change would. */
  overwrite: (() => void) | undefined;
  #created = 0;

  async json(_: unknown, { method, path, body }: Pick<GraphCall, 'method' | 'path' | 'body'>): Promise<unknown> {
    if (path.includes('junkemail')) {
      return { id: 'junk' };
    }
    const seen = { value: this.rules };
    await new Promise((resolve) => setImmediate(resolve));
    if (method === 'GET') {
      return seen;
    }
    const id = path.split('/').at(-1);
    if (method === 'POST') {
      this.#created += 1;
      this.rules = [...this.rules, { ...(body as Rule), id: `rule-${this.#created}` }];
    } else if (method === 'PATCH') {
      this.rules = this.rules.map((rule) => (rule.id === id ? { ...rule, ...(body as Rule), id: rule.id } : rule));
    } else {
      this.rules = this.rules.filter((rule) => rule.id !== id);
    }
    const { overwrite } = this;
    this.overwrite = undefined;
    overwrite?.();
    return undefined;
  }
}

/** Two replicas of the service, one mailbox. */
function replicas(): { fake: FakeRules; one: BlockedSenders; other: BlockedSenders } {
  const fake = new FakeRules();
  const clock = new SystemClock();
  const leases = new Leases(new EmbeddedKeyValueStore(clock));
  const replica = (): BlockedSenders => new BlockedSenders(fake as unknown as GraphClient, leases, clock);
  return { fake, one: replica(), other: replica() };
}

async function listed(senders: BlockedSenders): Promise<string[]> {
  return (await senders.list(session)).items.map(({ address }) => address).sort();
}

describe('blocked senders', () => {
  it('are all stored when several windows block at once at several replicas', async () => {
    const { fake, one, other } = replicas();
    await Promise.all([one.block(session, 'a@x.example'), other.block(session, 'b@x.example')]);
    await Promise.all([
      one.block(session, 'c@x.example'),
      other.unblock(session, 'a@x.example'),
      other.block(session, 'd@x.example'),
    ]);

    expect(await listed(one)).toEqual(['b@x.example', 'c@x.example', 'd@x.example']);
    expect(fake.rules).toHaveLength(1);
  });

  it('are written again where another program has overwritten them', async () => {
    const { fake, one } = replicas();
    await one.block(session, 'a@x.example');
    const before = fake.rules;
    fake.overwrite = () => {
      fake.rules = before;
    };
    await one.block(session, 'b@x.example');

    expect(await listed(one)).toEqual(['a@x.example', 'b@x.example']);
  });

  it('are unblocked in each rule that contains them', async () => {
    const { fake, one } = replicas();
    await one.block(session, 'a@x.example');
    fake.rules = fake.rules.flatMap((rule) => [rule, { ...rule, id: 'rule-of-another' }]);
    expect(await listed(one)).toEqual(['a@x.example']);
    await one.unblock(session, 'a@x.example');

    expect(fake.rules).toEqual([]);
  });

  it('are limited to what a rule can hold', async () => {
    const { fake, one } = replicas();
    await one.block(session, 'a@x.example');
    const fromAddresses = Array.from({ length: 500 }, (_, at) => ({ emailAddress: { address: `${at}@x.example` } }));
    fake.rules = fake.rules.map((rule) => ({ ...rule, conditions: { fromAddresses } }));

    await expect(one.block(session, 'one@x.example')).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('a rule of the inbox', () => {
  const from = (address: string): object => ({ emailAddress: { name: address, address } });
  const rule = {
    id: '1',
    displayName: 'Blocked senders',
    isEnabled: true,
    isReadOnly: false,
    conditions: { fromAddresses: [from('A@x.example')], subjectContains: null },
    exceptions: null,
  };

  it('blocks senders', () => {
    expect(senderRulesIn([rule])).toEqual([{ id: '1', addresses: ['a@x.example'] }]);
  });

  it.each([
    ['has another name', { displayName: 'Mine' }],
    ['is turned off', { isEnabled: false }],
    ['can’t be changed', { isReadOnly: true }],
    ['has another condition', { conditions: { ...rule.conditions, subjectContains: ['win'] } }],
    ['has an exception', { exceptions: { sentToMe: true } }],
    ['names nobody', { conditions: { fromAddresses: [] } }],
  ])('is the user’s own where it %s', (_, difference) => {
    expect(senderRulesIn([{ ...rule, ...difference }, null])).toEqual([]);
  });
});
