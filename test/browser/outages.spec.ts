import type { Browser, BrowserContext, Page } from 'playwright-core';

import type { Fault } from '../../sandbox/src/model.js';
import { violations } from '../support/axe.js';
import { launchChromium, screenshot } from '../support/chromium.js';
import { openMail, signedInContext } from '../support/mail-app.js';
import { World } from '../support/world.js';

const timeoutMs = 90_000;
const alice = 'alice@contoso.example';
const unavailable: Fault['action'] = { kind: 'graph_error', status: 503, code: 'ServiceUnavailable' };
const throttled: Fault['action'] = {
  kind: 'graph_error',
  status: 429,
  code: 'ApplicationThrottled',
  headers: { 'retry-after': '3' },
};

describe('when something is away', () => {
  let world: World;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    world = await World.start();
    browser = await launchChromium();
  }, timeoutMs);

  beforeEach(async () => {
    world.sandbox.control.grantConsent(alice, ['User.Read', 'Mail.Read', 'Mail.ReadWrite', 'Mail.Send']);
    context = await signedInContext(world, browser, alice);
  }, timeoutMs);

  afterEach(async () => {
    world.sandbox.control.clearFaults();
    await context.close();
  });

  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  const planning = (): ReturnType<Page['getByRole']> => page.getByRole('link', { name: /Weekly planning/ });

  it.each([
    ['Graph is not available', unavailable, /not available right now/, 503],
    ['Graph asks to wait', throttled, /Too many requests/, 429],
  ])(
    '%s: the page says so, tries again by itself, and goes on',
    async (_, action, text) => {
      world.sandbox.control.addFault({ point: 'graph', action });
      page = await openMail(context, world);

      await page.getByTestId('outage').getByText(text).waitFor();
      await page
        .getByText(/Trying again|We try again/)
        .first()
        .waitFor();
      await screenshot(page, `outage ${String(text)}`);
      expect(await violations(page)).toEqual([]);

      world.sandbox.control.clearFaults();
      await planning().waitFor({ timeout: 30_000 });
      await page.getByTestId('outage').waitFor({ state: 'detached' });
    },
    timeoutMs,
  );

  it(
    'a mailbox that does not exist is said with what to do',
    async () => {
      world.sandbox.control.graph.setMailboxEnabled(alice, false);
      page = await openMail(context, world);

      await page.getByText('This account has no mailbox we can open').first().waitFor();
      await page
        .getByText(/Ask your administrator/)
        .first()
        .waitFor();
      world.sandbox.control.graph.setMailboxEnabled(alice, true);
    },
    timeoutMs,
  );

  it(
    'what was loaded stays when the network goes, and a draft is not lost',
    async () => {
      page = await openMail(context, world);
      await planning().waitFor();
      await page.getByRole('button', { name: 'New message' }).click();
      await page.getByRole('combobox', { name: 'To' }).fill('bilal@contoso.example');
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Subject' }).fill('Through the tunnel');
      await context.setOffline(true);
      await page.getByRole('button', { name: 'Send', exact: true }).click();

      await page
        .getByText(/offline/i)
        .first()
        .waitFor();
      expect(await page.getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('Through the tunnel');
      expect(await planning().count()).toBe(1);
      await screenshot(page, 'offline');

      await context.setOffline(false);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByText('Message sent').first().waitFor();
      const sent = world.sandbox.control.graph.messages(alice, 'sentitems').map(({ subject }) => subject);
      expect(sent.filter((subject) => subject === 'Through the tunnel')).toHaveLength(1);
    },
    timeoutMs,
  );

  it(
    'a change that Graph refuses is taken back on the page, and said',
    async () => {
      page = await openMail(context, world);
      await planning().waitFor();
      world.sandbox.control.addFault({
        point: 'graph',
        match: { method: 'POST' },
        action: { kind: 'graph_error', status: 403, code: 'ErrorAccessDenied' },
      });

      await planning().focus();
      await page.keyboard.press('e');

      await page.getByText('You’re not allowed to do this').first().waitFor();
      await planning().waitFor();
    },
    timeoutMs,
  );
});
