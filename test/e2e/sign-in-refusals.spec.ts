import type { Fault } from '../../sandbox/src/model.js';
import { jsonOf, type UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';

type Action = Fault['action'];

/** The responses of Entra that must not become a session. */
describe('a sign-in that Entra answers incorrectly, or refuses', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair();
    await system.signedIn(alice);
  }, 60_000);

  beforeEach(() => {
    system.sandbox.control.clearFaults();
    system.sandbox.control.clearRequests();
    system.logLines.length = 0;
  });

  afterAll(() => system.close());

  async function signInWith(point: string, ...actions: Action[]): Promise<{ location: string; browser: UserAgent }> {
    const browser = system.browser();
    actions.forEach((action) => system.sandbox.control.addFault({ point, action }));
    const callback = await system.callbackFor(browser, '/auth/login?returnTo=/in', alice);
    const answer = await browser.hopFromElsewhere(callback.href);
    expect([answer.status, answer.text]).toEqual([303, '']);
    system.sandbox.control.clearFaults();
    return { location: answer.headers.get('location') ?? '', browser };
  }

  async function expectNoSession(browser: UserAgent): Promise<void> {
    expect(browser.cookies.seen.filter((header) => header.startsWith('__Host-Http-session'))).toEqual([]);
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))).toEqual({ authenticated: false });
  }

  /** The AADSTS number, or another cause for the operator, is in a log line with the ref of the URL. */
  function logLineOf(location: string): Record<string, unknown> {
    const ref = new URL(location, system.origin).searchParams.get('ref');
    const line = system.logLines
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .find((entry) => entry['traceId'] === ref && 'authError' in entry && 'reason' in entry);
    return line ?? {};
  }

  it.each([
    ['wrong_aud', 'audience'],
    ['two_auds', 'claims'],
    ['spn_aud', 'audience'],
    ['wrong_iss', 'issuer'],
    ['iss_of_other_tenant', 'issuer'],
    ['other_tid', 'issuer'],
    ['tid_missing', 'claims'],
    ['tid_no_guid', 'claims'],
    ['other_oid', 'client_info and ID token name different users'],
    ['oid_missing', 'claims'],
    ['sub_missing', 'claims'],
    ['expired', 'expiry'],
    ['exp_missing', 'claims'],
    ['nbf_future', 'not before'],
    ['iat_future', 'issued at'],
    ['iat_missing', 'claims'],
    ['iat_old', 'issued at'],
    ['nonce_wrong', 'token response was refused'],
    ['nonce_missing', 'token response was refused'],
    ['azp_other', 'authorized party'],
    ['alg_none', 'header'],
    ['hs256_public_key', 'header'],
    ['five_parts', ''],
    ['not_json', ''],
    ['other_ring_key', 'issuer of the key'],
    ['wrong_signature', 'signature'],
    ['unknown_kid', 'unknown key'],
    ['kid_missing', 'header'],
    ['id_token_missing', ''],
    ['id_token_number', ''],
    ['client_info_missing', ''],
    ['client_info_garbage', ''],
    ['client_info_other_user', ''],
  ])('an ID token or token response with the defect %s is refused for: %s', async (name, reason) => {
    const { location, browser } = await signInWith('token', { kind: 'defect', name });

    expect(location).toMatch(/^\/\?auth_error=sign_in_failed&ref=[\da-f]{32}$/);
    expect(logLineOf(location)).toMatchObject({ authError: 'sign_in_failed', reason: expect.stringContaining(reason) });
    expect(system.sandbox.control.counters()['token']).toBe(1);
    await expectNoSession(browser);
  });

  it.each(['sid_missing', 'username_missing', 'refresh_token_missing', 'scope_missing'])(
    '%s is no reason to refuse',
    async (name) => {
      const { location, browser } = await signInWith('token', { kind: 'defect', name });

      expect(location).toBe('/in');
      expect(jsonOf<{ user: { username: string } }>(await browser.xhr('GET', '/auth/session')).user.username).toBe(
        name === 'username_missing' ? 'Alice Moreau' : alice,
      );
    },
  );

  const unavailable: [string, Action[]][] = [
    ['500', [{ kind: 'respond', status: 500, body: '{"error":"server_error"}' }]],
    ['503 in HTML', [{ kind: 'respond', status: 503, body: '<h1>no</h1>' }]],
    ['a redirect', [{ kind: 'respond', status: 302, headers: { location: 'https://evil.example' } }]],
    ['nothing, the connection lost before', [{ kind: 'reset', when: 'before' }]],
    ['nothing, the connection lost after the code was used up', [{ kind: 'reset', when: 'after' }]],
    ['200 without a body', [{ kind: 'defect', name: 'empty_200' }]],
    ['200 with an empty object', [{ kind: 'defect', name: 'empty_object_200' }]],
    ['200 in HTML', [{ kind: 'defect', name: 'html_200' }]],
    ['2 MB', [{ kind: 'respond', status: 200, body: `{"access_token":"${'x'.repeat(2_097_152)}"}` }]],
    ['a list', [{ kind: 'respond', status: 200, body: '[]' }]],
    ['200 without an access token', [{ kind: 'defect', name: 'access_token_missing' }]],
  ];

  it.each(unavailable)(
    'a token endpoint that returns %s is identity_provider_unavailable, and the code is sent once',
    async (_, actions) => {
      const { location, browser } = await signInWith('token', ...actions);

      expect(location).toMatch(/^\/\?auth_error=identity_provider_unavailable&ref=/);
      expect(system.sandbox.control.counters()['token']).toBe(1);
      await expectNoSession(browser);
    },
  );

  it.each([
    ['invalid_grant', 54005, 'sign_in_failed'],
    ['invalid_grant', 70008, 'sign_in_failed'],
    ['invalid_grant', 501481, 'sign_in_failed'],
    ['invalid_grant', 90094, 'admin_consent_required'],
    ['invalid_grant', 90095, 'admin_consent_required'],
    ['invalid_grant', 50105, 'user_not_assigned'],
    ['invalid_grant', 50020, 'account_not_allowed'],
    ['invalid_client', 7000215, 'configuration_error'],
    ['invalid_client', 7000222, 'configuration_error'],
    ['invalid_client', 7000218, 'configuration_error'],
    ['invalid_request', 50194, 'configuration_error'],
    ['invalid_grant', 53003, 'access_blocked_by_policy'],
    ['invalid_grant', 65001, 'interaction_required'],
    ['invalid_request', 90072, 'account_not_allowed'],
    ['invalid_grant', 50196, 'identity_provider_unavailable'],
    ['unheard_of', 99999, 'sign_in_failed'],
  ])('%s (AADSTS%i) of the token endpoint is %s', async (error, code, authError) => {
    const { location, browser } = await signInWith('token', { kind: 'oauth_error', error, code });

    expect(location).toMatch(new RegExp(`^/\\?auth_error=${authError}&ref=`));
    expect(location).not.toContain('AADSTS');
    expect(logLineOf(location)).toMatchObject({
      error,
      errorNumbers: [code],
      correlationId: expect.stringMatching(/^[\da-f-]{36}$/),
      entraTraceId: expect.stringMatching(/^[\da-f-]{36}$/),
      entraTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d .*Z$/),
    });
    expect(system.sandbox.control.counters()['token']).toBe(1);
    await expectNoSession(browser);
  });

  it.each([
    ['access_denied', 65004, 'access_denied'],
    ['consent_required', 65004, 'access_denied'],
    ['login_required', 50058, 'login_required'],
    ['interaction_required', 16000, 'interaction_required'],
    ['consent_required', 65001, 'interaction_required'],
    ['access_denied', 90094, 'admin_consent_required'],
    ['invalid_client', 90095, 'admin_consent_required'],
    ['access_denied', 50105, 'user_not_assigned'],
    ['access_denied', 65001, 'admin_consent_required'],
    ['access_denied', 900941, 'admin_consent_required'],
    ['access_denied', 900981, 'admin_consent_required'],
    ['access_denied', 53003, 'access_blocked_by_policy'],
    ['access_denied', 530032, 'access_blocked_by_policy'],
    ['access_denied', 500213, 'access_blocked_by_policy'],
    ['access_denied', 90072, 'account_not_allowed'],
    ['access_denied', 7654321, 'sign_in_failed'],
    ['server_error', 50000, 'identity_provider_unavailable'],
    ['temporarily_unavailable', 90033, 'identity_provider_unavailable'],
    ['unauthorized_client', 50194, 'configuration_error'],
    ['invalid_scope', 70011, 'configuration_error'],
    ['unheard_of', 99999, 'sign_in_failed'],
  ])('%s (AADSTS%i) of the authorize endpoint is %s', async (error, code, authError) => {
    const { location, browser } = await signInWith('authorize', { kind: 'oauth_error', error, code });

    expect(location).toMatch(new RegExp(`^/\\?auth_error=${authError}&ref=[\\da-f]{32}$`));
    expect(logLineOf(location)).toMatchObject({ error, errorNumbers: [code] });
    expect(system.sandbox.control.counters()['token'] ?? 0).toBe(0);
    await expectNoSession(browser);
  });

  it.each([
    ['&id_token=x', 'a token on the query'],
    ['&error=access_denied', 'both a code and an error'],
    ['&code=y', 'no code, or one of the wrong shape'],
  ])('a response with %j beside it is refused, and the log states why', async (further, reason) => {
    const browser = system.browser();
    const callback = await system.callbackFor(browser, '/auth/login?returnTo=/in', alice);
    const location = (await browser.hopFromElsewhere(callback.href + further)).headers.get('location') ?? '';

    expect(location).toMatch(/^\/\?auth_error=sign_in_failed&ref=/);
    expect(logLineOf(location)).toMatchObject({ reason });
    expect(system.sandbox.control.counters()['token'] ?? 0).toBe(0);
    await expectNoSession(browser);
  });

  it('prompt=none with nobody signed in at Entra is login_required', async () => {
    const browser = system.browser();
    const landed = await browser.navigate('/auth/login?prompt=none&returnTo=/in');

    expect(landed.url.search).toMatch(/^\?auth_error=login_required&ref=/);
    await expectNoSession(browser);
  });

  it('a user who declines is access_denied', async () => {
    const browser = system.browser();
    const bilal = 'b11a1002-0002-4c0a-8a02-c0a505010002';
    const page = await browser.navigate('/auth/login?domainHint=organizations');
    const landed = await system.walk(browser, page, bilal, 'cancel');

    expect(landed.url.search).toMatch(/^\?auth_error=access_denied&ref=/);
    await expectNoSession(browser);
  });

  it('a failure does not change the session that the browser had', async () => {
    const browser = await system.signedIn(alice);
    system.sandbox.control.addFault({ point: 'token', times: 1, action: { kind: 'defect', name: 'wrong_aud' } });
    const landed = await browser.navigate('/auth/login?prompt=none');

    expect(landed.url.search).toContain('auth_error=sign_in_failed');
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))['authenticated']).toBe(true);
    expect((await browser.xhr('GET', '/api/me')).status).toBe(200);
  });
});
