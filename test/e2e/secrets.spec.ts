import { freePort } from '../support/free-port.js';
import { leaksIn } from '../support/leaks.js';
import { clientSecret } from '../support/test-environment.js';
import { jsonOf, type UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const greta = 'greta@fabrikam.example';
const draft = {
  to: [{ address: 'bilal@contoso.example' }],
  subject: 'Hello',
  body: { contentType: 'text', content: 'x' },
};

/**
 * Signing in, mail, a consent prompt, a send, step-up, failures and signing out. Then every response to the browser,
 * log line, Redis command and metric is searched for every secret.
 */
describe('the secrets of a whole story', () => {
  let system: TestSystem;
  let metrics = '';
  const browsers: UserAgent[] = [];
  const secrets = new Map<string, string>();

  beforeAll(async () => {
    const metricsPorts = [await freePort(), await freePort()].map(String);
    const [own, others] = metricsPorts.map((port) => ({ METRICS_PORT: port }));
    system = await TestSystem.startPair(own, others);
    await runUserStory();
    const pages = system.endpoints.map(async (_, each) =>
      (await fetch(`http://127.0.0.1:${metricsPorts[each]}/metrics`)).text(),
    );
    metrics = (await Promise.all(pages)).join('');
    collectSecrets();
  }, 60_000);

  afterAll(() => system.close());

  async function runUserStory(): Promise<void> {
    const { control } = system.sandbox;
    const browser = await system.signedIn(alice);
    browsers.push(browser);
    await browser.xhr('GET', '/api/me');
    await browser.xhr('GET', '/api/mail/messages?top=5');
    const { interactionUrl } = jsonOf<{ interactionUrl: string }>(
      await browser.xhr('POST', '/api/mail/messages', draft),
    );
    await system.walk(browser, await browser.navigate(`${interactionUrl}?returnTo=/compose`), alice);
    expect((await browser.xhr('POST', '/api/mail/messages', draft)).status).toBe(202);
    control.revokeAccessTokens(alice, 'step_up');
    const stepUp = jsonOf<{ interactionUrl: string }>(await browser.xhr('GET', '/api/me'));
    await system.walk(browser, await browser.navigate(stepUp.interactionUrl), alice);
    await system.advance(26 * 3_600_000);
    await browser.xhr('GET', '/api/me');
    const other = await system.signedIn(greta);
    browsers.push(other);
    await other.xhr('GET', '/auth/permissions');
    await system.advance(3_000_000);
    await other.xhr('GET', '/api/mail/folders');
    for (const name of ['wrong_signature', 'nonce_wrong', 'client_info_other_user', 'html_200']) {
      control.addFault({ point: 'token', times: 1, action: { kind: 'defect', name } });
      browsers.push(await system.signedIn(alice));
    }
    control.addFault({
      point: 'token',
      times: 1,
      action: { kind: 'oauth_error', error: 'invalid_grant', code: 54005 },
    });
    browsers.push(await system.signedIn(alice));
    await other.xhr('POST', '/auth/logout', { everywhere: true });
    const pending = await system.callbackFor(system.browser(), '/auth/login', alice);
    secrets.set('code that was never redeemed', pending.searchParams.get('code') ?? '');
    await system.browser().hopFromElsewhere(pending.href);
  }

  function collectSecrets(): void {
    secrets.set('client secret', clientSecret);
    secrets.set('encryption key', system.encryptionKeys.split(':')[1] ?? '');
    for (const { form = {}, headers, answer } of system.sandbox.control.requests()) {
      tokensIn(answer).forEach((token) => secrets.set(`token ${token.slice(-6)}`, token));
      for (const name of ['code', 'code_verifier', 'refresh_token', 'client_assertion']) {
        const value = form[name];
        if (value !== undefined) {
          secrets.set(`${name} ${value.slice(-6)}`, value);
        }
      }
      const { authorization } = headers;
      if (authorization?.startsWith('Bearer ')) {
        secrets.set(`bearer ${authorization.slice(-6)}`, authorization.slice('Bearer '.length));
      }
    }
  }

  function tokensIn(answer = ''): string[] {
    const members = answer.startsWith('{') ? (JSON.parse(answer) as Record<string, unknown>) : {};
    return ['access_token', 'refresh_token', 'id_token']
      .map((name) => members[name])
      .filter((token) => typeof token === 'string');
  }

  it('are many, of every kind', () => {
    const labels = [...secrets.keys()].map((label) => label.split(' ')[0]);

    expect(new Set(labels)).toEqual(
      new Set(['client', 'encryption', 'token', 'code', 'code_verifier', 'refresh_token', 'bearer']),
    );
    expect(labels.length).toBeGreaterThan(25);
    expect([...secrets.values()].every((secret) => secret.length > 20)).toBe(true);
  });

  it('are in no response and in no cookie of the service', () => {
    const answers = browsers.flatMap(({ transcript }) => transcript).filter(({ url }) => url.origin === system.origin);
    const told = answers
      .flatMap(({ headers, text }) => [...[...headers].map(([name, value]) => `${name}: ${value}`), text])
      .concat(browsers.flatMap(({ cookies }) => cookies.seen))
      .join('\n');

    expect(answers.length).toBeGreaterThan(30);
    expect(leaksIn(told, secrets)).toEqual([]);
  });

  it('are in no log line, and neither are the cookies that open a session', () => {
    const logged = system.logLines.join('\n');
    const cookies = browsers
      .flatMap(({ cookies: { seen } }) => seen)
      .map((header, position) => [`cookie ${position}`, /=([^;]+)/.exec(header)?.[1] ?? ''] as const)
      .filter(([, value]) => value.length > 20);

    expect(logged).toContain('"audit":"sign_in"');
    expect(logged).toContain('54005');
    expect(leaksIn(logged, new Map([...secrets, ...cookies]))).toEqual([]);
  });

  it('were never written to Redis in clear text, and neither were users, their actions, or what opens a session', () => {
    const written = system.redis.everythingWritten();
    const states = browsers
      .flatMap(({ transcript }) => transcript)
      .flatMap(({ headers }) => {
        const location = headers.get('location') ?? '';
        return URL.canParse(location) ? (new URL(location).searchParams.get('state') ?? []) : [];
      });
    const cookies = browsers
      .flatMap(({ cookies: { seen } }) => seen)
      .flatMap((header) => /=(?:[\w-]+\.)?([\w-]{40,})/.exec(header)?.[1] ?? []);
    const people = ['Alice Moreau', 'alice@contoso', 'a11ce001-0001', 'greta@fabrikam', 'c0a50501-5eed', '/compose'];
    const known = [...states, ...cookies, ...people].map((value, position) => [`clear ${position}`, value] as const);

    expect(written).toContain('bff:session:v1:');
    expect(written).toContain('bff:tokens:v1:');
    expect([states.length > 5, cookies.length > 5]).toEqual([true, true]);
    expect(leaksIn(written, new Map([...secrets, ...known]))).toEqual([]);
  });

  it('are in no metric, and no user is either', () => {
    expect(metrics).toContain('bff_');
    expect(leaksIn(metrics, secrets)).toEqual([]);
    expect(metrics).not.toMatch(/alice|greta|a11ce001|contoso/i);
  });
});
