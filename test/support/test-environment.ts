import { join } from 'node:path';

import { startSandbox, type Sandbox } from '../../sandbox/src/index.js';
import { headingOf, UserAgent, type Answer } from './user-agent.js';

export const clientId = '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11';
export const clientSecret = 'the-client-secret-of-the-tests';

export type Settings = Readonly<Record<string, string>>;

/** The user's answers on the pages of the local Entra; the default consents to everything. */
export type Reaction = 'accept' | 'cancel';

/** A local Entra that knows a service at `origin`. */
export function startSandboxFor(origin: string): Promise<Sandbox> {
  return startSandbox({
    caFolder: join(import.meta.dirname, '../../.cache/sandbox-ca'),
    registration: {
      clientId,
      secrets: [{ value: clientSecret }],
      redirectUris: [`${origin}/auth/callback`, `${origin}/auth/admin-consent/callback`],
      postLogoutRedirectUris: [`${origin}/`],
      frontChannelLogoutUrl: `${origin}/auth/frontchannel-logout`,
    },
  });
}

/** The settings of a service at `origin` that uses `sandbox`. */
export function settingsFor(sandbox: Sandbox, origin: string): Settings {
  return {
    NODE_ENV: 'test',
    PUBLIC_URL: origin,
    ENTRA_AUTHORITY_HOST: sandbox.authorityHost,
    ENTRA_TENANT: 'common',
    ENTRA_CLIENT_ID: clientId,
    ENTRA_CLIENT_SECRET: clientSecret,
    GRAPH_BASE_URL: sandbox.graphBaseUrl,
    LOG_LEVEL: 'trace',
  };
}

/** The environment of every story: a service, the local Entra, and users with browsers. */
export abstract class TestEnvironment {
  protected constructor(
    readonly sandbox: Sandbox,
    readonly origin: string,
  ) {}

  browser(): UserAgent {
    return new UserAgent(this.origin);
  }

  /** A browser in which `user` (a user name or an object id) has signed in and consented to the initial permissions. */
  async signedIn(user: string, loginPath = '/auth/login?returnTo=/'): Promise<UserAgent> {
    const browser = this.browser();
    await this.walk(browser, await browser.navigate(loginPath), user);
    return browser;
  }

  /** Passes through the sandbox's pages as `user` until the service's own origin is reached. */
  async walk(browser: UserAgent, start: Answer, user: string, reaction: Reaction = 'accept'): Promise<Answer> {
    let page = start;
    for (let step = 0; step < 8 && page.url.origin !== this.origin && !isRedirect(page); step++) {
      page = await this.#press(browser, page, user, reaction);
    }
    return page;
  }

  /** Goes to Entra and through its pages, but not back: the callback's URL, which was not requested yet. */
  async callbackFor(browser: UserAgent, path: string, user: string, reaction: Reaction = 'accept'): Promise<URL> {
    browser.holdsBefore = ({ pathname }) => /^\/auth\/(?:admin-consent\/)?callback$/.test(pathname);
    try {
      const last = await this.walk(browser, await browser.navigate(path), user, reaction);
      return new URL(last.headers.get('location') ?? '', last.url);
    } finally {
      browser.holdsBefore = undefined;
    }
  }

  #press(browser: UserAgent, page: Answer, name: string, go: Reaction): Promise<Answer> {
    const user = this.sandbox.control.requireUser(name);
    switch (headingOf(page)) {
      case 'Sign in':
        return browser.press(page, 'username', { loginfmt: user.username });
      case 'Enter password':
        return browser.press(page, 'password');
      case 'Approve sign in request':
        return browser.press(page, 'mfa', { go: go === 'accept' ? 'approve' : 'cancel' });
      case 'Need admin approval':
        return browser.press(page, 'approval', { go: 'cancel' });
      default:
        return page.text.includes(`name="user" value="${user.oid}"`)
          ? browser.press(page, 'choose', { user: user.oid })
          : browser.press(page, page.text.includes('value="tenantconsent"') ? 'tenantconsent' : 'consent', { go });
    }
  }
}

function isRedirect({ status }: Answer): boolean {
  return status >= 300 && status < 400;
}
