import { jsonOf, type Answer } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const hourMs = 3_600_000;

/** Discovery and signing keys: bounded, validated, last-known-good, refetched on an unknown kid. */
describe('the authority', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });

  beforeEach(async () => {
    system.reset();
    await system.restart({});
  });

  afterAll(() => system.close());

  const landing = async (): Promise<string> => {
    const browser = system.browser();
    const { url } = await system.walk(browser, await browser.navigate('/auth/login?returnTo=/in'), alice);
    return url.searchParams.get('auth_error') ?? url.pathname;
  };
  const count = (point: string): number => system.sandbox.control.requests({ point }).length;
  const login = (): Promise<Answer> => system.browser().hop('/auth/login', { accept: 'application/json' });

  it('is asked once for the keys of many sign-ins', async () => {
    await Promise.all(Array.from({ length: 10 }, login));
    await landing();
    await landing();

    expect([count('discovery'), count('keys')]).toEqual([1, 1]);
  });

  it.each(['overlap', 'surprise'] as const)(
    'may change its keys (%s): the next sign-in succeeds after one more request',
    async (kind) => {
      expect(await landing()).toBe('/in');
      await system.advance(31_000);
      await system.sandbox.control.rotateKeys('work', kind);

      expect(await landing()).toBe('/in');
      expect(await landing()).toBe('/in');
      expect(count('keys')).toBe(2);
    },
  );

  it('is asked for keys at most every 30 seconds, whatever key ids arrive', async () => {
    expect(await landing()).toBe('/in');
    system.sandbox.control.addFault({ point: 'token', action: { kind: 'defect', name: 'unknown_kid' } });

    for (let each = 0; each < 3; each++) {
      expect(await landing()).toBe('sign_in_failed');
    }
    expect(count('keys')).toBe(1);
    await system.advance(31_000);
    await landing();
    await landing();
    expect(count('keys')).toBe(2);
    system.sandbox.control.clearFaults();
    expect(await landing()).toBe('/in');
  });

  it.each([
    'html',
    'truncated',
    'null',
    'empty_object',
    'empty_body',
    'array',
    'huge',
    'other_issuer',
    'http_jwks_uri',
    'foreign_jwks_uri',
    'bad_jwks_uri',
    'http_token_endpoint',
    'no_token_endpoint',
    'no_issuer',
  ])('with broken metadata (%s) is unavailable, and available again when it is fixed', async (name) => {
    system.sandbox.control.addFault({ point: 'discovery', action: { kind: 'defect', name } });

    const refused = await login();
    expect([refused.status, jsonOf(refused)['code'], refused.headers.get('retry-after')]).toEqual([
      503,
      'identity_provider_unavailable',
      '5',
    ]);
    expect(await system.browser().hop('/auth/login')).toMatchObject({ status: 303 });

    system.sandbox.control.clearFaults();
    await system.advance(1_000);
    expect(await landing()).toBe('/in');
  });

  it.each([
    [{ kind: 'respond', status: 404 }],
    [{ kind: 'respond', status: 500, body: '<h1>no</h1>' }],
    [{ kind: 'respond', status: 302, headers: { location: 'https://evil.example' } }],
    [{ kind: 'reset', when: 'before' }],
  ] as const)('that returns %j for discovery is unavailable', async (action) => {
    system.sandbox.control.addFault({ point: 'discovery', action });

    expect(jsonOf(await login())['code']).toBe('identity_provider_unavailable');
  });

  it.each(['html', 'truncated', 'null', 'empty_object', 'array', 'huge', 'no_keys'])(
    'with a broken key set (%s) fails the callback closed, and recovers',
    async (name) => {
      system.sandbox.control.addFault({ point: 'keys', action: { kind: 'defect', name } });
      expect(await landing()).toBe('identity_provider_unavailable');

      system.sandbox.control.clearFaults();
      await system.advance(1_000);
      expect(await landing()).toBe('/in');
    },
  );

  it('that lists HS256 does not permit it', async () => {
    system.sandbox.control.addFault({ point: 'discovery', action: { kind: 'defect', name: 'hs256_listed' } });
    system.sandbox.control.addFault({ point: 'token', action: { kind: 'defect', name: 'hs256_public_key' } });

    expect(await landing()).toBe('sign_in_failed');
  });

  it('that breaks later is used as it was last known', async () => {
    expect(await landing()).toBe('/in');
    system.sandbox.control.addFault({ point: 'discovery', action: { kind: 'defect', name: 'other_issuer' } });
    system.sandbox.control.addFault({ point: 'keys', action: { kind: 'defect', name: 'no_keys' } });
    await system.advance(25 * hourMs);

    expect(await landing()).toBe('/in');
    expect(await landing()).toBe('/in');
    expect(count('discovery')).toBeGreaterThan(1);
    expect(count('keys')).toBeGreaterThan(1);
  });
});
