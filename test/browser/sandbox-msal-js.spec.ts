import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { type Sandbox, startSandbox } from '../../sandbox/src/index.js';
import { launchChromium, screenshot, signInAtEntra } from '../support/chromium.js';
import { alice, storyMs } from '../support/mail-windows.js';

const require = createRequire(import.meta.url);
const library = dirname(require.resolve('@azure/msal-browser'));
const spa = '44440000-5eed-4000-8000-000000000001';

/** The page of a single-page app: unmodified MSAL.js, whose result is shown on the page. */
function pageOf({ authorityHost, graphBaseUrl }: Sandbox): string {
  const config = {
    auth: {
      clientId: spa,
      authority: `${authorityHost}/organizations`,
      knownAuthorities: [new URL(authorityHost).host],
    },
  };
  return `<!doctype html>
    <title>Single page</title>
    <script src="/msal-browser.min.js"></script>
    <button id="redirect">Sign in</button> <button id="popup">Sign in by popup</button> <button id="refresh">Refresh</button>
    <p id="out"></p>
    <script type="module">
      const out = document.getElementById('out');
      const config = ${JSON.stringify(config)};
      config.auth.redirectUri = location.origin + '/bridge';
      const app = await msal.createStandardPublicClientApplication(config);
      const scopes = ['User.Read'];
      async function show(result) {
        const me = await fetch('${graphBaseUrl}/me', { headers: { authorization: 'Bearer ' + result.accessToken } });
        const { userPrincipalName } = await me.json();
        out.textContent = userPrincipalName + ' as ' + result.account.username + (result.fromCache ? ' from the cache' : '');
      }
      const run = (work) => async () => {
        out.textContent = '';
        try {
          const result = await work();
          if (result) await show(result);
        } catch (error) {
          out.textContent = 'failed: ' + error.errorCode + ' ' + error.errorMessage;
        }
      };
      document.getElementById('redirect').onclick = run(() => app.loginRedirect({ scopes, redirectUri: location.origin + '/' }));
      document.getElementById('popup').onclick = run(() => app.loginPopup({ scopes }));
      document.getElementById('refresh').onclick = run(() =>
        app.acquireTokenSilent({ scopes, account: app.getAllAccounts()[0], forceRefresh: true }),
      );
      await run(() => app.handleRedirectPromise())();
      document.title = 'Ready';
    </script>`;
}

/** The return address of a popup of MSAL.js 5: it passes the response to the opening page. */
const bridge = `<!doctype html><title>Bridge</title><script src="/msal-redirect-bridge.min.js"></script>
  <script>msalRedirectBridge.broadcastResponseToMainFrame();</script>`;

describe('a single-page app with MSAL.js against the sandbox', () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    sandbox = await startSandbox({
      registrations: [
        {
          clientId: spa,
          displayName: 'Single page',
          // The port of localhost is ignored.
          spaRedirectUris: ['http://localhost/', 'http://localhost/bridge'],
        },
      ],
    });
    const files: Readonly<Record<string, () => string>> = {
      '/': () => pageOf(sandbox),
      '/bridge': () => bridge,
      '/msal-browser.min.js': () => readFileSync(join(library, 'msal-browser.min.js'), 'utf8'),
      '/msal-redirect-bridge.min.js': () =>
        readFileSync(join(library, 'redirect-bridge/msal-redirect-bridge.min.js'), 'utf8'),
    };
    server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      const file = files[path]?.();
      response.writeHead(file === undefined ? 404 : 200, {
        'content-type': path.endsWith('.js') ? 'text/javascript' : 'text/html',
      });
      response.end(file);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    browser = await launchChromium();
  }, storyMs);

  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await sandbox.close();
  });

  async function open(): Promise<Page> {
    // The authority of the sandbox's certificates belongs to this run.
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(origin);
    return page;
  }

  it(
    'signs in by redirect, calls Graph across origins, and refreshes with its refresh token',
    async () => {
      const page = await open();
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await signInAtEntra(page, alice);
      await page.getByText('Single page').first().waitFor();
      await screenshot(page, 'msal js consent');
      await page.getByRole('button', { name: 'Accept' }).click();
      await page.getByText(`${alice} as ${alice}`).waitFor();

      await page.getByRole('button', { name: 'Refresh' }).click();
      await page.getByText(`${alice} as ${alice}`).waitFor();

      expect(sandbox.control.counters()).toMatchObject({ 'token:authorization_code': 1, 'token:refresh_token': 1 });
      const [redemption] = sandbox.control.requests({ point: 'token', grantType: 'authorization_code' });
      expect(redemption?.headers['origin']).toBe(origin);
      expect(redemption?.form).not.toHaveProperty('client_secret');
      await page.context().close();
    },
    storyMs,
  );

  it(
    'signs in by popup',
    async () => {
      const page = await open();
      const [popup] = await Promise.all([
        page.waitForEvent('popup'),
        page.getByRole('button', { name: 'Sign in by popup' }).click(),
      ]);
      await signInAtEntra(popup, alice);
      await page.getByText(`${alice} as ${alice}`).waitFor();
      await page.context().close();
    },
    storyMs,
  );
});
