import type { Browser, Page } from 'playwright-core';

import { contextFor, launchChromium, screens, screenshot, signInAtEntra, type Screen } from '../support/chromium.js';
import { sendsAtOnce } from '../support/mail-app.js';
import { alice, bilal, send, sent, storyMs, textOf, writeTo } from '../support/mail-windows.js';
import { StoryEnvironment } from '../support/story-environment.js';

describe('the main story in Chromium', () => {
  let place: StoryEnvironment;
  let browser: Browser;

  beforeAll(async () => {
    place = await StoryEnvironment.open();
    browser = await launchChromium();
  }, storyMs);

  afterAll(async () => {
    await browser.close();
    await place.close();
  });

  it.each(screens)(
    'signs in, reads, writes, is asked for consent, returns to the draft, sends and signs out ($name)',
    async (screen: Screen) => {
      await place.reset();
      const context = await contextFor(browser, screen, sendsAtOnce(place.origin));
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));

      await page.goto(place.origin);
      await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
      await signInAtEntra(page, alice);
      await page.getByRole('button', { name: 'Accept' }).click();

      await page.getByRole('link', { name: /Harbour Dispatch No\. 410/ }).click();
      await page.getByRole('heading', { name: /Harbour Dispatch No\. 410/ }).waitFor();
      await screenshot(page, `reading ${screen.name}`);
      await backToList(page, screen);

      await writeTo(page, bilal, 'From the story');
      await textOf(page).fill('This text survives the trip to Entra.');
      await send(page);

      const prompt = page.getByRole('alertdialog').or(page.getByRole('dialog'));
      await prompt
        .getByText(/Send mail as you/)
        .first()
        .waitFor();
      await screenshot(page, `consent prompt ${screen.name}`);
      await prompt.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Send mail as you').first().waitFor();
      await page.getByRole('button', { name: 'Accept' }).click();

      const message = textOf(page);
      await message.waitFor();
      expect(await message.innerText()).toContain('This text survives the trip to Entra.');
      expect(await page.getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('From the story');
      await screenshot(page, `draft after consent ${screen.name}`);
      await send(page);
      await sent(page);

      await page.goto(`${place.origin}/mail/sentitems`);
      await page
        .getByRole('link', { name: /From the story/ })
        .first()
        .waitFor();
      await screenshot(page, `sent items ${screen.name}`);

      await page.getByRole('button', { name: /^Account/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
      await page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
      expect(await context.cookies(place.origin)).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    },
    storyMs,
  );
});

/** On a phone the message covers the list. */
async function backToList(page: Page, { width }: Screen): Promise<void> {
  if (width < 600) {
    await page.goBack();
  }
}
