import fc from 'fast-check';
import { CookieJarBrowser } from './testing/browser.js';
import { TokenRequests } from './testing/token-request.js';
import { withSandbox } from './testing/with-sandbox.js';

const RUNS = { numRuns: 150 };

function parameters(names: readonly string[]): fc.Arbitrary<Record<string, string>> {
  return fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), fc.string({ unit: 'binary', maxLength: 60 }), {
    maxKeys: 6,
  });
}

describe('hostile requests', () => {
  const running = withSandbox();

  it('get an error envelope of Entra from the token endpoint', async () => {
    const tokens = new TokenRequests(running());
    const names = [
      'grant_type',
      'code',
      'refresh_token',
      'scope',
      'claims',
      'client_assertion',
      'client_secret',
      'code_verifier',
    ];
    await fc.assert(
      fc.asyncProperty(parameters(names), async (form) => {
        const answer = await tokens.post({
          ...tokens.client,
          grant_type: 'refresh_token',
          refresh_token: 'x',
          ...form,
        });
        expect([400, 401]).toContain(answer.status);
        expect(answer.json()).toMatchObject({
          error: expect.any(String) as unknown,
          error_codes: [expect.any(Number)],
        });
      }),
      RUNS,
    );
  });

  it('get a page or a redirect to the app from the authorize endpoint', async () => {
    const tokens = new TokenRequests(running());
    const names = [
      'client_id',
      'redirect_uri',
      'scope',
      'prompt',
      'claims',
      'login_hint',
      'domain_hint',
      'response_mode',
      'nonce',
    ];
    await fc.assert(
      fc.asyncProperty(parameters(names), async (query) => {
        const page = await new CookieJarBrowser().get(tokens.authorizeUrl(query));
        expect([200, 302, 400]).toContain(page.status);
        if (page.location !== undefined) {
          expect(page.location.origin).toBe('http://localhost:3000');
        }
      }),
      RUNS,
    );
  });
});
