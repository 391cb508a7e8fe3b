import type { Page } from 'playwright-core';

import { contextFor } from '../support/chromium.js';
import { desktop, sendsAtOnce, takeSession, until } from '../support/mail-app.js';
import { alice, bilal, MailWindows, row, saveState, send, storyMs, writeTo } from '../support/mail-windows.js';
import { jsonOf, type UserAgent } from '../support/user-agent.js';

describe('several windows and several people', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
  });

  it(
    'show new mail by themselves in both tabs',
    async () => {
      const context = await windows.window();
      const tabs = [await windows.tab(context), await windows.tab(context)];
      await Promise.all(tabs.map((tab) => row(tab, /Weekly planning/).waitFor()));

      windows.graph.deliver(alice, { subject: 'Fresh from the oven' });

      await Promise.all(tabs.map((tab) => row(tab, /Fresh from the oven/).waitFor()));
    },
    storyMs,
  );

  it(
    'end together by signing out in one tab, and leave nothing of the user on the device',
    async () => {
      const context = await windows.window();
      const [first, second] = [await windows.tab(context), await windows.tab(context)];
      await row(second, /Weekly planning/).waitFor();
      await first.getByRole('button', { name: 'New message' }).click();
      await first.getByRole('textbox', { name: 'Subject' }).fill('Between us');
      await until(first, "Object.values(localStorage).some((value) => value.includes('Between us'))");

      await first.getByRole('button', { name: /^Account/ }).click();
      await first.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
      await first.getByRole('button', { name: 'Sign out without saving' }).click();

      await first.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
      await second.getByText('You signed out in another tab.').waitFor();
      expect(await row(second, /Weekly planning/).count()).toBe(0);
      expect(await storedTexts(second)).not.toMatch(/Between us|alice|Weekly/i);
      expect(await context.cookies(windows.system.origin)).toEqual([]);
    },
    storyMs,
  );

  it(
    'show the next user of the same browser nothing of the previous one',
    async () => {
      const context = await windows.window();
      const page = await windows.tab(context);
      await row(page, /Weekly planning/).waitFor();
      windows.graph.deliver(alice, { subject: 'For Alice only' });
      await takeSession(context, windows.system, await windows.system.signedIn(bilal));
      const other = await windows.tab(context);

      await other.getByRole('button', { name: /^Account.*Bilal/i }).waitFor();
      // The open tab notices when it is visible again, unless it was notified and is reloading itself.
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))").catch((error: unknown) => {
        expect(String(error)).toContain('because of a navigation');
      });
      await page.getByRole('button', { name: /^Account.*Bilal/i }).waitFor();

      for (const tab of [page, other]) {
        expect(await tab.content()).not.toMatch(/alice@contoso|For Alice only/i);
        await tab.goBack().catch(() => null);
        expect(await tab.content()).not.toMatch(/For Alice only/i);
      }
    },
    storyMs,
  );

  it(
    'neither store nor show in the mailbox of the next user what the previous one has not saved',
    async () => {
      windows.grantAll(alice);
      windows.grantAll(bilal);
      const context = await windows.window();
      const page = await windows.tab(context);
      await writeTo(page, bilal, 'Nobody else’s business');
      windows.control.addFault({
        point: 'graph',
        match: { method: 'POST', user: alice },
        action: { kind: 'graph_error', status: 503, code: 'ServiceUnavailable' },
      });
      await saveState(page, 'Not saved');
      await takeSession(context, windows.system, await windows.system.signedIn(bilal));
      const before = windows.subjects(bilal, 'drafts');
      await windows.tab(context);

      // Notified by the other tab, the first one restarts, for the currently signed-in user.
      await page.getByRole('button', { name: /^Account.*Bilal/i }).waitFor();
      await page.getByText('This draft is not here any more').waitFor();
      expect(await page.content()).not.toContain('Nobody else’s business');
      expect(windows.subjects(bilal, 'drafts')).toEqual(before);
    },
    storyMs,
  );

  it(
    'do not send as the next user what the previous one has written, even if the page was not notified',
    async () => {
      windows.control.grantConsent(alice, ['User.Read', 'Mail.Read', 'Mail.Send']);
      windows.grantAll(bilal);
      const context = await windows.window();
      const page = await windows.tab(context);
      await writeTo(page, 'carla@contoso.example', 'Signed: Alice');
      await takeSession(context, windows.system, await windows.system.signedIn(bilal));
      await send(page);

      await page.getByRole('button', { name: /^Account.*Bilal/i }).waitFor();
      expect(windows.subjects(bilal, 'sentitems')).not.toContain('Signed: Alice');
      expect(windows.subjects('carla@contoso.example', 'inbox')).not.toContain('Signed: Alice');
    },
    storyMs,
  );

  it(
    'continue in the other tab when a user signs in again in one, and show new mail by themselves as before',
    async () => {
      const context = windows.closeAtEnd(await contextFor(windows.browser, desktop));
      const agent = await windows.system.signedIn(alice);
      await takeSession(context, windows.system, agent);
      const page = await windows.tab(context);
      await endElsewhere(agent);
      await page.getByText('Your session has ended').first().waitFor();

      await takeSession(context, windows.system, await windows.system.signedIn(alice));
      await windows.tab(context);
      await page.getByText('Your session has ended').first().waitFor({ state: 'detached' });
      windows.graph.deliver(alice, { subject: 'After the break' });
      await row(page, /After the break/).waitFor();
    },
    storyMs,
  );

  it(
    'end when a session is ended elsewhere: the page says so and leads back to the same route',
    async () => {
      const agent = await windows.system.signedIn(alice);
      const context = windows.closeAtEnd(
        await contextFor(windows.browser, desktop, sendsAtOnce(windows.system.origin)),
      );
      await takeSession(context, windows.system, agent);
      const page = await windows.tab(context, '/mail/archive');
      await endElsewhere(agent);

      const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
      await dialog.getByRole('button', { name: /Sign in/ }).click();
      await page.waitForURL(({ origin }) => origin !== windows.system.origin);
      expect(new URL(page.url()).searchParams.get('login_hint')).toBe(alice);
    },
    storyMs,
  );

  it(
    'restore the draft unchanged when the user declines the consent, and report what happened',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'Still here');
      await send(page);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.locator('input[type="password"]').press('Enter');
      await page.getByText('Send mail as you').first().waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();

      await page.getByTestId('auth-error').getByText('You didn’t give permission.').waitFor();
      await page
        .getByRole('textbox', { name: 'Subject' })
        .or(page.getByRole('link', { name: /draft/i }))
        .first()
        .waitFor();
      expect(await storedTexts(page)).toContain('Still here');
      expect(windows.graph.messages(bilal).some(({ subject }) => subject === 'Still here')).toBe(false);
    },
    storyMs,
  );

  /** On another device, the user ends the session of this one. */
  async function endElsewhere(agent: UserAgent): Promise<void> {
    const elsewhere = await windows.system.signedIn(alice);
    const { session } = jsonOf<{ session: { id: string } }>(await agent.xhr('GET', '/auth/session'));
    expect((await elsewhere.xhr('DELETE', `/auth/sessions/${session.id}`)).status).toBe(204);
  }

  async function storedTexts(page: Page): Promise<string> {
    return page.evaluate<string>(
      `indexedDB.databases().then((names) => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, names]))`,
    );
  }
});
