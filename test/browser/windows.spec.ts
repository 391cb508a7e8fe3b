import type { Browser, BrowserContext, Page } from 'playwright-core';

import { contextFor, launchChromium } from '../support/chromium.js';
import { openMail, desktop, signedInContext, takeSession, until } from '../support/mail-app.js';
import { jsonOf } from '../support/user-agent.js';
import { World } from '../support/world.js';

const timeoutMs = 90_000;
const alice = 'alice@contoso.example';
const bilal = 'bilal@contoso.example';

describe('several windows and several people', () => {
  let world: World;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    world = await World.start();
    browser = await launchChromium();
  }, timeoutMs);

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    world.sandbox.control.clearFaults();
  });

  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function windowOf(username: string): Promise<BrowserContext> {
    const context = await signedInContext(world, browser, username);
    contexts.push(context);
    return context;
  }

  const mail = (page: Page, subject: RegExp): ReturnType<Page['getByRole']> =>
    page.getByRole('link', { name: subject });

  it(
    'new mail appears by itself in both tabs',
    async () => {
      const context = await windowOf(alice);
      const tabs = [await openMail(context, world), await openMail(context, world)];
      await Promise.all(tabs.map((tab) => mail(tab, /Weekly planning/).waitFor()));

      world.sandbox.control.graph.deliver(alice, { subject: 'Fresh from the oven' });

      await Promise.all(tabs.map((tab) => mail(tab, /Fresh from the oven/).waitFor({ timeout: 30_000 })));
    },
    timeoutMs,
  );

  it(
    'signing out in one tab ends the other, and leaves nothing of the user on the device',
    async () => {
      const context = await windowOf(alice);
      const [first, second] = [await openMail(context, world), await openMail(context, world)];
      await mail(second, /Weekly planning/).waitFor();
      await first.getByRole('button', { name: 'New message' }).click();
      await first.getByRole('textbox', { name: 'Subject' }).fill('Between us');
      await until(first, "Object.values(localStorage).some((value) => value.includes('Between us'))");

      await first.getByRole('button', { name: /^Account/ }).click();
      await first.getByRole('menuitem', { name: 'Sign out', exact: true }).click();

      await first.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
      await second.getByText('You signed out in another tab.').waitFor();
      expect(await mail(second, /Weekly planning/).count()).toBe(0);
      expect(await kept(second)).not.toMatch(/Between us|alice|Weekly/i);
      expect(await context.cookies(world.origin)).toEqual([]);
    },
    timeoutMs,
  );

  it(
    'the next user of the same browser sees nothing of the one before',
    async () => {
      const context = await windowOf(alice);
      const page = await openMail(context, world);
      await mail(page, /Weekly planning/).waitFor();
      world.sandbox.control.graph.deliver(alice, { subject: 'For Alice only' });
      await takeSession(context, world, await world.signedIn(bilal));
      const other = await openMail(context, world);

      await other.getByRole('button', { name: /^Account.*Bilal/i }).waitFor();
      // The tab that was left open notices when it is looked at again.
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      await page.getByRole('button', { name: /^Account.*Bilal/i }).waitFor();

      for (const tab of [page, other]) {
        expect(await tab.content()).not.toMatch(/alice@contoso|For Alice only/i);
        await tab.goBack().catch(() => null);
        expect(await tab.content()).not.toMatch(/For Alice only/i);
      }
    },
    timeoutMs,
  );

  it(
    'a session that is ended elsewhere ends here: the page says so and leads back to the same place',
    async () => {
      const agent = await world.signedIn(alice);
      const context = await contextFor(browser, desktop);
      contexts.push(context);
      await takeSession(context, world, agent);
      const page = await openMail(context, world, '/mail/archive');
      const elsewhere = await world.signedIn(alice);
      const { session } = jsonOf<{ session: { id: string } }>(await agent.xhr('GET', '/auth/session'));

      expect((await elsewhere.xhr('DELETE', `/auth/sessions/${session.id}`)).status).toBe(204);

      const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
      await dialog.getByRole('button', { name: /Sign in/ }).click();
      await page.waitForURL(({ origin }) => origin !== world.origin);
      expect(new URL(page.url()).searchParams.get('login_hint')).toBe(alice);
    },
    timeoutMs,
  );

  it(
    'declining the consent brings the draft back, untouched, with a word on what happened',
    async () => {
      const page = await openMail(await windowOf(alice), world);
      await page.getByRole('button', { name: 'New message' }).click();
      await page.getByRole('combobox', { name: 'To' }).fill(bilal);
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Subject' }).fill('Still here');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
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
      expect(await kept(page)).toContain('Still here');
      expect(world.sandbox.control.graph.messages(bilal).some(({ subject }) => subject === 'Still here')).toBe(false);
    },
    timeoutMs,
  );

  async function kept(page: Page): Promise<string> {
    return page.evaluate<string>(
      `indexedDB.databases().then((names) => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, names]))`,
    );
  }
});
