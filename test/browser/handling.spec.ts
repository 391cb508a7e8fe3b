import type { Browser, BrowserContext, Page } from 'playwright-core';

import { launchChromium, screenshot } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { openMail, phone, show, signedInContext } from '../support/mail-app.js';
import { World } from '../support/world.js';

const timeoutMs = 90_000;
const alice = 'alice@contoso.example';

describe('handling mail', () => {
  let world: World;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    world = await World.start();
    browser = await launchChromium();
    world.sandbox.control.grantConsent(alice, ['User.Read', 'Mail.Read', 'Mail.ReadWrite', 'Mail.Send']);
    context = await signedInContext(world, browser, alice);
  }, timeoutMs);

  afterAll(async () => {
    await context.close();
    await browser.close();
    await world.close();
  });

  beforeEach(async () => {
    page = await openMail(context, world);
    await row(/Weekly planning/).waitFor();
  }, timeoutMs);

  afterEach(() => page.close());

  const row = (name: RegExp): ReturnType<Page['getByRole']> => page.getByRole('link', { name }).first();
  const subjects = (folder: string): string[] =>
    world.sandbox.control.graph.messages(alice, folder).map(({ subject }) => subject);

  it(
    'is done with the keyboard alone: open, next, reply, close, search',
    async () => {
      await row(/Weekly planning/).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Weekly planning' }).waitFor();
      await page.keyboard.press('j');
      await page.getByRole('heading', { name: /Aurora: go-live checklist/ }).waitFor();
      await page.keyboard.press('r');
      await page.getByRole('textbox', { name: 'Message' }).waitFor();
      expect(await page.getByRole('textbox', { name: 'Subject' }).inputValue()).toMatch(/^RE: /i);
      await page.keyboard.press('Escape');
      await page.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'detached' });
      await page.keyboard.press('/');
      await page.keyboard.type('lighthouse');
      await page.keyboard.press('Enter');
      await row(/Harbour Dispatch/).waitFor();
      expect(await row(/Weekly planning/).count()).toBe(0);
    },
    timeoutMs,
  );

  it(
    'is at once on the page, and can be undone',
    async () => {
      await row(/Weekly planning/).focus();
      world.sandbox.control.addFault({
        point: 'graph',
        match: { method: 'POST', path: '/me/messages' },
        times: 1,
        action: { kind: 'gate', name: 'move' },
      });
      await page.keyboard.press('e');
      // Graph has not even answered.
      await row(/Weekly planning/).waitFor({ state: 'detached' });
      world.sandbox.control.gate('move').open();
      await page.getByRole('button', { name: 'Undo' }).click();

      await row(/Weekly planning/).waitFor();
      await expectSoon(() => subjects('inbox').includes('Weekly planning'));
    },
    timeoutMs,
  );

  it(
    'marks as read and flags with a key, in the mailbox too',
    async () => {
      const { id } = world.sandbox.control.graph.deliver(alice, { subject: 'Mark me' });
      await page.reload();
      await row(/Mark me/).focus();
      await page.keyboard.press('u');

      await expectSoon(
        () => world.sandbox.control.graph.messages(alice).find((message) => message.id === id)?.isRead === true,
      );
    },
    timeoutMs,
  );

  it(
    'shows right-to-left mail from right to left',
    async () => {
      world.sandbox.control.graph.deliver(alice, {
        subject: 'مرحبا بالعالم',
        body: { contentType: 'html', content: '<p>مرحبا، كيف حالك؟</p>' },
      });
      await page.reload();
      await row(/مرحبا/).click();
      const body = page.getByTestId('mail-frame').first().contentFrame().locator('body');
      await body.getByText('كيف حالك').waitFor();
      await screenshot(page, 'right to left');

      expect(await body.evaluate<string, unknown>('getComputedStyle(document.body).direction')).toBe('rtl');
    },
    timeoutMs,
  );

  it(
    'attaches a file with progress, and sends it',
    async () => {
      await page.getByRole('button', { name: 'New message' }).click();
      await page.getByRole('combobox', { name: 'To' }).fill('bilal@contoso.example');
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Subject' }).fill('With a large file');
      const name = 'plan.bin';
      await page
        .locator('input[type="file"]')
        .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.alloc(4 * 1_048_576, 'plan ') });
      await page.getByText(name).first().waitFor();
      await page.getByRole('button', { name: 'Send', exact: true }).click();

      await page.getByText('Message sent').first().waitFor({ timeout: 30_000 });
      expect(subjects('sentitems')).toContain('With a large file');
    },
    timeoutMs,
  );

  it(
    'scrolls through ten thousand messages with a page of rows at a time',
    async () => {
      world.sandbox.control.graph.reseed('bilal@contoso.example', 10_000);
      const other = await signedInContext(world, browser, 'bilal@contoso.example');
      const tab = await openMail(other, world);
      await tab.getByTestId('message-scroller').getByRole('link').first().waitFor();
      const measured = await tab.evaluate<{ height: number; rows: number; usualGapMs: number }>(scrollDown);
      await screenshot(tab, 'ten thousand');

      expect(measured.height).toBeGreaterThan(15_000);
      expect(measured.rows).toBeLessThan(60);
      expect(measured.usualGapMs).toBeLessThan(100);
      await other.close();
    },
    timeoutMs,
  );

  it(
    'fits a phone: list, message and back, without sideways scrolling',
    async () => {
      const small = await signedInContext(world, browser, alice, phone);
      const tab = await openMail(small, world);
      await tab.getByRole('link', { name: /Harbour Dispatch No\. 410/ }).click();
      await tab.getByRole('heading', { name: /Harbour Dispatch No\. 410/ }).waitFor();
      const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      expect(await tab.evaluate(isWide)).toBe(false);
      await tab
        .getByRole('button', { name: /Back/ })
        .or(tab.getByRole('link', { name: /Back/ }))
        .first()
        .click();
      await tab.getByRole('link', { name: /Weekly planning/ }).waitFor();
      await show(tab, '/compose');
      await tab.getByRole('textbox', { name: 'Message' }).waitFor();
      expect(await tab.evaluate(isWide)).toBe(false);
      await small.close();
    },
    timeoutMs,
  );
});

/** Scrolls on until so much was loaded; the gap between two frames is what a person sees. */
const scrollDown = `(async () => {
  const scroller = document.querySelector('[data-testid="message-scroller"]');
  const frame = () => new Promise(requestAnimationFrame);
  const gaps = [];
  let before = await frame();
  for (const deadline = Date.now() + 20000; scroller.scrollTop < 15000 && Date.now() < deadline;) {
    scroller.scrollBy(0, 240);
    const now = await frame();
    gaps.push(now - before);
    before = now;
  }
  return {
    height: scroller.scrollHeight,
    rows: scroller.querySelectorAll('[data-message-id]').length,
    usualGapMs: gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)],
  };
})()`;

async function expectSoon(isTrue: () => boolean): Promise<void> {
  await eventually(() => {
    expect(isTrue()).toBe(true);
  }, 10_000);
}
