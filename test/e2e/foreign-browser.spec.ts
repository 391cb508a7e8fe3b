import { EventReader } from '../support/event-reader.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const sessionCookie = '__Host-Http-session';

/** A session cookie that was copied into another browser, on two replicas. */
describe('a session that continues in another browser', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair();
  });

  afterAll(() => system.close());

  it('is served, and reported once: to the tab of the user and to the auditor', async () => {
    const browser = await system.signedIn(alice);
    const tab = await EventReader.open(browser, `${system.origin}/auth/events`);
    await tab.until(': open');
    const url = new URL(system.origin);
    const thief = system.browser();
    thief.cookies.set(url, sessionCookie, browser.cookies.get(url, sessionCookie)?.value ?? '');

    const statuses: number[] = [];
    for (let each = 0; each < 4; each++) {
      statuses.push((await thief.xhr('GET', '/api/me', undefined, { 'user-agent': firefox })).status);
    }

    expect(statuses).toEqual([200, 200, 200, 200]);
    await tab.until('event: session.continued\ndata: {"browser":"Firefox"}');
    await system.settled();
    const audit = system.logLines.filter((line) => line.includes('session_continued_elsewhere'));
    expect(audit.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ outcome: 'noticed', browser: 'Firefox', userAgent: firefox }),
    ]);
    tab.close();
  });
});
