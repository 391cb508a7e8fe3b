import { AuthorizationCodeReceivedContext } from '../../src/auth/code-received.js';
import { AuthorizationCodeReceivedHandler, SignInFailure } from '../../src/auth/index.js';
import { KeyValueStore } from '../../src/redis/index.js';
import { Problem } from '../../src/common/index.js';
import { jsonOf, type UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';

type Hook = AuthorizationCodeReceivedHandler['onAuthorizationCodeReceived'];

/** The original handler marks the copy; the strategy's own context is unchanged. */
function copyOf({
  code,
  redirectUri,
  codeVerifier,
  nonce,
  transaction,
  frontend,
}: AuthorizationCodeReceivedContext): AuthorizationCodeReceivedContext {
  return new AuthorizationCodeReceivedContext(code, redirectUri, codeVerifier, nonce, transaction, frontend);
}

/** The code-received hook: whatever a handler does wrong, nobody is signed in, and the log states the fault. */
describe('the code-received hook', () => {
  let system: TestSystem;
  let original: Hook;

  beforeAll(async () => {
    system = await TestSystem.start();
    const handler = system.app.get(AuthorizationCodeReceivedHandler);
    original = handler.onAuthorizationCodeReceived.bind(handler);
  });

  beforeEach(() => {
    system.sandbox.control.clearRequests();
    system.logLines.length = 0;
  });

  afterAll(() => system.close());

  async function signInWith(hook: Hook): Promise<{ outcome: string; reason: unknown; browser: UserAgent }> {
    system.app.get(AuthorizationCodeReceivedHandler).onAuthorizationCodeReceived = hook;
    const browser = system.browser();
    const { url } = await system.walk(browser, await browser.navigate('/auth/login?returnTo=/in'), alice);
    const lines = system.logLines.map((line) => JSON.parse(line) as Record<string, unknown>);
    return {
      outcome: url.searchParams.get('auth_error') ?? url.pathname,
      reason: lines.find((line) => 'authError' in line && 'reason' in line)?.['reason'],
      browser,
    };
  }

  it('receives the code, its address, the verifier, the nonce and the transaction', async () => {
    let seen: AuthorizationCodeReceivedContext | undefined;
    const { outcome } = await signInWith((context) => {
      seen = context;
      return original(context);
    });

    expect(outcome).toBe('/in');
    expect(seen).toMatchObject({
      code: expect.any(String),
      redirectUri: `${system.origin}/auth/callback`,
      codeVerifier: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.any(String),
      transaction: { purpose: 'sign_in', returnTo: '/in', permissions: ['profile.read', 'mail.read'] },
    });
    expect(seen?.outcome.kind).toBe('handled');
  });

  it.each<[string, Hook, string, RegExp]>([
    ['leaves the code alone', (context) => original(copyOf(context)), 'sign_in_failed', /left the code unhandled/],
    [
      'marks it as handled twice',
      async (context) => {
        const account = await original(context);
        context.handleCodeRedemption('again');
        return account;
      },
      'sign_in_failed',
      /left the code repeated/,
    ],
    ['throws', () => Promise.reject(new Error('boom')), 'sign_in_failed', /the callback could not be handled/],
    [
      'throws at once',
      () => {
        throw new Error('boom');
      },
      'sign_in_failed',
      /the callback could not be handled/,
    ],
    [
      'refuses with a code',
      () => Promise.reject(new SignInFailure('user_not_assigned', 'not assigned')),
      'user_not_assigned',
      /not assigned/,
    ],
    [
      'finds Entra gone',
      () => Promise.reject(Problem.unavailable('identity_provider_unavailable')),
      'identity_provider_unavailable',
      /could not be handled/,
    ],
    [
      'gives an empty ID token',
      async (context) => {
        const account = await original(copyOf(context));
        context.handleCodeRedemption('');
        return account;
      },
      'sign_in_failed',
      /./,
    ],
    [
      'gives an access token for an ID token',
      async (context) => {
        const account = await original(copyOf(context));
        context.handleCodeRedemption('opaque-access-token');
        return account;
      },
      'sign_in_failed',
      /ID token: shape/,
    ],
  ])('fails closed when the handler %s', async (_, hook, code, reason) => {
    const { outcome, reason: logged, browser } = await signInWith(hook);

    expect(outcome).toBe(code);
    expect(logged).toMatch(reason);
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))).toEqual({ authenticated: false });
    expect(browser.cookies.seen.filter((header) => header.startsWith('__Host-Http-session'))).toEqual([]);
  });

  it('fails closed when there is no handler', async () => {
    const { outcome, browser } = await signInWith(undefined as unknown as Hook);

    expect(outcome).toBe('sign_in_failed');
    expect(system.sandbox.control.counters()['token'] ?? 0).toBe(0);
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))).toEqual({ authenticated: false });
  });

  it('retries the write of tokens when the store failed, and never redeems again', async () => {
    const store = system.app.get(KeyValueStore);
    const commit = store.commit.bind(store);
    let failures = 2;
    store.commit = (batch) => {
      const isPartition = batch.writes.some(({ key }) => key.endsWith(':partition'));
      if (isPartition && batch.writes.some(({ kind }) => kind === 'put') && failures-- > 0) {
        return Promise.reject(Problem.unavailable('session_store_unavailable'));
      }
      return commit(batch);
    };
    try {
      expect((await signInWith(original)).outcome).toBe('/in');
      expect(system.sandbox.control.counters()['token']).toBe(1);

      failures = 3;
      const { outcome, browser } = await signInWith(original);
      expect(outcome).toBe('sign_in_failed');
      expect(system.sandbox.control.counters()['token']).toBe(2);
      expect(jsonOf(await browser.xhr('GET', '/auth/session'))).toEqual({ authenticated: false });
    } finally {
      store.commit = commit;
    }
  });
});
