import { send } from '../prompts.js';
import { isSignedIn, jsonOf, locationOf, type Answer, type UserAgent } from '../user-agent.js';
import type { TestSystem } from '../test-system.js';
import type { Seen } from './seen.js';
import type { Playable } from './table.js';

const users = { work: 'alice@contoso.example', personal: 'pia@outlook.example' } as const;
/** After this time, waits for the token endpoint are over. */
const pauseMs = 15 * 60_000;

/** How the service gets a response of the token or the authorize endpoint. */
export class TokenScenarios {
  constructor(private readonly system: TestSystem) {}

  async play(playable: Playable): Promise<Seen> {
    const { scenario } = playable.play;
    this.system.sandbox.control.clearFaults();
    this.system.sandbox.control.setLifetimes({ accessTokenSeconds: 3600 });
    await this.system.advance(pauseMs);
    try {
      switch (scenario) {
        case 'refresh':
          return await this.#refresh(playable);
        case 'ask':
          return await this.#ask(playable);
        case 'permissions':
          return await this.#permissions(playable);
        case 'redeem':
          return await this.#redeem(playable);
        case 'signIn':
          return await this.#signIn(playable);
        default:
          throw new RangeError(`no scenario ${scenario}`);
      }
    } finally {
      this.system.sandbox.control.clearFaults();
    }
  }

  /** The access token has expired; the profile is requested. */
  async #refresh(playable: Playable): Promise<Seen> {
    const { control } = this.system.sandbox;
    control.setLifetimes({ accessTokenSeconds: 30 });
    const browser = await this.system.signedIn(this.#userOf(playable));
    this.#answerWith(playable, { grant_type: 'refresh_token' });
    const answer = await browser.xhr('GET', '/api/me');
    control.clearFaults();
    return { answer, session: await sessionOf(browser), claims: await this.#claimsAskedFor(browser, answer) };
  }

  /** A message is sent without the permission. */
  async #ask(playable: Playable): Promise<Seen> {
    const browser = await this.#withoutSending(playable);
    this.#answerWith(playable, { grant_type: 'refresh_token', scope: '*Mail.Send*' });
    const answer = await send(browser);
    return { answer, session: await sessionOf(browser), permissions: await permissionsOf(browser) };
  }

  /** The list of permissions is requested while one of them is refused in this way. */
  async #permissions(playable: Playable): Promise<Seen> {
    const browser = await this.#withoutSending(playable);
    this.#answerWith(playable, { grant_type: 'refresh_token', scope: '*Mail.Send*' });
    const answer = await browser.xhr('GET', '/auth/permissions');
    return { answer, session: await sessionOf(browser), permissions: await permissionsOf(browser) };
  }

  async #redeem(playable: Playable): Promise<Seen> {
    const browser = this.system.browser();
    const callback = await this.system.callbackFor(browser, '/auth/login?returnTo=/in', this.#userOf(playable));
    this.#answerWith(playable, { grant_type: 'authorization_code' });
    const answer = await browser.hopFromElsewhere(callback.href);
    return { answer, authError: authErrorOf(new URL(locationOf(answer), browser.origin)) };
  }

  async #signIn(playable: Playable): Promise<Seen> {
    this.system.sandbox.control.answerWith({ where: 'authorize', answer: playable.answer, times: 1 });
    const browser = this.system.browser();
    const answer = await browser.navigate('/auth/login?returnTo=/in');
    return { answer, authError: authErrorOf(answer.url) };
  }

  async #withoutSending(playable: Playable): Promise<UserAgent> {
    const user = this.#userOf(playable);
    const browser = await this.system.signedIn(user);
    this.system.sandbox.control.withdrawConsent(user, ['Mail.Send', 'Mail.ReadWrite']);
    return browser;
  }

  #answerWith({ answer, play: { times } }: Playable, match: Readonly<Record<string, string>>): void {
    this.system.sandbox.control.answerWith({
      where: 'token',
      match,
      answer,
      ...(times === undefined ? {} : { times }),
    });
  }

  #userOf({ play: { user = 'work' } }: Playable): string {
    return users[user];
  }

  /** Starts the offered step-up, up to Entra. */
  async #claimsAskedFor(browser: UserAgent, answer: Answer): Promise<string> {
    if (answer.status !== 403) {
      return '';
    }
    const { interactionUrl } = jsonOf<{ interactionUrl?: string }>(answer);
    if (interactionUrl === undefined) {
      return '';
    }
    const location = locationOf(await browser.hop(interactionUrl));
    return URL.canParse(location) ? (new URL(location).searchParams.get('claims') ?? '') : '';
  }
}

function authErrorOf({ searchParams }: URL): string {
  return searchParams.get('auth_error') ?? 'none';
}

async function sessionOf(browser: UserAgent): Promise<'lives' | 'ends'> {
  return (await isSignedIn(browser)) === true ? 'lives' : 'ends';
}

async function permissionsOf(browser: UserAgent): Promise<Record<string, string>> {
  const answer = await browser.xhr('GET', '/auth/permissions');
  const { permissions = [] } = jsonOf<{ permissions?: { name: string; state: string }[] }>(answer);
  return Object.fromEntries(permissions.map(({ name, state }) => [name, state]));
}
