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

describe('when something is away', () => {
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
    '%s: the page says so, tries again by itself, and goes on',
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
    'a mailbox that does not exist is said with what to do',
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
    'what was loaded stays when the network goes, and a message that is sent then goes out later, once',
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
    'a change that Graph refuses is taken back on the page, and said',
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
