import type { Locator, Page } from 'playwright-core';

import { violations } from '../support/axe.js';
import { screenshot } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import {
  alice,
  bilal,
  MailWindows,
  row,
  saveState,
  send,
  sent,
  storyMs,
  textOf,
  writeTo,
} from '../support/mail-windows.js';

describe('the outbox', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  const outbox = (page: Page): Locator => page.getByRole('list', { name: 'Outbox' });
  const copies = (subject: string): number =>
    windows.subjects(alice, 'sentitems').filter((one) => one === subject).length;
  /** The number of send requests at Graph. */
  const sends = (): number =>
    windows.control.requests({ point: 'graph', method: 'POST' }).filter(({ path }) => /\/(?:send|sendMail)$/.test(path))
      .length;

  it(
    'sends a message with the key from before the page was reloaded, once',
    async () => {
      const page = await windows.mail();
      const keys = new Set<string | undefined>();
      page.on('request', (request) => {
        if (request.url().endsWith('/send')) {
          keys.add(request.headers()['idempotency-key']);
        }
      });
      await writeTo(page, bilal, 'Interrupted');
      await saveState(page, 'Saved');
      // Graph has sent it, and the page is closed before it gets the response.
      windows.control.addFault({
        point: 'graph',
        match: { method: 'POST', route: '/me/messages/{message}/send' },
        times: 1,
        action: { kind: 'gate', name: 'send', when: 'after' },
      });
      await send(page);
      await windows.control.gate('send').waiting(1);
      await page.reload();
      await page.getByText(/It’s in the Outbox/).waitFor();
      windows.control.gate('send').open();

      await sent(page);
      await page.getByText(/It’s in the Outbox/).waitFor({ state: 'detached' });
      expect([copies('Interrupted'), sends(), keys.size]).toEqual([1, 1, 1]);
    },
    storyMs,
  );

  it(
    'shows what waits for a connection, and sends it when the connection is available again',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'Through the tunnel');
      await saveState(page, 'Saved');
      await page.context().setOffline(true);
      await send(page);

      await outbox(page).getByText('Through the tunnel').waitFor();
      await outbox(page)
        .getByText(/Waiting to be sent/)
        .waitFor();
      await textOf(page).waitFor({ state: 'detached' });
      await screenshot(page, 'outbox');
      expect(await violations(page)).toEqual([]);
      expect(sends()).toBe(0);

      await page.context().setOffline(false);
      await sent(page);
      await outbox(page).waitFor({ state: 'detached' });
      expect([copies('Through the tunnel'), sends()]).toEqual([1, 1]);
    },
    storyMs,
  );

  it.each([
    ['in the mailbox', (): void => undefined],
    [
      'on this device',
      (): void => {
        windows.control.reset();
        windows.control.grantConsent(alice, ['User.Read', 'Mail.Read', 'Mail.Send']);
      },
    ],
  ])(
    'returns a waiting message %s, which is then not sent',
    async (_, prepare) => {
      prepare();
      const page = await windows.mail();
      await writeTo(page, bilal, 'Second thoughts');
      await saveState(page, /Saved|On this device/);
      await page.context().setOffline(true);
      await send(page);
      await outbox(page).getByRole('button', { name: 'Take back: Second thoughts' }).click();
      await textOf(page).fill('Written once more.');
      await page.context().setOffline(false);
      await page.getByRole('button', { name: 'Close and keep draft' }).click();
      await row(page, /Weekly planning/).waitFor();

      await outbox(page).waitFor({ state: 'detached' });
      await page.reload();
      await row(page, /Weekly planning/).waitFor();
      expect([copies('Second thoughts'), sends()]).toEqual([0, 0]);
    },
    storyMs,
  );

  it(
    'reports that a message may have been sent, and sends it again only on request',
    async () => {
      windows.control.reset();
      windows.control.grantConsent(alice, ['User.Read', 'Mail.Read', 'Mail.Send']);
      const page = await windows.mail();
      await writeTo(page, bilal, 'Who knows');
      windows.control.addFault({
        point: 'graph',
        match: { method: 'POST', path: '/me/sendMail' },
        times: 1,
        action: { kind: 'graph_error', status: 504, code: 'GatewayTimeout', when: 'after' },
      });
      await send(page);
      await outbox(page)
        .getByText(/It may have been sent/)
        .waitFor();
      expect(sends()).toBe(1);
      await page.reload();
      await outbox(page)
        .getByText(/It may have been sent/)
        .waitFor();
      expect([copies('Who knows'), sends()]).toEqual([1, 1]);

      await outbox(page).getByRole('button', { name: 'Send again: Who knows' }).click();
      await sent(page);
      expect(copies('Who knows')).toBe(2);
    },
    storyMs,
  );

  it(
    'finds by itself that a draft of the mailbox was sent, even if no response arrived',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'Found out');
      await saveState(page, 'Saved');
      windows.control.addFault({
        point: 'graph',
        match: { method: 'POST', route: '/me/messages/{message}/send' },
        times: 1,
        action: { kind: 'reset', when: 'after' },
      });
      await send(page);

      await sent(page);
      expect([copies('Found out'), sends()]).toEqual([1, 1]);
    },
    storyMs,
  );

  it(
    'is mentioned when the user signs out',
    async () => {
      const page = await windows.mail();
      await row(page, /Weekly planning/).waitFor();
      await writeTo(page, bilal, 'Left behind');
      await saveState(page, 'Saved');
      windows.control.addFault({
        point: 'graph',
        match: { method: 'POST' },
        action: { kind: 'graph_error', status: 503, code: 'ServiceUnavailable', headers: { 'retry-after': '100' } },
      });
      await send(page);
      await outbox(page).getByText('Left behind').waitFor();
      await row(page, /Weekly planning/).focus();
      await page.keyboard.press('e');
      await page.getByTestId('waiting').waitFor();
      await page.getByRole('button', { name: /^Account/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();

      const question = page.getByTestId('sign-out-question');
      await question.getByText(/In the Outbox, and not sent/).waitFor();
      await question.getByText('Left behind').waitFor();
      await question.getByText(/Move to Archive: Weekly planning/).waitFor();
      await screenshot(page, 'sign-out names what waits');
      await eventually(() => {
        expect(copies('Left behind')).toBe(0);
      }, 5_000);
    },
    storyMs,
  );
});
