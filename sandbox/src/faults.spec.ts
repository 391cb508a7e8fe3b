import { setTimeout as pause } from 'node:timers/promises';
import { CookieJarBrowser } from './testing/browser.js';
import { bodyOf, TokenRequests } from './testing/token-request.js';
import { withSandbox } from './testing/with-sandbox.js';

const ALICE = 'alice@contoso.example';

describe('scripted failures', () => {
  const running = withSandbox();

  const code = async (): Promise<string> => {
    const { app, sandbox } = running();
    sandbox.control.grantConsent(ALICE, ['openid', 'profile', 'offline_access', 'User.Read', 'Mail.Read']);
    const browser = new CookieJarBrowser();
    const page = await browser.get(new TokenRequests(running()).authorizeUrl({ login_hint: ALICE }));
    return (await app.walk(browser, page, ALICE)).answer['code'] ?? '';
  };

  it('apply as often as scripted', async () => {
    const { sandbox } = running();
    sandbox.control.addFault({
      point: 'token',
      times: 2,
      action: { kind: 'respond', status: 503, body: 'busy', headers: { 'retry-after': '7' } },
    });
    const tokens = new TokenRequests(running());
    const value = await code();
    const first = await tokens.code(value);
    expect([first.status, first.body, first.headers['retry-after']]).toEqual([503, 'busy', '7']);
    expect((await tokens.code(value)).status).toBe(503);
    expect((await tokens.code(value)).status).toBe(200);
    expect(sandbox.control.faults()).toEqual([]);
  });

  it('apply only to what matches', async () => {
    const { sandbox } = running();
    sandbox.control.addFault({
      point: 'token',
      match: { grant_type: 'authorization_code', user: 'carla@contoso.example' },
      action: { kind: 'respond', status: 500 },
    });
    const tokens = new TokenRequests(running());
    expect((await tokens.code(await code())).status).toBe(200);
    sandbox.control.addFault({ point: 'token', match: { user: ALICE }, action: { kind: 'respond', status: 500 } });
    expect((await tokens.code(await code())).status).toBe(500);
  });

  it('return an OAuth refusal in the layout of the endpoint', async () => {
    const { sandbox } = running();
    const action = { kind: 'oauth_error', error: 'invalid_grant', code: 50105, suberror: 'message_only' } as const;
    sandbox.control.addFault({ point: 'token', times: 1, action });
    sandbox.control.addFault({ point: 'authorize', times: 1, action });
    const tokens = new TokenRequests(running());
    const { answer } = await new CookieJarBrowser().get(tokens.authorizeUrl());
    expect(answer).toMatchObject({ error: 'invalid_grant', state: 'the-state' });
    expect(bodyOf(await tokens.code(await code()))).toMatchObject({
      error: 'invalid_grant',
      error_codes: [50105],
      suberror: 'message_only',
    });
  });

  it('close the connection before or after the code was spent', async () => {
    const { sandbox } = running();
    const tokens = new TokenRequests(running());
    const value = await code();
    sandbox.control.addFault({ point: 'token', times: 1, action: { kind: 'reset', when: 'before' } });
    await expect(tokens.code(value)).rejects.toMatchObject({ code: 'ECONNRESET' });
    sandbox.control.addFault({ point: 'token', times: 1, action: { kind: 'reset', when: 'after' } });
    await expect(tokens.code(value)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(bodyOf(await tokens.code(value))['error_codes']).toEqual([54005]);
    expect(sandbox.control.counters()['token:authorization_code']).toBe(3);
  });

  it('hold requests at a gate until it is opened, and report how many wait', async () => {
    const { sandbox } = running();
    sandbox.control.addFault({ point: 'token', action: { kind: 'gate', name: 'redemption' } });
    const tokens = new TokenRequests(running());
    const value = await code();
    const answers = Promise.all([tokens.code(value), tokens.code(value), tokens.code(value)]);
    await sandbox.control.gate('redemption').waiting(3);
    expect(sandbox.control.gates()).toEqual([{ name: 'redemption', waiting: 3 }]);
    sandbox.control.gate('redemption').open();
    expect((await answers).map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  });

  it('combine a gate after the work with a reset', async () => {
    const { sandbox } = running();
    const tokens = new TokenRequests(running());
    const value = await code();
    sandbox.control.addFault({ point: 'token', times: 1, action: { kind: 'gate', name: 'spent', when: 'after' } });
    sandbox.control.addFault({ point: 'token', times: 1, action: { kind: 'reset', when: 'after' } });
    const lost = tokens.code(value);
    const failure = expect(lost).rejects.toMatchObject({ code: 'ECONNRESET' });
    await sandbox.control.gate('spent').waiting(1);
    expect(bodyOf(await tokens.code(value))['error_codes']).toEqual([54005]);
    sandbox.control.gate('spent').open();
    await failure;
  });

  it('delay a response', async () => {
    const { sandbox, app } = running();
    sandbox.control.addFault({ point: 'keys', times: 1, action: { kind: 'delay', milliseconds: 120 } });
    const before = performance.now();
    await app.https.get(`${sandbox.authorityHost}/common/discovery/v2.0/keys`);
    expect(performance.now() - before).toBeGreaterThan(100);
  });

  it('let a request hang, and drop it when the sandbox stops', async () => {
    const { sandbox, app } = running();
    sandbox.control.addFault({ point: 'discovery', times: 1, action: { kind: 'hang' } });
    const url = `${sandbox.authorityHost}/common/v2.0/.well-known/openid-configuration`;
    const hanging = app.https.get(url).catch((error: unknown) => error);
    while (sandbox.control.requests({ point: 'discovery' }).length === 0) {
      await pause(10);
    }
    const first = await Promise.race([hanging, pause(150, 'silence')]);
    expect(first).toBe('silence');
    expect(sandbox.control.requests({ point: 'discovery' })[0]).not.toHaveProperty('status');
  });

  it.each([
    ['html', (body: string): boolean => body.includes('Captive portal')],
    ['truncated', (body: string): boolean => !body.endsWith('}')],
    ['null', (body: string): boolean => body === 'null'],
    ['empty_object', (body: string): boolean => body === '{}'],
    ['huge', (body: string): boolean => body.length > 10_000_000],
    ['other_issuer', (body: string): boolean => body.includes('"issuer":"https://login.attacker.example')],
    ['http_jwks_uri', (body: string): boolean => body.includes('"jwks_uri":"http://')],
    ['hs256_listed', (body: string): boolean => body.includes('"HS256"')],
  ])('give metadata the defect %s', async (name, isDefective) => {
    const { sandbox, app } = running();
    sandbox.control.addFault({ point: 'discovery', times: 1, action: { kind: 'defect', name } });
    const { body } = await app.https.get(`${sandbox.authorityHost}/common/v2.0/.well-known/openid-configuration`);
    expect(isDefective(body)).toBe(true);
  });

  it('record requests with their forms and their outcome', async () => {
    const { sandbox } = running();
    const tokens = new TokenRequests(running());
    const value = await code();
    await tokens.code(value);
    const [request] = sandbox.control.requests({ point: 'token', grantType: 'authorization_code' });
    expect(request).toMatchObject({
      method: 'POST',
      status: 200,
      form: { code: value, grant_type: 'authorization_code' },
    });
    expect(sandbox.control.counters()).toMatchObject({ token: 1, authorize: 2 });
    sandbox.control.clearRequests();
    expect(sandbox.control.requests()).toEqual([]);
  });
});
