import { jsonOf } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

describe('rate limits', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair({
      RATE_LIMIT_PER_SESSION: '10',
      RATE_LIMIT_PER_ADDRESS: '5',
      TRUSTED_PROXIES: '127.0.0.1,::1',
    });
  }, 60_000);

  afterAll(() => system.close());

  const logins = async (client: string, times: number, path = '/auth/login'): Promise<number[]> => {
    const statuses: number[] = [];
    for (let each = 0; each < times; each++) {
      const answer = await system.browser().hop(path, { 'x-forwarded-for': client });
      statuses.push(answer.status);
    }
    return statuses;
  };

  it('are per session and replica: one that requests too much is given a Retry-After, another is not delayed', async () => {
    const greedy = await system.signedIn('alice@contoso.example');
    const modest = await system.signedIn('alice@contoso.example');
    const answers = [];
    for (let each = 0; each < 12 * system.endpoints.length; each++) {
      answers.push(await greedy.xhr('GET', '/auth/sessions'));
    }

    const last = answers.at(-1);
    expect(answers.map(({ status }) => status)).toContain(200);
    expect(last?.status).toBe(429);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last && jsonOf(last)).toMatchObject({ code: 'throttled', status: 429 });
    expect((await modest.xhr('GET', '/auth/sessions')).status).toBe(200);
    expect((await greedy.navigate('/health/live')).status).toBe(200);
  });

  it('are per client address over all replicas on the way to sign in, by the headers of the trusted proxy', async () => {
    expect(await logins('203.0.113.7', 6)).toEqual([302, 302, 302, 302, 302, 429]);
    expect(await logins('203.0.113.8', 1)).toEqual([302]);
  });

  it('count the same address in other letters', async () => {
    expect(await logins('203.0.113.10', 6, '/%61uth/logi%6E')).toEqual([302, 302, 302, 302, 302, 429]);
  });

  it('hold while Redis is unavailable, and then in each process separately', async () => {
    await system.redis.down();

    expect((await logins('203.0.113.9', 6 * system.endpoints.length)).slice(-1)).toEqual([429]);
    await system.redis.up();
  });
});
