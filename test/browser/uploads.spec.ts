import type { Page } from 'playwright-core';

import { eventually } from '../support/eventually.js';
import { alice, attach, bilal, MailWindows, saveState, send, sent, storyMs, writeTo } from '../support/mail-windows.js';
import { jsonOf } from '../support/user-agent.js';

const megabyte = 1_048_576;
/** The number of ranges, of 12 · 320 KiB each. */
const rangesOf40Megabytes = 11;

describe('an upload', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  const progress = async (page: Page): Promise<number> =>
    Number(await page.getByRole('progressbar').getAttribute('aria-valuenow'));

  async function files(subject: string, folder = 'drafts'): Promise<{ name: string; size: number }[]> {
    const found = windows.graph.messages(alice, folder).find((message) => message.subject === subject);
    const agent = await windows.system.signedIn(alice);
    const message = await agent.xhr('GET', `/api/mail/messages/${found?.immutableId ?? ''}`);
    return jsonOf<{ attachments: { name: string; size: number }[] }>(message).attachments;
  }

  /** Makes ranges of the file wait at a gate. */
  function hold(name: string, times?: number): void {
    windows.control.addFault({
      point: 'graph',
      match: { method: 'PUT' },
      action: { kind: 'gate', name },
      ...(times === undefined ? {} : { times }),
    });
  }

  const puts = (): number => windows.control.requests({ point: 'graph', method: 'PUT' }).length;

  it(
    'shows its progress, and is sent with the draft',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'With a large file');
      hold('first', 1);
      await attach(page, 'plan.bin', 40 * megabyte);
      await windows.control.gate('first').waiting(1);
      const early = await progress(page);
      hold('second');
      windows.control.gate('first').open();
      await windows.control.gate('second').waiting(1);
      await eventually(async () => {
        expect(await progress(page)).toBeGreaterThan(early);
      }, 20_000);
      expect(await progress(page)).toBeLessThan(1);
      windows.control.clearFaults();
      windows.control.gate('second').open();

      // Sent before the upload is complete: it waits for it.
      await send(page);
      await sent(page);
      expect(await files('With a large file', 'sentitems')).toMatchObject([{ name: 'plan.bin', size: 40 * megabyte }]);
    },
    storyMs,
  );

  it(
    'is cancelled: the request ends, and nothing of the file stays',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'On second thoughts');
      hold('range');
      const failed = page.waitForEvent('requestfailed', (request) => request.url().includes('/attachments?'));
      await attach(page, 'wrong.bin', 40 * megabyte);
      await windows.control.gate('range').waiting(1);
      await page.getByRole('button', { name: 'Cancel upload of wrong.bin' }).click();

      expect((await failed).failure()?.errorText).toBe('net::ERR_ABORTED');
      await page.getByText('wrong.bin').waitFor({ state: 'detached' });
      windows.control.clearFaults();
      windows.control.gate('range').open();
      // The service cancels the upload session, after what had already arrived.
      await eventually(() => {
        expect(windows.control.requests({ point: 'graph', method: 'DELETE' }).length).toBeGreaterThan(0);
      }, 20_000);
      // Bytes that were under way when the browser aborted still arrive, as much as the system buffers between them:
      // never the whole file.
      expect(puts()).toBeLessThan(rangesOf40Megabytes);
      await saveState(page, 'Saved');
      expect(await files('On second thoughts')).toEqual([]);
    },
    storyMs,
  );

  it(
    'that the user removes is removed from the draft in the mailbox, too',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'One of two');
      await attach(page, 'keep.txt', 1000);
      await attach(page, 'drop.txt', 1000);
      await eventually(async () => {
        expect((await files('One of two')).map(({ name }) => name)).toEqual(['keep.txt', 'drop.txt']);
      }, 20_000);
      await page.getByRole('button', { name: 'Remove drop.txt' }).click();
      await eventually(async () => {
        expect((await files('One of two')).map(({ name }) => name)).toEqual(['keep.txt']);
      }, 20_000);
    },
    storyMs,
  );

  it(
    'continues after a reload, and again after a failure on request',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'Stubborn');
      await saveState(page, 'Saved');
      hold('range');
      await attach(page, 'plan.bin', 12 * megabyte);
      await windows.control.gate('range').waiting(1);
      windows.control.addFault({
        point: 'graph',
        match: { method: 'POST', path: '/me/messages' },
        action: { kind: 'graph_error', status: 403, code: 'ErrorAccessDenied' },
      });
      await page.reload();
      await page.getByText(/Not uploaded/).waitFor();
      windows.control.clearFaults();
      await page.getByRole('button', { name: 'Upload plan.bin again' }).click();

      await eventually(async () => {
        expect(await files('Stubborn')).toMatchObject([{ name: 'plan.bin', size: 12 * megabyte }]);
      }, 30_000);
    },
    storyMs,
  );

  it(
    'too large for a message in one piece is sent once the user has permitted it',
    async () => {
      windows.control.reset();
      windows.control.grantConsent(alice, ['User.Read', 'Mail.Read', 'Mail.Send']);
      const page = await windows.mail();
      await writeTo(page, bilal, 'Heavy');
      await attach(page, 'heavy.bin', 4 * megabyte);
      await page.getByTestId('connect-mailbox').getByRole('button', { name: 'Allow' }).click();
      await page.locator('input[type="password"]').press('Enter');
      await page.getByRole('button', { name: 'Accept' }).click();

      await page.getByText('heavy.bin').waitFor();
      await send(page);
      await sent(page);
      expect(await files('Heavy', 'sentitems')).toMatchObject([{ name: 'heavy.bin' }]);
    },
    storyMs,
  );
});
