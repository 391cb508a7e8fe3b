import type { Browser, BrowserContext, Page } from 'playwright-core';

import { violations } from '../support/axe.js';
import { contextFor, launchChromium, screenshot } from '../support/chromium.js';
import { dark, desktop, openMail, phone, show, signedInContext } from '../support/mail-app.js';
import { World } from '../support/world.js';

const timeoutMs = 90_000;
const alice = 'alice@contoso.example';

type View = readonly [name: string, path: string, reach: (page: Page) => Promise<void>];

const openMessage = async (page: Page, subject: RegExp): Promise<void> => {
  await page.getByRole('link', { name: subject }).first().click();
  await page.getByRole('heading', { name: subject }).waitFor();
};

const views: readonly View[] = [
  ['list', '/mail/inbox', (page) => page.getByRole('link', { name: /Weekly planning/ }).waitFor()],
  ['newsletter', '/mail/inbox', (page) => openMessage(page, /Harbour Dispatch No\. 410/)],
  ['conversation', '/mail/inbox', (page) => openMessage(page, /Aurora: go-live checklist/)],
  [
    'search without a match',
    '/mail/inbox?q=zzzzzz',
    (page) =>
      page
        .getByText(/no|nothing/i)
        .first()
        .waitFor(),
  ],
  ['settings', '/settings', (page) => page.getByRole('heading', { name: 'Settings' }).waitFor()],
  ['nowhere', '/no/such/page', (page) => page.getByRole('heading', { level: 1 }).waitFor()],
  [
    'writing',
    '/mail/inbox',
    async (page) => {
      await page.getByRole('button', { name: 'New message' }).click();
      await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
    },
  ],
  [
    'permission prompt',
    '/mail/inbox',
    async (page) => {
      await page.getByRole('button', { name: 'New message' }).click();
      await page.getByRole('combobox', { name: 'To' }).fill('bilal@contoso.example');
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Subject' }).fill('Hello');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page
        .getByText(/Send mail as you/)
        .first()
        .waitFor();
    },
  ],
  [
    'shortcuts',
    '/mail/inbox',
    async (page) => {
      await page.getByRole('link', { name: /Weekly planning/ }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  ],
  [
    'account menu',
    '/mail/inbox',
    async (page) => {
      await page.getByRole('button', { name: /^Account/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out', exact: true }).waitFor();
    },
  ],
];

/** Views whose layout does not depend on the width. */
const sameOnPhone = new Set(['search without a match', 'nowhere', 'permission prompt', 'shortcuts']);

describe('for everybody', () => {
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    world = await World.start();
    browser = await launchChromium();
  }, timeoutMs);

  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  describe.each([desktop, dark, phone])('$name', (screen) => {
    let context: BrowserContext;
    let page: Page;

    beforeAll(async () => {
      context = await signedInContext(world, browser, alice, screen);
      page = await openMail(context, world);
    }, timeoutMs);

    afterAll(() => context.close());

    const shown = screen === phone ? views.filter(([name]) => !sameOnPhone.has(name)) : views;
    it.each(shown)(
      'axe finds nothing: %s',
      async (name, path, reach) => {
        await show(page, path);
        await reach(page);
        await screenshot(page, `axe ${name} ${screen.name}`);

        expect(await violations(page)).toEqual([]);
        await page.keyboard.press('Escape');
      },
      timeoutMs,
    );

    it('axe would find a fault', async () => {
      await page.evaluate("document.querySelector('main').append(new Image(8, 8))");

      expect(await violations(page)).toEqual([expect.stringContaining('image-alt')]);
    });

    it(
      'axe finds nothing before anybody has signed in',
      async () => {
        const nobody = await contextFor(browser, screen);
        const page = await nobody.newPage();
        await page.goto(`${world.origin}/?auth_error=sign_in_failed&ref=4bf92f3577b34da6a3ce929d0e0e4736`);
        await page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();

        expect(await violations(page)).toEqual([]);
        await nobody.close();
      },
      timeoutMs,
    );
  });
});
