import { ask, errorOf, parametersOf, type Prompt } from '../support/prompts.js';
import { TestSystem } from '../support/test-system.js';
import { jsonOf, type Answer, type UserAgent } from '../support/user-agent.js';

const alice = 'alice@contoso.example';
const tooOldMs = 601_000;

/** `SESSION_STEP_UP_SECONDS`, on two replicas. */
describe('what cannot be undone', () => {
  let system: TestSystem;
  let browser: UserAgent;

  beforeAll(async () => {
    system = await TestSystem.startPair({ SESSION_STEP_UP_SECONDS: '600' });
  });

  beforeEach(async () => {
    system.reset();
    browser = await system.signedIn(alice);
    await grant('mail.write');
  });

  afterAll(() => system.close());

  async function grant(permission: string): Promise<void> {
    const { interactionUrl } = await ask(browser, [permission]);
    await system.walk(browser, await browser.navigate(interactionUrl), alice);
  }

  async function messageIds(): Promise<string[]> {
    const page = jsonOf<{ items: { id: string }[] }>(await browser.xhr('GET', '/api/mail/messages?top=5'));
    return page.items.map(({ id }) => id);
  }

  const deleteForGood = (ids: readonly string[]): Promise<Answer> =>
    browser.xhr('POST', '/api/mail/messages/actions', { ids, action: 'delete-permanently' });
  const handle = async (): Promise<string> =>
    jsonOf<{ session: { id: string } }>(await browser.xhr('GET', '/auth/session')).session.id;

  it('is permitted while the sign-in is fresh', async () => {
    const [one = '', two = ''] = await messageIds();

    expect((await deleteForGood([one, two])).status).toBe(200);
  });

  it('requires the user once the sign-in is older, and is permitted after they have signed in again', async () => {
    const [one = '', two = ''] = await messageIds();
    const id = await handle();
    await system.advance(tooOldMs);
    const refused = await deleteForGood([one, two]);
    expect([refused.status, jsonOf(refused)['code']]).toEqual([403, 'step_up_required']);

    const leaving = await browser.hop(jsonOf<Prompt>(refused).interactionUrl);
    expect(parametersOf(leaving)).toMatchObject({ prompt: 'login', login_hint: expect.any(String) });
    const again = jsonOf<Prompt>(await deleteForGood([one, two]));
    const landed = await system.walk(browser, await browser.navigate(again.interactionUrl), alice);

    expect([errorOf(landed), await handle()]).toEqual([null, id]);
    expect((await deleteForGood([one, two])).status).toBe(200);
  });

  it('is not permitted after a consent, which does not prove who the user is', async () => {
    const [one = '', two = ''] = await messageIds();
    await system.advance(tooOldMs);
    await grant('mail.send');

    expect(jsonOf(await deleteForGood([one, two]))['code']).toBe('step_up_required');
  });

  it('includes emptying a folder of deleted messages, and switching automatic replies on', async () => {
    await grant('mailbox.settings');
    await system.advance(tooOldMs);
    const replies = (status: string): Promise<Answer> =>
      browser.xhr('PUT', '/api/mail/automatic-replies', { status, externalAudience: 'none' });
    const answers = [await browser.xhr('POST', '/api/mail/folders/deleteditems/empty'), await replies('always')];

    expect(answers.map((answer) => [answer.status, jsonOf(answer)['code']])).toEqual([
      [403, 'step_up_required'],
      [403, 'step_up_required'],
    ]);
    expect((await replies('disabled')).status).toBe(200);
  });

  it('includes one message, by either route of deleting it: many are deleted one by one', async () => {
    const [one = ''] = await messageIds();
    await system.advance(tooOldMs);
    const answers = [
      await deleteForGood([one]),
      await browser.xhr('DELETE', `/api/mail/messages/${encodeURIComponent(one)}?permanent=true`),
    ];

    expect(answers.map((answer) => jsonOf(answer)['code'])).toEqual(['step_up_required', 'step_up_required']);
    expect((await browser.xhr('DELETE', `/api/mail/messages/${encodeURIComponent(one)}`)).status).toBe(204);
  });

  it('excludes everything that can be undone', async () => {
    const [one = '', two = ''] = await messageIds();
    await system.advance(tooOldMs);
    const moved = await browser.xhr('POST', '/api/mail/messages/actions', { ids: [one, two], action: 'delete' });
    expect(moved.status).toBe(200);
  });
});
