import type { Page } from 'playwright-core';

import { contextFor, signInAtEntra } from '../support/chromium.js';
import { desktop } from '../support/mail-app.js';
import { alice, attach, bilal, MailWindows, saveState, storyMs, textOf, writeTo } from '../support/mail-windows.js';
import { jsonOf } from '../support/user-agent.js';

describe('signing out', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
  });

  async function askToSignOut(page: Page): Promise<void> {
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  }
  const signedOut = (page: Page): Promise<void> =>
    page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();

  it(
    'asks first when a draft is on this device only, and then deletes everything',
    async () => {
      windows.control.grantConsent(alice, ['User.Read', 'Mail.Read']);
      const page = await windows.mail();
      await writeTo(page, bilal, 'Only here');
      await saveState(page, 'On this device');
      await askToSignOut(page);
      const question = page.getByTestId('sign-out-question');
      await question.getByText('Only here').waitFor();
      await question.getByRole('button', { name: 'Stay signed in' }).click();
      await question.waitFor({ state: 'detached' });
      await textOf(page).fill('Still writing.');

      await askToSignOut(page);
      await question.getByRole('button', { name: 'Sign out without saving' }).click();
      await signedOut(page);
      const stored = await page.evaluate<string>('JSON.stringify({ ...localStorage })');
      expect(stored).not.toContain('Only here');
    },
    storyMs,
  );

  it(
    'first saves what is not yet in the mailbox, including files, when the user wants that',
    async () => {
      windows.grantAll(alice);
      const page = await windows.mail();
      await writeTo(page, bilal, 'Nearly there');
      windows.control.addFault({ point: 'graph', match: { method: 'PUT' }, action: { kind: 'gate', name: 'range' } });
      await attach(page, 'plan.bin', 5 * 1_048_576);
      await windows.control.gate('range').waiting(1);
      await askToSignOut(page);
      const question = page.getByTestId('sign-out-question');
      await question.getByText(/Files are still on their way/).waitFor();
      await question.getByRole('button', { name: 'Save and sign out' }).click();
      await question.getByRole('button', { name: 'Saving…' }).waitFor();
      windows.control.clearFaults();
      windows.control.gate('range').open();

      await signedOut(page);
      const [draft] = windows.graph.messages(alice, 'drafts').filter(({ subject }) => subject === 'Nearly there');
      const agent = await windows.system.signedIn(alice);
      const answer = await agent.xhr('GET', `/api/mail/messages/${draft?.immutableId ?? ''}`);
      expect(jsonOf<{ attachments: unknown[] }>(answer).attachments).toMatchObject([{ name: 'plan.bin' }]);
    },
    storyMs,
  );

  it(
    'asks nothing when everything is in the mailbox',
    async () => {
      windows.grantAll(alice);
      const page = await windows.mail();
      await writeTo(page, bilal, 'Safe and sound');
      await saveState(page, 'Saved');
      await askToSignOut(page);
      await signedOut(page);
      expect(windows.subjects(alice, 'drafts')).toContain('Safe and sound');
    },
    storyMs,
  );

  it(
    'also asks first when a notice offers it, because another browser uses the session',
    async () => {
      windows.control.withdrawConsent(alice);
      const context = windows.closeAtEnd(await contextFor(windows.browser, desktop));
      const page = await context.newPage();
      await page.goto(windows.system.origin);
      await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
      await signInAtEntra(page, alice);
      await page.getByRole('button', { name: 'Accept' }).click();
      await writeTo(page, bilal, 'Only here');
      await saveState(page, 'On this device');

      const name = '__Host-Http-session';
      const { value } = (await context.cookies()).find((cookie) => cookie.name === name) ?? { value: '' };
      const thief = windows.system.browser();
      thief.cookies.set(new URL(windows.system.origin), name, value);
      const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
      await thief.xhr('GET', '/api/me', undefined, { 'user-agent': firefox });
      const notice = page.getByTestId('notice').filter({ hasText: 'also used in another browser' });
      await notice.getByRole('button', { name: 'Sign out' }).click();

      const question = page.getByTestId('sign-out-question');
      await question.getByText('Only here').waitFor();
      await question.getByRole('button', { name: 'Sign out without saving' }).click();
      await signedOut(page);
    },
    storyMs,
  );
});
