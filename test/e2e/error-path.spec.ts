import type { Fault } from '../../sandbox/src/model.js';
import type { Answer, UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const pia = 'pia@outlook.example';

/** AUTH_ERROR_PATH: every way in which a round trip to Entra fails ends there. */
describe('the error path', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair({
      AUTH_ERROR_PATH: '/sign-in/failed?lang=de',
      ENTRA_ALLOW_PERSONAL_ACCOUNTS: 'false',
    });
  }, 60_000);

  beforeEach(() => {
    system.reset();
  });

  afterAll(() => system.close());

  type Story = (browser: UserAgent) => Promise<Answer>;

  const whenTokenEndpoint =
    (action: Fault['action']): Story =>
    (browser) => {
      system.sandbox.control.addFault({ point: 'token', action });
      return back(browser, alice);
    };
  const back = async (browser: UserAgent, user: string, reaction: 'accept' | 'cancel' = 'accept'): Promise<Answer> => {
    const callback = await system.callbackFor(browser, '/auth/login?returnTo=/in', user, reaction);
    return browser.hopFromElsewhere(callback.href);
  };

  it.each<[string, Story, string]>([
    ['a foreign callback', (browser) => browser.hop('/auth/callback?state=0123456789abcdef&code=x'), 'invalid_state'],
    ['a callback without a state', (browser) => browser.hop('/auth/callback'), 'invalid_state'],
    [
      'a foreign admin consent',
      (browser) => browser.hop('/auth/admin-consent/callback?state=0123456789abcdef&admin_consent=True'),
      'invalid_state',
    ],
    ['an unknown interaction', (browser) => browser.hop('/auth/interactions/x'), 'interaction_expired'],
    ['declined consent', (browser) => back(browser, alice, 'cancel'), 'access_denied'],
    ['an account of the wrong kind', (browser) => back(browser, pia), 'account_not_allowed'],
    [
      'a refused code',
      whenTokenEndpoint({ kind: 'oauth_error', error: 'invalid_grant', code: 54005 }),
      'sign_in_failed',
    ],
    [
      'a token endpoint that is down',
      whenTokenEndpoint({ kind: 'respond', status: 503 }),
      'identity_provider_unavailable',
    ],
    ['an unusable response', whenTokenEndpoint({ kind: 'defect', name: 'wrong_aud' }), 'sign_in_failed'],
    [
      'a store that is away',
      async (browser) => {
        await system.redis.down();
        return browser.hop('/auth/login').finally(() => system.redis.up());
      },
      'sign_in_failed',
    ],
    [
      'metadata that is not there',
      async (browser) => {
        await system.restart({ AUTH_ERROR_PATH: '/sign-in/failed?lang=de' });
        system.sandbox.control.addFault({ point: 'discovery', action: { kind: 'respond', status: 500, body: '' } });
        return browser.hop('/auth/login');
      },
      'identity_provider_unavailable',
    ],
  ])('is where %s leads, with its own query, a code and a ref', async (_, story, code) => {
    const answer = await story(system.browser());

    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(
      new RegExp(`^/sign-in/failed\\?lang=de&auth_error=${code}&ref=[\\da-f]{32}$`),
    );
    const ref = /ref=(\w+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? '-';
    expect(system.logLines.some((line) => line.includes(ref))).toBe(true);
  });
});
