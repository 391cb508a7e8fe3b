import type { Browser } from 'playwright-core';

import { contextFor, launchChromium, signInAtEntra } from '../support/chromium.js';
import { desktop, sendsAtOnce } from '../support/mail-app.js';
import { alice, bilal, send, sent, storyMs, writeTo } from '../support/mail-windows.js';
import { Replicas } from '../support/replicas.js';

describe('the main story while the service dies and is available again', () => {
  let system: Replicas;
  let browser: Browser;

  beforeAll(async () => {
    system = await Replicas.start();
    browser = await launchChromium();
  }, storyMs);

  afterAll(async () => {
    await browser.close();
    await system.close();
  });

  it(
    'signs nobody out and loses no draft',
    async () => {
      const [service] = system.all;
      const context = await contextFor(browser, desktop, sendsAtOnce(system.origin));
      const page = await context.newPage();

      await page.goto(system.origin);
      await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
      await signInAtEntra(page, alice);
      await service.kill();
      await service.up();
      await page.getByRole('button', { name: 'Accept' }).click();
      await page.getByRole('link', { name: /Harbour Dispatch No\. 410/ }).waitFor();

      await writeTo(page, bilal, 'Across three restarts');
      await service.kill();
      await service.up();
      await send(page);

      const prompt = page.getByRole('alertdialog').or(page.getByRole('dialog'));
      await prompt.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Send mail as you').first().waitFor();
      await service.kill();
      await service.up();
      await page.getByRole('button', { name: 'Accept' }).click();

      const subject = page.getByRole('textbox', { name: 'Subject' });
      await subject.waitFor();
      expect(await subject.inputValue()).toBe('Across three restarts');
      await send(page);
      await sent(page);
      await page.reload();
      await page.getByRole('button', { name: /^Account/ }).waitFor();
      await context.close();
    },
    storyMs,
  );
});
