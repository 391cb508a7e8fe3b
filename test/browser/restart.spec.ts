import type { Browser } from 'playwright-core';

import { contextFor, launchChromium, signInAtEntra } from '../support/chromium.js';
import { Replicas } from '../support/replicas.js';

const timeoutMs = 90_000;

describe('the main story while the service dies and comes back', () => {
  let world: Replicas;
  let browser: Browser;

  beforeAll(async () => {
    world = await Replicas.start();
    browser = await launchChromium();
  }, timeoutMs);

  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it(
    'signs nobody out and loses no draft',
    async () => {
      const [service] = world.all;
      const context = await contextFor(browser, { width: 1280, height: 800, colorScheme: 'light' });
      const page = await context.newPage();

      await page.goto(world.origin);
      await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
      await signInAtEntra(page, 'alice@contoso.example');
      await service.kill();
      await service.up();
      await page.getByRole('button', { name: 'Accept' }).click();
      await page.getByRole('link', { name: /Harbour Dispatch No\. 410/ }).waitFor();

      await page.getByRole('button', { name: 'New message' }).click();
      await page.getByRole('combobox', { name: 'To' }).fill('bilal@contoso.example');
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Subject' }).fill('Across three restarts');
      await service.kill();
      await service.up();
      await page.getByRole('button', { name: 'Send', exact: true }).click();

      const prompt = page.getByRole('alertdialog').or(page.getByRole('dialog'));
      await prompt.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Send mail as you').first().waitFor();
      await service.kill();
      await service.up();
      await page.getByRole('button', { name: 'Accept' }).click();

      const subject = page.getByRole('textbox', { name: 'Subject' });
      await subject.waitFor();
      expect(await subject.inputValue()).toBe('Across three restarts');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByText('Message sent').first().waitFor();
      await page.reload();
      await page.getByRole('button', { name: /^Account/ }).waitFor();
      await context.close();
    },
    timeoutMs,
  );
});
