import { DeviceKey } from './device-key.js';
import type { TestSystem } from './test-system.js';
import { jsonOf, type Answer, type UserAgent } from './user-agent.js';

/** This origin can't be reached itself. Requests go to the ports of the replicas behind it. */
export const secureOrigin = 'https://mail.example.test';
export const deviceCookie = '__Host-device';
export const sessionCookie = '__Host-Http-session';

const offerHeader = /^\(ES256\);path="(?<path>[^"]+)";challenge="(?<challenge>[\w.-]+)"$/;
const challengeHeader = /^"(?<challenge>[\w.-]+)";id="(?<id>[\w-]+)"$/;

interface Refresh {
  /** The binding that the request names; by default the browser's own. */
  readonly id?: string;
  /** The JWT; by default one over the browser's current challenge; null: none. */
  readonly proof?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A software client of Device Bound Session Credentials: a user agent that registers a key, stores challenges, and refreshes. */
export class DeviceBrowser {
  readonly key = new DeviceKey();
  id = '';
  /** The newest challenge of the service. */
  challenge: string | undefined;

  constructor(readonly agent: UserAgent) {}

  /** A browser in which `user` has signed in, whose session is bound and enforced. */
  static async bound(system: TestSystem, user: string): Promise<DeviceBrowser> {
    const browser = new DeviceBrowser(await system.signedIn(user));
    const registration = await browser.register(await browser.offered());
    if (registration.status !== 200 || (await browser.session()).status !== 200) {
      throw new Error(`not bound: ${registration.status} ${registration.text}`);
    }
    return browser;
  }

  /** The challenge of the page's own poll of its session; undefined: none. */
  async offered(): Promise<string | undefined> {
    const header = (await this.session()).headers.get('secure-session-registration');
    return header === null ? undefined : offerHeader.exec(header)?.groups?.['challenge'];
  }

  session(): Promise<Answer> {
    return this.agent.xhr('GET', '/auth/session');
  }

  async register(
    challenge: string | undefined,
    proof = this.key.registration(challenge),
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const answer = await this.agent.background('/auth/device/registration', {
      'secure-session-response': proof,
      ...headers,
    });
    if (answer.status === 200) {
      this.id = jsonOf<{ session_identifier: string }>(answer).session_identifier;
    }
    this.#storeChallenge(answer);
    return answer;
  }

  /** One request, not repeated: the test checks the response. */
  async refresh({ id = this.id, proof = this.key.proof(this.challenge), headers = {} }: Refresh = {}): Promise<Answer> {
    const answer = await this.agent.background('/auth/device/refresh', {
      'sec-secure-session-id': id,
      ...(proof === null ? {} : { 'secure-session-response': proof }),
      ...headers,
    });
    this.#storeChallenge(answer);
    return answer;
  }

  /** As the browser does it: a 403 contains the challenge for the next attempt. */
  async renew(): Promise<Answer> {
    const first = await this.refresh();
    return first.status === 403 ? this.refresh() : first;
  }

  /** What the browser does when the cookie has expired. */
  forgetDeviceCookie(): void {
    this.agent.cookies.delete(new URL(this.agent.origin), deviceCookie);
  }

  deviceCookieValue(): string | undefined {
    return this.agent.cookies.get(new URL(this.agent.origin), deviceCookie)?.value;
  }

  /** Another browser with a copy of every cookie: it has no key. */
  copiedInto(thief: UserAgent): UserAgent {
    const url = new URL(this.agent.origin);
    for (const name of this.agent.cookies.names(url)) {
      thief.cookies.set(url, name, this.agent.cookies.get(url, name)?.value ?? '');
    }
    return thief;
  }

  #storeChallenge({ headers }: Answer): void {
    const challenge = challengeOf(headers);
    if (challenge !== undefined) {
      this.challenge = challenge;
    }
  }
}

export function challengeOf(headers: Headers): string | undefined {
  return challengeHeader.exec(headers.get('secure-session-challenge') ?? '')?.groups?.['challenge'];
}

/** The code of a problem document. */
export function codeOf(answer: Answer): unknown {
  return answer.text === '' ? undefined : jsonOf(answer)['code'];
}
