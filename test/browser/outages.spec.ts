import type { Page } from 'playwright-core';

import type { Fault } from '../../sandbox/src/model.js';
import { violations } from '../support/axe.js';
import { screenshot } from '../support/chromium.js';
import { alice, bilal, MailWindows, row, send, sent, storyMs, writeTo } from '../support/mail-windows.js';

const unavailable: Fault['action'] = { kind: 'graph_error', status: 503, code: 'ServiceUnavailable' };
const throttled: Fault['action'] = {
  kind: 'graph_error',
  status: 429,
  code: 'ApplicationThrottled',
  headers: { 'retry-after': '3' },
};

describe('an outage', () => {
  const windows = MailWindows.forEachStory();
  let page: Page;

  beforeEach(() => {
    windows.grantAll(alice);
  });

  const planning = (): ReturnType<typeof row> => row(page, /Weekly planning/);

  it.each([
    ['Graph is not available', unavailable, /isn’t available right now/, 503],
    ['Graph asks to wait', throttled, /Too many requests/, 429],
  ])(
    '%s: the page says so, retries by itself, and continues',
    async (_, action, text) => {
      windows.control.addFault({ point: 'graph', action });
      page = await windows.mail();

      await page.getByTestId('outage').getByText(text).waitFor();
      await page
        .getByText(/Trying again|We try again/)
        .first()
        .waitFor();
      await screenshot(page, `outage ${String(text)}`);
      expect(await violations(page)).toEqual([]);

      windows.control.clearFaults();
      await planning().waitFor();
      await page.getByTestId('outage').waitFor({ state: 'detached' });
    },
    storyMs,
  );

  it(
    'of a mailbox that does not exist is reported with what to do',
    async () => {
      windows.graph.setMailboxEnabled(alice, false);
      page = await windows.mail();

      await page.getByText('This account has no mailbox we can open').first().waitFor();
      await page
        .getByText(/Ask your administrator/)
        .first()
        .waitFor();
      windows.graph.setMailboxEnabled(alice, true);
    },
    storyMs,
  );

  it(
    'of the network doesn’t affect what was loaded, and a message that is sent meanwhile is sent later, once',
    async () => {
      page = await windows.mail();
      await planning().waitFor();
      await writeTo(page, bilal, 'Through the tunnel');
      await page.context().setOffline(true);
      await send(page);

      await page
        .getByText(/offline/i)
        .first()
        .waitFor();
      await page.getByRole('list', { name: 'Outbox' }).getByText('Through the tunnel').waitFor();
      expect(await planning().count()).toBe(1);
      await screenshot(page, 'offline');

      await page.context().setOffline(false);
      await sent(page);
      const subjects = windows.subjects(alice, 'sentitems');
      expect(subjects.filter((subject) => subject === 'Through the tunnel')).toHaveLength(1);
    },
    storyMs,
  );

  it(
    'in which Graph refuses a change reverts the change on the page, and reports that',
    async () => {
      page = await windows.mail();
      await planning().waitFor();
      windows.control.addFault({
        point: 'graph',
        match: { method: 'POST' },
        action: { kind: 'graph_error', status: 403, code: 'ErrorAccessDenied' },
      });

      await planning().focus();
      await page.keyboard.press('e');

      await page.getByText('You’re not allowed to do this').first().waitFor();
      await planning().waitFor();
    },
    storyMs,
  );
});
