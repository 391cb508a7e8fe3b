import type { FastifyRequest } from 'fastify';

import { FakeClock } from '../../test/support/fake-clock.js';
import { liveSession } from '../../test/support/mail-session.js';
import { Observed } from '../../test/support/observed.js';
import { AuditLog } from '../common/index.js';
import { EmbeddedKeyValueStore } from '../redis/index.js';
import { browserFamilyOf } from './browser-family.js';
import { clientContextOf, type ClientContext, type ForeignClient } from './client-context.js';
import { ForeignBrowsers } from './foreign-browsers.js';
import type { SessionAnnouncer } from './session-announcer.js';
import type { LiveSession } from './session.js';

const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const edge = `${chrome} Edg/156.0.0.0`;
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0';

describe('the family of a browser', () => {
  it.each([
    [chrome, 'Chrome'],
    [edge, 'Edge'],
    [firefox, 'Firefox'],
    [`${chrome} OPR/110.0.0.0`, 'Opera'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1', 'Safari'],
    ['Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 CriOS/130.0 Mobile/15E148 Safari/604.1', 'Chrome'],
    ['curl/8.9', 'Another program'],
    ['', 'Another program'],
  ])('of %s is %s', (userAgent, family) => {
    expect(browserFamilyOf(userAgent)).toBe(family);
  });
});

describe('a session that continues in another browser', () => {
  let observed: Observed;
  let reported: string[];
  let store: EmbeddedKeyValueStore;
  let session: LiveSession;

  beforeEach(() => {
    const clock = new FakeClock();
    observed = new Observed();
    reported = [];
    store = new EmbeddedKeyValueStore(clock);
    session = { ...liveSession(), userAgent: chrome, expiresAt: clock.now() + 1_000 };
  });

  function replica(): ForeignBrowsers {
    const announcer = {
      continued: (_reference: unknown, { browser, country }: ForeignClient) => {
        reported.push(country === undefined ? browser : `${browser} in ${country}`);
        return Promise.resolve();
      },
    } as unknown as SessionAnnouncer;
    return new ForeignBrowsers(store, announcer, new FakeClock(), new AuditLog(observed.logger), observed.logger);
  }

  const from = (userAgent = '', country?: string): ClientContext => ({ userAgent, country });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is reported once per family, by whichever replica sees it', async () => {
    const [one, other] = [replica(), replica()];
    for (const userAgent of [firefox, firefox, 'curl/8.9']) {
      one.note(session, from(userAgent));
      await settled();
      other.note(session, from(userAgent));
      await settled();
    }

    expect(reported).toEqual(['Firefox', 'Another program']);
    const audit = observed.lines.map((line) => JSON.parse(line) as object);
    expect(audit).toEqual([
      expect.objectContaining({ event: 'session_continued_elsewhere', began: 'Chrome', browser: 'Firefox' }),
      expect.objectContaining({ event: 'session_continued_elsewhere', browser: 'Another program' }),
    ]);
  });

  it('is not reported when its browser was updated, or sends a longer text than is stored', async () => {
    const one = replica();
    one.note(session, from(chrome.replace('156', '157')));
    one.note({ ...session, userAgent: chrome.slice(0, 40) }, from(chrome));
    one.note({ ...session, userAgent: '' }, from(undefined));
    await settled();

    expect([reported, observed.lines]).toEqual([[], []]);
  });

  it('is reported in another country as well, once each, where its first country is known', async () => {
    const abroad = { ...session, country: 'DE' };
    const one = replica();
    for (const [began, userAgent, country] of [
      [abroad, chrome, 'DE'],
      [abroad, chrome, undefined],
      [session, chrome, 'FR'],
      [abroad, chrome, 'FR'],
      [abroad, chrome, 'FR'],
      [abroad, firefox, 'FR'],
    ] as const) {
      one.note(began, from(userAgent, country));
      await settled();
    }

    expect(reported).toEqual(['Chrome in FR', 'Firefox in FR']);
    expect(JSON.parse(observed.lines[0] ?? '{}')).toMatchObject({ beganIn: 'DE', country: 'FR' });
  });
});

describe('the country of a request', () => {
  it.each([
    ['DE', 'DE'],
    ['de', 'DE'],
    ['T1', 'T1'],
    ['XX', undefined],
    ['', undefined],
    ['Germany', undefined],
    [undefined, undefined],
  ])('named %p is %p', (value, country) => {
    const request = { headers: value === undefined ? {} : { 'cf-ipcountry': value } } as unknown as FastifyRequest;
    expect(clientContextOf(request, { countryHeader: 'cf-ipcountry' }).country).toBe(country);
    expect(clientContextOf(request, { countryHeader: undefined }).country).toBeUndefined();
  });
});
