import { EventReader } from '../support/event-reader.js';
import { ask, send, stateOf, type Prompt } from '../support/prompts.js';
import { jsonOf, locationOf, type UserAgent } from '../support/user-agent.js';
import { withPair } from '../support/with-pair.js';
import type { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const carla = 'carla@contoso.example';
const changed = 'event: permissions.changed';

/** A consent takes effect at once: on both replicas, for all sessions of the user, in all open tabs. */
describe('a consent', () => {
  let system: TestSystem;

  withPair((pair) => {
    system = pair;
  });

  beforeEach(() => system.restart({}));

  /** One stream of the browser at each replica. */
  const streamsOf = (browser: UserAgent): Promise<EventReader[]> =>
    Promise.all(
      system.endpoints.map(({ port }) => {
        browser.turnTo(port);
        return EventReader.open(browser, `${system.origin}/auth/events`);
      }),
    );
  const close = (streams: readonly EventReader[]): void => {
    streams.forEach((stream) => {
      stream.close();
    });
  };
  /** The responses of each replica, one after the other. */
  async function everywhere<T>(browser: UserAgent, question: () => Promise<T>): Promise<T[]> {
    const answers: T[] = [];
    for (const { port } of system.endpoints) {
      browser.turnTo(port);
      answers.push(await question());
    }
    return answers;
  }
  const codeOf = async (browser: UserAgent): Promise<unknown> => {
    const answer = await send(browser);
    return answer.status === 202 ? 'sent' : jsonOf(answer)['code'];
  };
  /** Entra refuses the scope whatever was granted: the refusals of the last moment before the consent took effect. */
  const refuseSending = (): void => {
    system.sandbox.control.answerWith({
      where: 'token',
      match: { grant_type: 'refresh_token', scope: '*Mail.Send*' },
      answer: {
        status: 400,
        headers: { 'content-type': 'application/json' },
        body: { error: 'invalid_grant', suberror: 'consent_required', error_codes: [65001] },
      },
    });
  };
  async function rememberedRefusals(browsers: readonly UserAgent[]): Promise<void> {
    refuseSending();
    for (const browser of browsers) {
      expect(await everywhere(browser, () => codeOf(browser))).not.toContain('sent');
      expect(await everywhere(browser, () => stateOf(browser))).not.toContain('granted');
    }
    system.sandbox.control.clearFaults();
  }

  it('of the user takes effect at once on every replica, and is reported to their other devices', async () => {
    const [laptop, phone] = [await system.signedIn(alice), await system.signedIn(alice)];
    const streams = await streamsOf(phone);
    const callback = await system.callbackFor(laptop, (await ask(laptop)).interactionUrl, alice);
    await rememberedRefusals([laptop, phone]);

    await laptop.hopFromElsewhere(callback.href);

    for (const browser of [phone, laptop]) {
      expect(await everywhere(browser, () => codeOf(browser))).toEqual(system.endpoints.map(() => 'sent'));
      expect(await everywhere(browser, () => stateOf(browser))).toEqual(system.endpoints.map(() => 'granted'));
    }
    await Promise.all(streams.map((stream) => stream.until(changed)));
    expect(streams.map(({ hasEnded }) => hasEnded)).toEqual(streams.map(() => false));
    close(streams);
  });

  async function waitingForAdmin(): Promise<UserAgent> {
    const browser = await system.signedIn(alice);
    system.sandbox.control.setUsersMayConsent('contoso.example', false);
    await system.walk(browser, await browser.navigate((await ask(browser)).interactionUrl), alice);
    expect(await stateOf(browser)).toBe('admin_consent_required');
    return browser;
  }

  it('of an administrator takes effect at once on every replica, and is reported to all devices', async () => {
    const [laptop, phone] = [await waitingForAdmin(), await system.signedIn(alice)];
    const streams = [...(await streamsOf(laptop)), ...(await streamsOf(phone))];
    const { interactionUrl } = jsonOf<Prompt>(await send(laptop));
    const page = await laptop.navigate(`${interactionUrl}?returnTo=/compose`);
    laptop.holdsBefore = (url) => url.pathname === '/auth/admin-consent/callback';
    const agreed = await system.walk(laptop, await laptop.press(page, 'approval', { go: 'other' }), carla);
    laptop.holdsBefore = undefined;
    await rememberedRefusals([laptop, phone]);

    expect(locationOf(await laptop.hopFromElsewhere(locationOf(agreed)))).toBe('/compose');

    for (const browser of [phone, laptop]) {
      expect(await everywhere(browser, () => codeOf(browser))).toEqual(system.endpoints.map(() => 'sent'));
      expect(await everywhere(browser, () => stateOf(browser))).toEqual(system.endpoints.map(() => 'granted'));
    }
    await Promise.all(streams.map((stream) => stream.until(changed)));
    close(streams);
  });

  it('that an administrator gave elsewhere is found by a refresh, and reported to all devices', async () => {
    const [laptop, phone] = [await waitingForAdmin(), await system.signedIn(alice)];
    await rememberedRefusals([laptop, phone]);
    const streams = await streamsOf(phone);
    system.sandbox.control.grantAdminConsent('contoso.example', ['Mail.Send']);
    await system.advance(3_000);

    expect(await codeOf(laptop)).toBe('sent');

    await Promise.all(streams.map((stream) => stream.until(changed)));
    expect(await everywhere(phone, () => stateOf(phone))).toEqual(system.endpoints.map(() => 'granted'));
    system.sandbox.control.withdrawAdminConsent('contoso.example');
    system.sandbox.control.setLifetimes({ accessTokenSeconds: 3600 });
    close(streams);
  });
});
