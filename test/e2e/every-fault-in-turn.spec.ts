import { realAnswers, type RealAnswer } from '../support/real-answers/table.js';
import { TestSystem } from '../support/test-system.js';
import { isSignedIn, type UserAgent } from '../support/user-agent.js';

const pia = 'pia@outlook.example';
const all = ['User.Read', 'Mail.Read', 'Mail.Send', 'Mail.ReadWrite'];
/** Access tokens are over after a minute of the hour, so that every step of it needs a new one. */
const lifetimeSeconds = 60;
const hourMs = 3_600_000;

/** Answers of the token endpoint to a refresh, and answers of Graph, batches too: what may come at any time of a working day. */
const faults = realAnswers().filter(
  ({ where, plays }) =>
    where === 'graph' ||
    where === 'batch' ||
    (where === 'token' && plays.some(({ scenario }) => ['refresh', 'ask', 'permissions'].includes(scenario))),
);
function meansIt({ plays }: RealAnswer): boolean {
  return plays.some(({ expect: { session } }) => session === 'ends');
}
const harmless = faults.filter((row) => !meansIt(row));
const final = faults.filter(meansIt);

describe('a personal account', () => {
  let system: TestSystem;
  let browser: UserAgent;

  beforeAll(async () => {
    system = await TestSystem.start({
      SESSION_IDLE_TIMEOUT_SECONDS: '400000',
      SESSION_ABSOLUTE_TIMEOUT_SECONDS: '400000',
    });
  }, 60_000);
  afterAll(() => system.close());

  const signIn = async (): Promise<void> => {
    const { control } = system.sandbox;
    control.setLifetimes({ accessTokenSeconds: lifetimeSeconds });
    control.grantConsent(pia, all);
    browser = await system.signedIn(pia);
  };

  const scriptOf = ({ where, answer }: RealAnswer): void => {
    const matches: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      token: { grant_type: 'refresh_token' },
      graph: { user: pia },
      batch: { user: pia, path: '/$batch$' },
    };
    const place = where === 'token' || where === 'batch' ? where : 'graph';
    system.sandbox.control.answerWith({ where: place, match: matches[place] ?? {}, answer });
  };

  /** What a person does in a minute. */
  const work = async (): Promise<number[]> => {
    const answers = [
      await browser.xhr('GET', '/api/me'),
      await browser.xhr('GET', '/api/mail/messages'),
      await browser.xhr('GET', '/api/mail/folders?depth=20'),
      await browser.xhr('GET', '/auth/permissions'),
    ];
    return answers.map(({ status }) => status);
  };

  it(`works for hours with ${harmless.length} faults in turn, and none of them signs it out`, async () => {
    await signIn();
    const step = Math.max(lifetimeSeconds * 1000 + 1_000, Math.ceil(hourMs / harmless.length));
    const ended: string[] = [];
    const broken: string[] = [];
    const stillBroken: string[] = [];
    for (const row of harmless) {
      await system.advance(step);
      scriptOf(row);
      const statuses = await work();
      broken.push(...statuses.filter((status) => status === 500).map((status) => `${row.id}: ${status}`));
      system.sandbox.control.clearFaults();
      if ((await isSignedIn(browser)) !== true) {
        ended.push(row.id);
        await signIn();
      }
      // Waits that were asked for are over.
      await system.advance(15 * 60_000);
      const after = await work();
      if (after.some((status) => status !== 200)) {
        stillBroken.push(`${row.id}: ${after.join(' ')}`);
      }
    }

    expect({ ended, broken, stillBroken }).toEqual({ ended: [], broken: [], stillBroken: [] });
  }, 300_000);

  it.each(final.map((row) => [row.id, row] as const))('is signed out by %s, which means it', async (_, row) => {
    await signIn();
    await system.advance(lifetimeSeconds * 1000 + 1_000);
    scriptOf(row);
    await work();
    expect(await isSignedIn(browser)).toBe(false);
    system.sandbox.control.clearFaults();
  });
});
