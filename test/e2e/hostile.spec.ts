import fc from 'fast-check';

import { authErrorCodes } from '../../src/auth/sign-in-failure.js';
import { problemCodes } from '../../src/common/problem-codes.js';
import { rawRequest, type RawAnswer } from '../support/raw-request.js';
import { jsonOf, type UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const runs = Number(process.env['FUZZ_RUNS'] ?? 300);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2_147_483_647);
const timeoutMs = 60_000 + runs * 60;
process.stderr.write(`hostile requests: FUZZ_SEED=${seed} FUZZ_RUNS=${runs}\n`);

/** In every generated secret; wherever it occurs, a secret leaks. */
const canary = 'cAnArY0';

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
function jwt(header: object, payload: string): string {
  return `${encoded(header)}.${payload}.${canary}`;
}

/** The inputs that crashed passport-azure-ad 4.3.5, and similar ones. */
const knownKillers = [
  jwt({ typ: 'JWT', alg: 'RS256', kid: 'x' }, Buffer.from('not json').toString('base64url')),
  jwt({ typ: 'JWT', alg: 'none' }, encoded({ sub: 'x' })),
  `${encoded({ alg: 'dir', enc: 'A256GCM' })}..${canary}.x.y`,
  `${encoded({ alg: 'RSA-OAEP', enc: 'A256GCM', kid: 'x' })}.a.b.${canary}.c`,
  `${encoded(null)}.a.b.c.${canary}`,
  '..',
  '....',
];

const anyValue = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => encodeURIComponent(text + canary)),
  fc.string({ maxLength: 60 }).map((text) => encodeURIComponent(text) + canary),
  fc.constantFrom(...knownKillers).map(encodeURIComponent),
  fc.constantFrom(
    '',
    '%00',
    '%0d%0aSet-Cookie:%20a=b',
    '%',
    '%zz',
    '%ff%fe',
    '%u0041',
    '+',
    '__proto__',
    'true',
    'null',
    '[]',
    '{}',
  ),
  fc.integer({ min: 1, max: 9000 }).map((length) => canary + 'x'.repeat(length)),
  fc.constantFrom('access_denied', 'server_error', 'AADSTS90094', 'AADSTS65004:%20x', `invalid_request%0a${canary}`),
);
const anyName = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      'code',
      'error',
      'error_description',
      'error_subcode',
      'id_token',
      'access_token',
      'refresh_token',
      'token',
      'state',
      'session_state',
      'client_info',
      'iss',
      'p',
      'nonce',
      'admin_consent',
      'tenant',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'code[]', 'code[a]', 'state.x', '') },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }).map(encodeURIComponent) },
);
const anyQuery = fc.array(fc.tuple(anyName, anyValue), { maxLength: 8 });
const anyHeaders = fc.record(
  {
    'sec-fetch-dest': fc.constantFrom('document', 'image', 'iframe', 'empty', 'x'),
    'sec-fetch-site': fc.constantFrom('cross-site', 'same-origin', 'none'),
    'sec-purpose': fc.constantFrom('prefetch', 'x'),
    'x-csrf': fc.constantFrom('1', '0'),
    origin: fc.constantFrom('null', 'https://evil.example'),
    accept: fc.constantFrom('*/*', 'application/json', 'text/html'),
    'content-type': fc.constantFrom(
      'application/x-www-form-urlencoded',
      'application/json',
      'multipart/form-data',
      'text/plain',
    ),
    traceparent: fc.constantFrom('x', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`),
  },
  { requiredKeys: [] },
);

describe('hostile requests', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair({ RATE_LIMIT_PER_ADDRESS: '0' });
  }, 60_000);

  afterAll(() => system.close());

  let requests = 0;
  /** That of the one replica and of the other by turns. */
  const anyPort = (): number => system.endpoints[requests++ % system.endpoints.length]?.port ?? system.port;

  const known = new Set<string>([...authErrorCodes, ...Object.keys(problemCodes)]);

  /** A user in a tab sees a page in place of the problem. */
  const codeIn = (text: string): string =>
    text.startsWith('<!doctype html>') ? 'navigation_required' : (JSON.parse(text) as { code: string }).code;

  /** A documented response that created and revealed nothing. */
  function expectHarmless({ status, headers, text }: RawAnswer): void {
    if (status === 431) {
      // Longer than Node's parser accepts: the app never received it.
      expect(text).not.toContain(canary);
      return;
    }
    const location = headers['location'];
    const code =
      typeof location === 'string'
        ? /^\/\?auth_error=(\w+)&ref=[\da-f]{32}$/.exec(location)?.[1]
        : text === ''
          ? 'not_found'
          : codeIn(text);
    expect(known).toContain(code);
    expect([status < 500 || code === 'identity_provider_unavailable', status]).toEqual([true, status]);
    expect(JSON.stringify(headers) + text).not.toContain(canary);
    expect(JSON.stringify(headers['set-cookie'] ?? '')).not.toContain('__Host-Http-session=');
  }

  async function expectUnharmed(): Promise<void> {
    await system.settled();
    const logged = system.logLines.splice(0);
    expect(
      logged
        .map((line) => JSON.parse(line) as { level: string })
        .filter(({ level }) => level === 'error' || level === 'fatal'),
    ).toEqual([]);
    // The name of an error is logged, as a JSON string; codes, tokens and descriptions are not.
    expect(logged.filter((line) => line.replace(/"error":"(?:[^"\\]|\\.)*"/, '').includes(canary))).toEqual([]);
    const browser = await system.signedIn(alice);
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))['authenticated']).toBe(true);
    const { sessions } = jsonOf<{ sessions: unknown[] }>(await browser.xhr('GET', '/auth/sessions'));
    expect(sessions).toHaveLength(1);
    await browser.xhr('POST', '/auth/logout', { everywhere: true });
  }

  const cookieOf = (browser: UserAgent): string => browser.cookies.header(new URL(system.origin), () => true);

  it(
    'to the callback in any form create nothing, leak nothing and get a documented code',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          anyQuery,
          fc.constantFrom('own', 'foreign', 'made up', 'none'),
          fc.nat(8),
          async (query, whose, position) => {
            const [browser, other] = [system.browser(), system.browser()];
            const state = await beginAs(whose === 'own' ? browser : other, whose);
            const pairs = query.map(([name, value]) => `${name}=${value}`);
            if (state !== undefined) {
              pairs.splice(Math.min(position, pairs.length), 0, `state=${state}`);
            }
            const cookie = cookieOf(browser);

            const answer = await rawRequest(anyPort(), {
              method: 'GET',
              path: `/auth/callback?${pairs.join('&')}`,
              headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }) },
            });

            expectHarmless(answer);
            expect([303, 400, 431]).toContain(answer.status);
          },
        ),
        { seed, numRuns: runs },
      );
      await expectUnharmed();
    },
    timeoutMs,
  );

  async function beginAs(browser: UserAgent, whose: string): Promise<string | undefined> {
    if (whose === 'none') {
      return undefined;
    }
    if (whose === 'made up') {
      return 'cccccccccccccccccccccccccccccccc';
    }
    const { headers } = await browser.hop('/auth/login');
    return new URL(headers.get('location') ?? '').searchParams.get('state') ?? undefined;
  }

  it(
    'to the other sign-in endpoints create and leak nothing either',
    async () => {
      const paths = [
        '/auth/callback',
        '/auth/admin-consent/callback',
        '/auth/interactions/x',
        '/auth/interactions/',
        '/auth/interactions',
        '/auth/sessions/x',
        '/auth/session',
        '/auth/permissions',
        '/auth/x',
        '/auth//login',
        '/auth/login/',

        '/auth/callback%00',
        '/auth/interactions/%2e%2e%2fcallback',
        '//auth/callback',
        '/auth/events',
      ];
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...paths),
          fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'),
          anyQuery,
          anyHeaders,
          fc.option(
            fc.oneof(
              fc.constantFrom(
                '{',
                '[]',
                'null',
                '{"permissions":["mail.send"]}',
                '{"__proto__":{"everywhere":true}}',
                `code=${canary}&state=x`,
              ),
              fc.string({ maxLength: 30 }),
            ),
            { nil: undefined },
          ),
          async (path, method, query, headers, body) => {
            const search = query.map(([name, value]) => `${name}=${value}`).join('&');
            // For an oversized request Node's parser answers HEAD with a body, which Node's client cannot read.
            const asked = method === 'HEAD' && search.length > 12_000 ? 'GET' : method;
            const hasBody = body !== undefined && !['GET', 'HEAD', 'OPTIONS'].includes(method);
            const answer = await rawRequest(anyPort(), {
              method: asked,
              path: `${path}?${search}`,
              headers: { ...headers, ...(hasBody ? { 'content-length': String(Buffer.byteLength(body)) } : {}) },
              ...(hasBody ? { body } : {}),
            });

            if (answer.status === 200) {
              expect(answer.text).toMatch(/^(?:\{"authenticated":false\}|<!doctype html>[\s\S]*|)$/i);
              return;
            }
            expectHarmless(answer);
          },
        ),
        { seed, numRuns: runs },
      );
      await expectUnharmed();
    },
    timeoutMs,
  );

  it(
    'to /auth/login reach Entra unchanged, or are refused',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.record(
            {
              returnTo: fc.oneof(
                fc.webPath(),
                fc.string({ unit: 'binary', maxLength: 30 }).map((text) => `/${text}`),
                fc.constantFrom('//a', '/\\a', 'x', '/%2f', '/a//b', '/@a'),
              ),
              loginHint: fc.oneof(
                fc.emailAddress(),
                fc.string({ unit: 'binary', maxLength: 300 }).map((text) => text),
              ),
              domainHint: fc.oneof(fc.domain(), fc.string({ maxLength: 300 })),
              prompt: fc.constantFrom('login', 'none', 'select_account', 'consent', 'x'),
            },
            { requiredKeys: [] },
          ),
          async (given) => {
            const query = Object.entries(given).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
            const answer = await rawRequest(anyPort(), { method: 'GET', path: `/auth/login?${query.join('&')}` });

            if (answer.status !== 302) {
              expect(answer.status).toBe(400);
              expectHarmless(answer);
              return;
            }
            const sent = new URL(String(answer.headers['location']));
            expect(sent.origin).toBe(system.sandbox.pagesUrl);
            expect(Object.fromEntries(sent.searchParams)).toMatchObject({
              redirect_uri: `${system.origin}/auth/callback`,
              scope: 'openid profile offline_access Mail.Read User.Read',
              ...('loginHint' in given ? { login_hint: given.loginHint } : {}),
              ...('prompt' in given ? { prompt: given.prompt } : {}),
            });
            expect(new Set([...sent.searchParams.keys()]).size).toBe([...sent.searchParams.keys()].length);
          },
        ),
        { seed, numRuns: runs },
      );
      await expectUnharmed();
    },
    timeoutMs,
  );

  it.each([
    '',
    '?sid=',
    '?sid=a&sid=b',
    `?sid=${'a'.repeat(200)}`,
    '?sid=%00',
    '?sid=..%2f..',
    '?sid[]=a',
    '?iss=x',
    '?sid=__proto__',
    '?sid=00aa11bb-made-up',
  ])('for front-channel sign-out with %j get empty HTML, and end nothing', async (query) => {
    const browser = await system.signedIn(alice);
    const answer = await rawRequest(anyPort(), { method: 'GET', path: `/auth/frontchannel-logout${query}` });

    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([200, 'text/html; charset=utf-8', '']);
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))['authenticated']).toBe(true);
    await system.settled();
    expect(system.logLines.join('')).not.toContain('front_channel_sign_out');
  });
});
