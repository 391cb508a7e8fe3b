import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  CryptoProvider,
  type INetworkModule,
} from '@azure/msal-node';
import type { AppRegistration } from '../directory/index.js';
import type { Sandbox } from '../start-sandbox.js';
import { CookieJarBrowser, type Page } from './browser.js';
import { type HttpsAnswer, HttpsClient } from './https-client.js';

export const testRedirectUri = 'http://localhost:3000/auth/callback';

export interface SignInOptions {
  readonly tenant?: string;
  readonly scopes?: readonly string[];
  readonly prompt?: string;
  readonly loginHint?: string;
  readonly claims?: string;
  readonly browser?: CookieJarBrowser;
  readonly capabilities?: readonly string[];
  /** Absent: the first. */
  readonly registration?: AppRegistration;
}

export interface StartedSignIn {
  readonly client: ConfidentialClientApplication;
  readonly browser: CookieJarBrowser;
  readonly page: Page;
  redeem(page: Page): Promise<AuthenticationResult>;
}

/** Unmodified msal-node, with a network module that trusts the sandbox's CA. */
export class AppUnderTest {
  readonly https: HttpsClient;

  constructor(readonly sandbox: Sandbox) {
    this.https = new HttpsClient(sandbox.caPem);
  }

  client(
    tenant = 'common',
    capabilities: readonly string[] = [],
    registration = this.sandbox.control.registration,
  ): ConfidentialClientApplication {
    return new ConfidentialClientApplication({
      auth: {
        clientId: registration.clientId,
        clientSecret: registration.secrets[0]?.value ?? '',
        authority: `${this.sandbox.authorityHost}/${tenant}`,
        knownAuthorities: [new URL(this.sandbox.authorityHost).host],
        clientCapabilities: [...capabilities],
      },
      system: { networkClient: this.network() },
    });
  }

  async start(options: SignInOptions = {}): Promise<StartedSignIn> {
    const client = this.client(options.tenant, options.capabilities, options.registration);
    const redirectUri = options.registration?.redirectUris[0] ?? testRedirectUri;
    const browser = options.browser ?? new CookieJarBrowser();
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const scopes = [...(options.scopes ?? ['User.Read', 'Mail.Read'])];
    const nonce = crypto.randomUUID();
    const url = await client.getAuthCodeUrl({
      scopes,
      redirectUri,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      nonce,
      state: 'the-state',
      ...(options.prompt === undefined ? {} : { prompt: options.prompt }),
      ...(options.loginHint === undefined ? {} : { loginHint: options.loginHint }),
      ...(options.claims === undefined ? {} : { claims: options.claims }),
    });
    return {
      client,
      browser,
      page: await browser.get(url),
      redeem: (page) =>
        client.acquireTokenByCode({
          code: page.answer['code'] ?? '',
          scopes,
          redirectUri,
          codeVerifier: verifier,
          nonce,
        }),
    };
  }

  /** Types the user name, signs in and accepts every prompt. Returns the response to the app. */
  async walk(browser: CookieJarBrowser, page: Page, username: string): Promise<Page> {
    let current = page;
    for (let step = 0; step < 8 && current.location === undefined; step += 1) {
      current = await this.#press(browser, current, username);
    }
    return current;
  }

  async signIn(
    username: string,
    options: SignInOptions = {},
  ): Promise<StartedSignIn & { readonly result: AuthenticationResult }> {
    const started = await this.start(options);
    const answer = await this.walk(started.browser, started.page, username);
    return { ...started, page: answer, result: await started.redeem(answer) };
  }

  #press(browser: CookieJarBrowser, page: Page, username: string): Promise<Page> {
    switch (page.heading) {
      case 'Sign in':
        return browser.submit(page, 'username', { loginfmt: username });
      case 'Pick an account':
        return browser.submit(page, 'choose', { user: this.sandbox.control.requireUser(username).oid });
      case 'Enter password':
        return browser.submit(page, 'password');
      case 'Approve sign in request':
        return browser.submit(page, 'mfa', { go: 'approve' });
      default:
        return browser.submit(page, page.body.includes('value="tenantconsent"') ? 'tenantconsent' : 'consent', {
          go: 'accept',
        });
    }
  }

  /** The network module for msal-node. */
  network(): INetworkModule {
    // msal's module promises whatever body type its caller names.
    const read = (answer: HttpsAnswer): { status: number; headers: Record<string, string>; body: never } => ({
      status: answer.status,
      headers: { ...answer.headers },
      body: answer.json() as never,
    });
    return {
      sendGetRequestAsync: async (url, options) => read(await this.https.get(url, options?.headers)),
      sendPostRequestAsync: async (url, options) =>
        read(await this.https.post(url, options?.body ?? '', options?.headers)),
    };
  }
}
