import { Observed } from '../../test/support/observed.js';
import { Problem } from '../common/index.js';
import type { EntraAuthorities } from '../entra/index.js';
import type { KeyValueStore } from '../redis/index.js';
import { Readiness } from './readiness.js';

type Discovery = 'found' | 'lost' | 'hanging';

describe('readiness', () => {
  let observed: Observed;
  let tenants: Record<string, Discovery>;
  let readiness: Readiness;

  beforeEach(() => {
    observed = new Observed();
    tenants = { one: 'found', two: 'found' };
    const metadata = (tenant: string): Promise<unknown> => {
      switch (tenants[tenant]) {
        case 'found':
          return Promise.resolve({});
        case 'hanging':
          return new Promise(() => undefined);
        default:
          return Promise.reject(new Problem('identity_provider_unavailable'));
      }
    };
    const all = ['one', 'two'].map((tenant) => ({
      url: `https://login.example/${tenant}`,
      metadata: () => metadata(tenant),
    }));
    const store = { ping: () => Promise.resolve() } as unknown as KeyValueStore;
    readiness = new Readiness(store, { all } as unknown as EntraAuthorities, observed.logger);
  });

  it.each<[Discovery, Discovery, string]>([
    ['found', 'found', 'ready'],
    ['lost', 'found', 'ready'],
    ['hanging', 'found', 'ready'],
    ['lost', 'lost', 'not_ready'],
  ])('with a tenant that is %s and another that is %s is: %s', async (one, two, status) => {
    tenants = { one, two };

    expect(await readiness.report()).toEqual({ status, missing: status === 'ready' ? [] : ['discovery'] });
  });

  it('logs an unavailable tenant once, and once when it is available again', async () => {
    tenants = { one: 'found', two: 'lost' };
    await readiness.report();
    await readiness.report();
    tenants = { one: 'found', two: 'found' };
    await readiness.report();
    await readiness.report();

    const lines = observed.lines.map((line) => JSON.parse(line) as { level: string; authority: string });
    expect(lines.map(({ level, authority }) => [level, authority])).toEqual([
      ['warn', 'https://login.example/two'],
      ['info', 'https://login.example/two'],
    ]);
  });
});
