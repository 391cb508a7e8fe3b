import type { BrowserContext, Page } from 'playwright-core';

import { violations } from '../support/axe.js';
import { contextFor, screenshot } from '../support/chromium.js';
import { dark, desktop, phone, show, signedInContext } from '../support/mail-app.js';
import {
  alice,
  attach,
  bilal,
  MailWindows,
  row,
  saveState,
  send,
  storyMs,
  textOf,
  writeTo,
} from '../support/mail-windows.js';

type View = readonly [name: string, path: string, reach: (page: Page) => Promise<void>];

async function openMessage(page: Page, subject: RegExp): Promise<void> {
  await row(page, subject).click();
  await page.getByRole('heading', { name: subject }).waitFor();
}

async function openAccountMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).waitFor();
}

async function writeLetter(page: Page): Promise<void> {
  await writeTo(page, bilal, 'Slides for Thursday');
  await textOf(page).fill('Hi Bilal, here are the slides. Two of them still need your numbers.');
  await attach(page, 'slides.pdf', 1_400_000);
  await attach(page, 'numbers.xlsx', 48_000);
  await saveState(page, 'On this device');
}

const views: readonly View[] = [
  ['list', '/mail/inbox', (page) => row(page, /Weekly planning/).waitFor()],
  [
    'many selected',
    '/mail/inbox',
    async (page) => {
      await row(page, /Weekly planning/).focus();
      await page.keyboard.press('x');
      await page.keyboard.press('Shift+ArrowDown');
      await page.getByText('2 selected').first().waitFor();
    },
  ],
  [
    'folder menu',
    '/mail/inbox',
    async (page) => {
      const drawer = page.getByRole('button', { name: 'Folders', exact: true });
      await row(page, /Weekly planning/).waitFor();
      if (await drawer.isVisible()) {
        await drawer.click();
      }
      await page.getByRole('button', { name: 'Actions for folder Projects' }).click();
      await page.getByRole('menuitem', { name: 'New subfolder' }).waitFor();
    },
  ],
  [
    'move to',
    '/mail/inbox',
    async (page) => {
      await row(page, /Weekly planning/).focus();
      await page.keyboard.press('v');
      await page.getByRole('option', { name: 'Archive' }).waitFor();
    },
  ],
  [
    'search',
    '/mail/all?q=planning',
    async (page) => {
      await row(page, /Weekly planning/).waitFor();
      await page.getByRole('button', { name: 'From', exact: true }).click();
      await page.getByRole('option').first().waitFor();
    },
  ],
  [
    'search suggestions',
    '/mail/inbox',
    async (page) => {
      await page.getByRole('combobox', { name: 'Search mail' }).fill('gus');
      await page.getByRole('option', { name: /^Gustavo/ }).waitFor();
    },
  ],
  ['newsletter', '/mail/inbox', (page) => openMessage(page, /Harbour Dispatch No\. 410/)],
  [
    'conversation',
    '/mail/inbox',
    async (page) => {
      await openMessage(page, /Aurora: go-live checklist/);
      await page.getByRole('button', { name: /more messages/ }).click();
    },
  ],
  [
    'row menu',
    '/mail/inbox',
    async (page) => {
      await row(page, /Weekly planning/).focus();
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Categorise' }).waitFor();
    },
  ],
  [
    'compact list',
    '/mail/inbox',
    async (page) => {
      await row(page, /Weekly planning/).waitFor();
      await page.getByRole('button', { name: 'List options' }).click();
      await page.getByRole('menuitemradio', { name: /^Compact/ }).click();
      await page.keyboard.press('Escape');
      await row(page, /Weekly planning/).hover();
    },
  ],
  ['drafts', '/mail/drafts', (page) => page.getByTestId('message-scroller').getByRole('link').first().waitFor()],
  ['nothing found', '/mail/inbox?q=zzzzzz', (page) => page.getByText('Nothing found').waitFor()],
  ['no such folder', '/mail/AAMkAGI2', (page) => page.getByRole('button', { name: 'Go to Inbox' }).waitFor()],
  ['settings', '/settings', (page) => page.getByRole('heading', { name: 'Settings' }).waitFor()],
  ['nowhere', '/no/such/page', (page) => page.getByRole('heading', { level: 1 }).waitFor()],
  ['writing', '/mail/inbox', writeLetter],
  [
    'permission prompt',
    '/mail/inbox',
    async (page) => {
      await writeLetter(page);
      await send(page);
      await page.getByTestId('interaction-dialog').waitFor();
    },
  ],
  [
    'sign-out question',
    '/mail/inbox',
    async (page) => {
      await writeLetter(page);
      await openAccountMenu(page);
      await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
      await page.getByTestId('sign-out-question').waitFor();
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
  ['account menu', '/mail/inbox', openAccountMenu],
];

/** Views whose layout does not depend on the width. */
const sameOnPhone = new Set(['nothing found', 'no such folder', 'nowhere', 'shortcuts']);

describe('accessibility', () => {
  const windows = MailWindows.forEachStory();

  describe.each([desktop, dark, phone])('$name', (screen) => {
    let context: BrowserContext;
    let page: Page;

    beforeAll(async () => {
      context = await signedInContext(windows.system, windows.browser, alice, screen);
      page = await windows.tab(context);
    }, storyMs);

    afterAll(() => context.close());

    const shown = screen === phone ? views.filter(([name]) => !sameOnPhone.has(name)) : views;
    it.each(shown)(
      'axe finds nothing: %s',
      async (name, path, reach) => {
        await show(page, path);
        await reach(page);
        const found = await violations(page);
        await screenshot(page, `axe ${name} ${screen.name}`);

        expect(found).toEqual([]);
        await page.keyboard.press('Escape');
        if (name === 'folder menu') {
          // On a phone the menu covers the drawer.
          await page.keyboard.press('Escape');
        }
        await page.evaluate('localStorage.clear()');
      },
      storyMs,
    );

    it('axe reports an injected fault', async () => {
      await page.evaluate("document.querySelector('main').append(new Image(8, 8))");

      expect(await violations(page)).toEqual([expect.stringContaining('image-alt')]);
    });

    it(
      'axe finds nothing before sign-in',
      async () => {
        const nobody = await contextFor(windows.browser, screen);
        const page = await nobody.newPage();
        await page.goto(`${windows.system.origin}/?auth_error=sign_in_failed&ref=4bf92f3577b34da6a3ce929d0e0e4736`);
        await page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();

        expect(await violations(page)).toEqual([]);
        await nobody.close();
      },
      storyMs,
    );
  });
});
