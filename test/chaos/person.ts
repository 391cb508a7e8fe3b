import { setTimeout as pause } from 'node:timers/promises';

import { sessionCookieName, tokensPartitionKey, tokensVersionKey } from '../../src/session/index.js';
import type { RedisServer } from '../support/redis-server.js';
import type { Replicas } from '../support/replicas.js';
import { jsonOf, type Answer, type UserAgent } from '../support/user-agent.js';
import type { Tally } from './tally.js';

const burst = 9;
/** A user who sees an error page reads it before they try again. */
const readingMs = 300;
/** So long may the service continue a sign-in that the browser has lost, and create its session. */
const longestSignInMs = 30_000;
/** The first one requires the same scopes every time, so that refreshes can be counted. */
const profile = '/api/me';
const paths: readonly [string, ...string[]] = [profile, '/api/mail/messages?top=1'];

function oneOf<T>(items: readonly [T, ...T[]]): T {
  return items[Math.floor(Math.random() * items.length)] ?? items[0];
}

/** A user who signs in, reads, loses access tokens and signs out again, through the balancer at any replica. */
export class Person {
  #browser: UserAgent | undefined;
  #cutShortAt = -Infinity;

  constructor(
    private readonly system: Replicas,
    private readonly stores: readonly RedisServer[],
    private readonly username: string,
    private readonly tally: Tally,
  ) {}

  get isSignedIn(): boolean {
    return this.#browser !== undefined;
  }

  async act(): Promise<void> {
    if (this.#browser === undefined) {
      await this.signIn();
    } else if (Math.random() < 0.1 && Date.now() > this.#cutShortAt + longestSignInMs) {
      await this.signOut();
    } else if (Math.random() < 0.3) {
      await this.refresh();
    } else {
      await this.read(this.#browser);
    }
  }

  /** A sign-in that an outage interrupts is begun again by the user, later. */
  async signIn(): Promise<void> {
    const browser = await this.system.signedIn(this.username).catch(() => undefined);
    const session = await browser?.xhr('GET', '/auth/session').catch(() => undefined);
    const isDone = session?.status === 200 && jsonOf(session)['authenticated'] === true;
    this.tally.add(isDone ? 'sign-ins' : 'sign-ins cut short');
    this.#browser = isDone ? browser : undefined;
    this.#cutShortAt = isDone ? this.#cutShortAt : Date.now();
    await pause(isDone ? 0 : readingMs);
  }

  /**
   * Until no sign-in of this user can be under way unnoticed: one that ends after a sign-out is a sign-in like any
   * other.
   */
  async settle(): Promise<void> {
    await pause(Math.max(0, this.#cutShortAt + longestSignInMs - Date.now()));
  }

  /** Until the service reports that it is done. */
  async signOut(): Promise<void> {
    const userTag = this.#userTag();
    const answer = await this.#send(this.#browser, 'POST', '/auth/logout', { everywhere: true });
    if (answer?.status === 200) {
      this.tally.add('sign-outs');
      this.#browser = undefined;
      await this.#findTokens(userTag);
    }
  }

  /** The first part of their session cookie. */
  #userTag(): string {
    const cookie = this.#browser?.cookies.get(new URL(this.system.origin), sessionCookieName);
    return cookie?.value.split('.')[0] ?? '';
  }

  /** Nobody but this user uses their account: a remaining session would never end. */
  async #findTokens(userTag: string): Promise<void> {
    const keys = [tokensPartitionKey(userTag), tokensVersionKey(userTag)];
    const found = await Promise.all(this.stores.flatMap((store) => keys.map((key) => store.keys(key)))).catch(
      () => undefined,
    );
    this.tally.add('looks for tokens of a signed-out user', found === undefined ? 0 : 1);
    this.tally.add('tokens of signed-out users', found?.flat().length ?? 0);
  }

  /** Graph refuses the access token, and many requests notice at once. */
  async refresh(): Promise<void> {
    const browser = this.#browser;
    if (browser === undefined) {
      return;
    }
    this.system.sandbox.control.revokeAccessTokens(this.username, 'refresh');
    this.tally.add('access tokens revoked');
    await pause(2);
    await Promise.all(Array.from({ length: burst }, () => this.read(browser, profile)));
    await this.untilServed();
  }

  async untilServed(deadlineMs = 120_000): Promise<boolean> {
    const browser = this.#browser;
    const deadline = Date.now() + deadlineMs;
    while (browser !== undefined && Date.now() < deadline) {
      if ((await this.read(browser, profile)) === 200) {
        return true;
      }
      await pause(100);
    }
    return browser === undefined;
  }

  async read(browser: UserAgent, path = oneOf(paths)): Promise<number | undefined> {
    const answer = await this.#send(browser, 'GET', path);
    if (answer === undefined) {
      return undefined;
    }
    this.tally.add(`answers ${answer.status}`);
    if (answer.status !== 200) {
      this.tally.add(`refused ${String(jsonOf(answer)['code'])}`);
    }
    if (answer.status === 401) {
      this.tally.add('signed out wrongly');
    }
    if (answer.status === 200 && path === profile) {
      const owner = jsonOf<{ userPrincipalName: string }>(answer).userPrincipalName;
      this.tally.add(owner === this.username ? "answers with the user's own data" : "answers with another user's data");
    }
    return answer.status;
  }

  async #send(
    browser: UserAgent | undefined,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer | undefined> {
    try {
      return await browser?.xhr(method, path, body);
    } catch {
      this.tally.add('connections lost');
      return undefined;
    }
  }
}
