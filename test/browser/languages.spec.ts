import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

import { violations } from '../support/axe.js';
import type { Screen } from '../support/chromium.js';
import { dark, desktop, phone } from '../support/mail-app.js';
import { alice, MailWindows, row, storyMs } from '../support/mail-windows.js';

type Language = 'de' | 'fr' | 'es' | 'ja' | 'ar';

/** The translation of an English text in the catalog of a language; names are tested in the words that users see. */
function wordsOf(language: Language): (english: string) => string {
  const file = join(import.meta.dirname, `../../web/src/texts/${language}.json`);
  const catalog = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;
  return (english) => {
    const text = catalog[english];
    if (text === undefined || text === '') {
      throw new Error(`${language} has no “${english}”`);
    }
    return text;
  };
}

const languageAndDirection = '[document.documentElement.lang, document.documentElement.dir]';

/** Elements whose words overflow them or are cut. */
const overflowing = `[...document.querySelectorAll('button, [role="tab"], h1, h2')]
  .filter((element) => element.checkVisibility() && element.clientWidth > 1)
  .filter((element) => element.scrollWidth > element.clientWidth + 1 || element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.textContent || element.getAttribute('aria-label'))`;

describe('the mail app in another language', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  async function opened(screen: Screen, path = '/mail/inbox'): Promise<Page> {
    const context = await windows.window(alice, screen);
    const page = await context.newPage();
    await page.goto(windows.system.origin + path);
    return page;
  }

  it(
    'is German where the browser is, with its dates, and loads no texts but its own',
    async () => {
      const de = wordsOf('de');
      const context = await windows.window(alice, { ...desktop, locale: 'de-AT' });
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => {
        asked.push(new URL(request.url()).pathname);
      });
      await page.goto(`${windows.system.origin}/mail/inbox`);
      await page.getByRole('button', { name: de('New message') }).waitFor();
      expect(await page.evaluate(languageAndDirection)).toEqual(['de', 'ltr']);
      expect(await page.title()).toContain('Mail');
      const catalogs = asked.filter((path) => /\/(?:de|fr|es|ja|ar)-[\w-]+\.js$/.test(path));
      expect(catalogs).toEqual([expect.stringMatching(/\/de-/)]);

      await row(page, /Weekly planning/).click();
      await page
        .getByRole('article')
        .getByText(/November|Dezember/)
        .first()
        .waitFor();
      await page
        .getByRole('button', { name: de('Reply'), exact: true })
        .first()
        .waitFor();
    },
    storyMs,
  );

  it(
    'is English where the browser has a language that the app doesn’t, or its texts can’t be loaded or hang',
    async () => {
      for (const [locale, how] of [
        ['nl-NL', 'loads'],
        ['ar', 'fails'],
        ['ar', 'hangs'],
      ] as const) {
        const context = await windows.window(alice, { ...desktop, locale });
        const page = await context.newPage();
        if (how !== 'loads') {
          await page.route(/\/assets\/ar-/, (route) => (how === 'fails' ? route.abort() : undefined));
        }
        await page.goto(`${windows.system.origin}/mail/inbox`);
        await page.getByRole('button', { name: 'New message' }).waitFor();
        expect(await page.evaluate(languageAndDirection)).toEqual(['en', 'ltr']);
      }
    },
    storyMs,
  );

  it(
    'is changed in the settings, also for the next visit',
    async () => {
      const [de, ar] = [wordsOf('de'), wordsOf('ar')];
      const page = await opened({ ...desktop, locale: 'de-DE' }, '/settings');
      const choice = page.getByRole('combobox', { name: de('Language') });
      // Like an arrow key on a closed list: the language doesn't change yet, and the choice can be undone.
      const apply = page.getByRole('button', { name: de('Change language') });
      await choice.selectOption('Français');
      await choice.selectOption({ value: '' });
      expect(await apply.isDisabled()).toBe(true);
      await choice.selectOption('العربية');
      expect(await page.evaluate(languageAndDirection)).toEqual(['de', 'ltr']);
      await apply.click();
      await page.getByRole('heading', { name: ar('Settings'), exact: true }).waitFor();
      expect(await page.evaluate(languageAndDirection)).toEqual(['ar', 'rtl']);

      await page.goto(`${windows.system.origin}/settings`);
      await page.getByRole('combobox', { name: ar('Language') }).selectOption('English');
      await page.getByRole('button', { name: ar('Change language') }).click();
      await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
      await page.getByRole('combobox', { name: 'Language' }).selectOption({ value: '' });
      await page.getByRole('button', { name: 'Change language' }).click();
      await page.getByRole('heading', { name: de('Settings'), exact: true }).waitFor();
    },
    storyMs,
  );

  it(
    'is written from right to left in Arabic, with its digits, plural forms and arrow keys',
    async () => {
      const ar = wordsOf('ar');
      const page = await opened({ ...desktop, locale: 'ar-EG' });
      const list = page.getByRole('region', { name: ar('Message list') });
      const folders = page.getByRole('navigation').first();
      await row(page, /Weekly planning/).waitFor();
      const [inList, inFolders] = await Promise.all([list.boundingBox(), folders.boundingBox()]);
      expect(inFolders?.x).toBeGreaterThan(inList?.x ?? Infinity);

      const selected = ar('{count, plural, one {# selected} other {# selected}}');
      await row(page, /Weekly planning/).focus();
      await page.keyboard.press('x');
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+ArrowDown');
      // Three are "few".
      const few = /few \{([^}]*)\}/.exec(selected)?.[1] ?? '';
      await page.getByText(few.replace('#', '٣'), { exact: true }).first().waitFor();
      await page.keyboard.press('Escape');

      await page
        .getByRole('link', { name: /Projects/ })
        .first()
        .focus();
      await page.keyboard.press('ArrowLeft');
      await page
        .getByRole('button', {
          name: ar('Subfolders of {name}').replace('{name}', '\u2068Projects\u2069'),
          expanded: true,
        })
        .waitFor();

      // A mail has a direction of its own.
      await row(page, /go-live checklist/).click();
      const body = page.getByTestId('mail-frame').last().contentFrame().locator('body');
      await body.getByText(/Merged/).waitFor();
      expect(await body.evaluate('getComputedStyle(document.body).direction')).toBe('ltr');
    },
    storyMs,
  );

  it.each([desktop, dark, { ...phone, hasTouch: true }])(
    'has no fault for axe in Arabic: $name',
    async (screen) => {
      const page = await opened({ ...screen, locale: 'ar' });
      await row(page, /Weekly planning/).waitFor();
      expect(await violations(page)).toEqual([]);
      await row(page, /Weekly planning/).click();
      await page.getByRole('article').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.goto(`${windows.system.origin}/settings`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await violations(page)).toEqual([]);
    },
    storyMs,
  );

  it.each(['de', 'fr', 'es', 'ja', 'ar'] as const)(
    'fits all words into their buttons on a phone: %s',
    async (language) => {
      const page = await opened({ ...phone, width: 380, locale: language });
      await row(page, /Weekly planning/).waitFor();
      expect(await page.evaluate<string[]>(overflowing)).toEqual([]);
      await row(page, /Weekly planning/).click();
      await page.getByRole('article').waitFor();
      expect(await page.evaluate<string[]>(overflowing)).toEqual([]);
      await page.goto(`${windows.system.origin}/settings`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate<string[]>(overflowing)).toEqual([]);
      await page.goto(`${windows.system.origin}/compose`);
      await page.getByRole('textbox').nth(1).waitFor();
      expect(await page.evaluate<string[]>(overflowing)).toEqual([]);
    },
    storyMs,
  );
});
