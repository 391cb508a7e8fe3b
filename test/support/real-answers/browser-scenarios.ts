import { EventReader } from '../event-reader.js';
import { eventually } from '../eventually.js';
import { rawRequest, type RawAnswer } from '../raw-request.js';
import { jsonOf, locationOf, type Answer, type UserAgent } from '../user-agent.js';
import { TestSystem } from '../test-system.js';
import type { Seen } from './seen.js';
import type { Playable } from './table.js';

const alice = 'alice@contoso.example';
const loginsPerAddress = 5;
const mostTransactions = 5;

/** The requests of browsers, proxies and senders of notifications to the service. */
export class BrowserScenarios {
  private constructor(private readonly system: TestSystem) {}

  static async start(): Promise<BrowserScenarios> {
    const system = await TestSystem.start();
    await system.restart({ GRAPH_NOTIFICATION_URL: `${system.origin}/graph/notifications` });
    return new BrowserScenarios(system);
  }

  close(): Promise<void> {
    return this.system.close();
  }

  async play({ answer, play: { scenario } }: Playable): Promise<Seen> {
    switch (scenario) {
      case 'navigationByServiceWorker':
        return this.#serviceWorker();
      case 'jsonTypeWithoutBody':
        return this.#typeOfNothing();
      case 'addressWithPort':
        return this.#addressWithPort();
      case 'headersTooLarge':
        return this.#headersTooLarge();
      case 'ninthTab':
        return this.#ninthTab();
      case 'notify':
        return this.#notify(answer.body);
      default:
        throw new RangeError(`no scenario ${scenario}`);
    }
  }

  /** The page's service worker relays the navigation; the callback too. */
  async #serviceWorker(): Promise<Seen> {
    const browser = this.system.browser();
    const login = await this.#passedOn(browser, '/auth/login?returnTo=/');
    const callback = await this.system.callbackFor(browser, '/auth/login?returnTo=/in', alice);
    const back = await this.#passedOn(browser, callback.pathname + callback.search);
    return {
      answer: login,
      faults: locationOf(back) === '/in' ? [] : [`the callback: ${back.status} ${locationOf(back)}`],
    };
  }

  /** As a service worker does it; `fetch` would set its own mode. */
  async #passedOn(browser: UserAgent, path: string): Promise<Answer> {
    const url = new URL(path, this.system.origin);
    const headers = {
      host: url.host,
      cookie: browser.cookies.header(url, (sameSite) => sameSite !== 'strict'),
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'empty',
    };
    return answerOf(url, await rawRequest(this.system.port, { method: 'GET', path, headers }));
  }

  async #typeOfNothing(): Promise<Seen> {
    const { control } = this.system.sandbox;
    control.grantConsent(alice, ['User.Read', 'Mail.Read', 'Mail.ReadWrite']);
    const browser = await this.system.signedIn(alice);
    const json = { 'content-type': 'application/json' };
    const id = control.graph.deliver(alice, { subject: 'x' }).immutableId;
    const answer = await browser.xhr('DELETE', `/api/mail/messages/${encodeURIComponent(id)}`, undefined, json);
    const out = await browser.xhr('POST', '/auth/logout', undefined, json);
    return { answer, faults: out.status === 200 ? [] : [`signing out: ${out.status}`] };
  }

  /** A proxy of ours writes the port of each connection into X-Forwarded-For; another address is not limited. */
  async #addressWithPort(): Promise<Seen> {
    const limited = await TestSystem.start({
      RATE_LIMIT_PER_ADDRESS: String(loginsPerAddress),
      TRUSTED_PROXIES: '127.0.0.1,::1',
    });
    try {
      const login = (from: string): Promise<Answer> =>
        limited.browser().hop('/auth/login', { 'x-forwarded-for': from });
      for (let each = 0; each < loginsPerAddress; each++) {
        await login(`203.0.113.8:${50_001 + each}`);
      }
      const answer = await login('203.0.113.8:50999');
      const other = await login('[2001:db8:7::1]:443');
      return { answer, faults: other.status === 302 ? [] : [`another address: ${other.status}`] };
    } finally {
      await limited.close();
      // Passport's strategies are global in the process: the app that started last owns them.
      await this.system.stopApp();
      await this.system.startApp();
    }
  }

  async #headersTooLarge(): Promise<Seen> {
    const url = new URL('/auth/session', this.system.origin);
    const answer = answerOf(
      url,
      await rawRequest(this.system.port, {
        method: 'GET',
        path: url.pathname,
        headers: { 'x-csrf': '1', cookie: `a=${'x'.repeat(17 * 1024)}` },
      }),
    );
    const missing = ['x-content-type-options', 'content-security-policy', 'cache-control'].filter(
      (name) => !answer.headers.has(name),
    );
    return { answer, faults: missing.map((name) => `${name} is missing`) };
  }

  /** The first tab's transaction is evicted by others; meanwhile one of them has signed the browser in. */
  async #ninthTab(): Promise<Seen> {
    const browser = this.system.browser();
    const callback = await this.system.callbackFor(browser, '/auth/login?returnTo=/old', alice);
    for (let each = 0; each < mostTransactions; each++) {
      await browser.hop('/auth/login?returnTo=/other');
    }
    await this.system.walk(browser, await browser.navigate('/auth/login?returnTo=/in'), alice);
    const answer = await browser.hopFromElsewhere(callback.href);
    const place = locationOf(answer);
    return { answer, faults: place === '/' || place === '/old' ? [] : [`goes to ${place}`] };
  }

  /** The post has another user's notification before ours. */
  async #notify(body: unknown): Promise<Seen> {
    const { graph } = this.system.sandbox.control;
    const browser = await this.system.signedIn(alice);
    const stream = await EventReader.open(browser, `${this.system.origin}/api/mail/events`);
    try {
      await eventually(() => {
        expect(graph.subscriptions()).toHaveLength(1);
      });
      const [subscription] = graph.subscriptions();
      const before = stream.count('event: mail.changed');
      const status = await graph.postNotification(subscription?.id ?? '', ours(body, subscription));
      await eventually(() => {
        expect(stream.count('event: mail.changed')).toBeGreaterThan(before);
      });
      const answer = { url: new URL(this.system.origin), status, headers: new Headers(), text: '' };
      return { answer };
    } finally {
      stream.close();
      await browser.xhr('POST', '/auth/logout');
    }
  }
}

function answerOf(url: URL, { status, headers, text }: RawAnswer): Answer {
  const flat = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return { url, status, headers: new Headers(flat), text };
}

/** The entry of the recorded body for this user gets the id and the secret of this subscription. */
function ours(
  body: unknown,
  subscription: { readonly id: string; readonly clientState: string | null } | undefined,
): unknown {
  const { value } = jsonOf<{ value: unknown[] }>({ text: JSON.stringify(body) } as Answer);
  return {
    value: value.map((each) =>
      typeof each === 'object' && each !== null && 'clientState' in each
        ? { ...each, subscriptionId: subscription?.id, clientState: subscription?.clientState }
        : each,
    ),
  };
}
