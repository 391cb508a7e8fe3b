import { realAnswers, type RealAnswer } from '../support/real-answers/table.js';
import { uploadFile } from '../support/file-upload.js';
import { TestSystem } from '../support/test-system.js';
import { uploadFaults } from '../support/upload-faults.js';
import { isSignedIn, jsonOf, type UserAgent } from '../support/user-agent.js';

const pia = 'pia@outlook.example';
const all = ['User.Read', 'Mail.Read', 'Mail.Send', 'Mail.ReadWrite'];
/** Access tokens expire after a minute of the hour, so that every step requires a new one. */
const lifetimeSeconds = 60;
const hourMs = 3_600_000;
const twoRanges = 4_000_000;

/**
 * Responses of the token endpoint to a refresh, and responses of Graph, batches too, that may occur at any time of a
 * working day.
 */
const faults = realAnswers().filter(
  ({ where, plays }) =>
    where === 'graph' ||
    where === 'batch' ||
    (where === 'token' && plays.some(({ scenario }) => ['refresh', 'ask', 'permissions'].includes(scenario))),
);
function meansIt({ plays }: RealAnswer): boolean {
  return plays.some(({ expect: { session } }) => session === 'ends');
}
/** The distinctions of the service; of a batch also its parts. */
function kindOf({ where, answer, plays: [play] }: RealAnswer): string {
  const { responses } = (answer.body ?? {}) as { readonly responses?: unknown };
  const parts = Array.isArray(responses)
    ? responses.map((part: { readonly status?: unknown } | null) => part?.status)
    : responses;
  return JSON.stringify([where, answer.status, play?.expect.code, where === 'batch' ? (parts ?? 'none') : undefined]);
}

const allHarmless = faults.filter((row) => !meansIt(row));
/**
 * The first of each kind: real-answers-*.spec.ts play every row separately, and verify each time that the session
 * stays. With `EVERY_FAULT=1` all of them occur in turn.
 */
const harmless =
  process.env['EVERY_FAULT'] === '1'
    ? allHarmless
    : allHarmless.filter((row) => row === allHarmless.find((other) => kindOf(other) === kindOf(row)));
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

  /** The actions of a user in a minute. */
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
      // Requested waits are over.
      await system.advance(15 * 60_000);
      const after = await work();
      if (after.some((status) => status !== 200)) {
        stillBroken.push(`${row.id}: ${after.join(' ')}`);
      }
    }

    expect({ ended, broken, stillBroken }).toEqual({ ended: [], broken: [], stillBroken: [] });
  }, 900_000);

  it('adds each large file once and reports its outcome, with every fault of an upload in turn', async () => {
    await signIn();
    const { control } = system.sandbox;
    control.setLifetimes({ accessTokenSeconds: 3_600 });
    const wrong: string[] = [];
    for (const { name, faults: scripted } of uploadFaults()) {
      const draft = jsonOf<{ id: string }>(await browser.xhr('POST', '/api/mail/drafts', { subject: name })).id;
      const attached = async (): Promise<string[]> => {
        const { attachments } = jsonOf<{ attachments: { id: string }[] }>(
          await browser.xhr('GET', `/api/mail/messages/${encodeURIComponent(draft)}`),
        );
        return attachments.map(({ id }) => id);
      };
      const upload = (): ReturnType<typeof uploadFile> =>
        uploadFile({ browser, origin: system.origin }, draft, twoRanges);
      scripted.forEach((fault) => control.addFault(fault));
      const answer = await upload();
      const isLeft = control.faults().length > 0;
      control.clearFaults();
      const ids = await attached();
      const told = answer.status === 201 ? [jsonOf<{ id: string }>(answer).id] : [];
      if (answer.status === 500 || isLeft || JSON.stringify(ids) !== JSON.stringify(told)) {
        wrong.push(
          `${name}: ${answer.status} ${answer.text.slice(0, 120)}; ${ids.length} attached${isLeft ? '; not met' : ''}`,
        );
      }
      // Requested waits are over, and failed actions can be repeated.
      await system.advance(15 * 60_000);
      const again = told.length === 0 ? await upload() : answer;
      if (again.status !== 201 || (await isSignedIn(browser)) !== true) {
        wrong.push(`${name}: then ${again.status} ${again.text.slice(0, 120)}`);
        await signIn();
      }
    }

    expect(wrong).toEqual([]);
  }, 900_000);

  it.each(final.map((row) => [row.id, row] as const))('is signed out by %s, which requires it', async (_, row) => {
    await signIn();
    await system.advance(lifetimeSeconds * 1000 + 1_000);
    scriptOf(row);
    await work();
    expect(await isSignedIn(browser)).toBe(false);
    system.sandbox.control.clearFaults();
  });
});
