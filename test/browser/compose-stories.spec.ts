import type { BrowserContext, Page } from 'playwright-core';

import { violations } from '../support/axe.js';
import { contextFor, screenshot } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { desktop, show, takeSession } from '../support/mail-app.js';
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
import { dot, paste } from '../support/paste.js';

/** The width of the pictures in the text that is being written. */
const WIDTHS =
  "[...document.querySelectorAll('[role=textbox] img:not(.ProseMirror-separator)')].map((picture) => picture.naturalWidth)";

/** Tasks while writing a message, each story from the first click to the request at Graph. */
describe('writing', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  /** A window with the app's own choices. */
  async function unsetWindow(): Promise<BrowserContext> {
    const context = windows.closeAtEnd(await contextFor(windows.browser, desktop));
    await takeSession(context, windows.system, await windows.system.signedIn(alice));
    return context;
  }

  async function choose(page: Page, seconds: string): Promise<void> {
    await show(page, '/settings');
    await page.getByRole('radio', { name: seconds }).check();
    await show(page, '/mail/inbox');
  }

  /** Moves the page's clock. The page has time to draw in between. */
  async function thinkFor(page: Page, seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      await page.clock.runFor(1_000);
    }
  }

  const sentTo = (subject: string): number =>
    windows.subjects(bilal, 'inbox').filter((received) => received === subject).length;

  it(
    'is undone within the chosen time, also in a tab that was opened after the first was closed',
    async () => {
      const context = await unsetWindow();
      const first = await windows.tab(context);
      await choose(first, '30 seconds');
      await writeTo(first, bilal, 'Second thoughts');
      await textOf(first).fill('Too blunt.');
      await send(first);
      await first.getByText('Sending…').waitFor();
      await first.getByRole('button', { name: 'Undo' }).waitFor();
      expect(await violations(first)).toEqual([]);
      await first.close();

      const second = await windows.tab(context);
      await second.getByRole('button', { name: 'Undo' }).click();
      await textOf(second).getByText('Too blunt.').waitFor();
      expect(sentTo('Second thoughts')).toBe(0);
      await textOf(second).fill('Better.');
      await choose(second, '5 seconds');
      await second.goBack();
      await second.goBack();
      await send(second);
      await sent(second);
      expect(sentTo('Second thoughts')).toBe(1);
    },
    storyMs,
  );

  it(
    'is not sent while the pointer or the focus is on “Undo”, but afterwards',
    async () => {
      const page = await windows.tab(await unsetWindow());
      await page.clock.install();
      await writeTo(page, bilal, 'Let me think');
      await textOf(page).fill('Is it too blunt?');
      await saveState(page, 'Saved');
      await send(page);
      const undo = page.getByRole('button', { name: 'Undo' });
      await undo.hover();
      await thinkFor(page, 15);
      await undo.focus();
      await page.mouse.move(5, 5);
      await thinkFor(page, 15);
      expect(await undo.isVisible()).toBe(true);
      expect(sentTo('Let me think')).toBe(0);

      await row(page, /Weekly planning/).focus();
      await thinkFor(page, 11);
      await sent(page);
      expect(sentTo('Let me think')).toBe(1);
    },
    storyMs,
  );

  it(
    'sends at a chosen time, is listed until then, and can be cancelled',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'Not before Monday');
      await textOf(page).fill('Good morning.');
      await page.getByRole('button', { name: 'Send later' }).click();
      const dialog = page.getByRole('dialog', { name: 'Send later' });
      await dialog.getByLabel('Another time').fill('2020-01-01T08:00');
      await dialog.getByText('Choose a time within the next year.').waitFor();
      expect(await violations(page)).toEqual([]);
      await dialog.getByRole('button', { name: /Tomorrow morning/ }).click();
      await page.getByText(/^Will be sent .* at 0?8:00/).waitFor();
      await show(page, '/settings');
      await page.getByRole('button', { name: 'Open Not before Monday' }).click();
      await page.getByText(/Will be sent .*8:00\./).waitFor();
      expect(sentTo('Not before Monday')).toBe(0);
      await page.getByRole('button', { name: 'Take back and edit' }).click();
      await textOf(page).getByText('Good morning.').waitFor();
      await send(page);
      await sent(page);
      expect(sentTo('Not before Monday')).toBe(1);
    },
    storyMs,
  );

  it(
    'requests receipts, also in a reply, and says so; only the reader marks a message that requests one as read',
    async () => {
      const page = await windows.mail();
      const more = page.getByRole('button', { name: 'More options' });
      await writeTo(page, bilal, 'Please confirm');
      await more.click();
      await page.getByRole('menuitemcheckbox', { name: 'Ask for a read receipt' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Ask for a delivery receipt' }).click();
      await page.keyboard.press('Escape');
      await page.getByText('This message asks for a delivery receipt and a read receipt.').waitFor();
      expect(await violations(page)).toEqual([]);
      await saveState(page, 'Saved');
      expect(windows.contentOf(alice, 'drafts', 'Please confirm')).toMatchObject({
        isReadReceiptRequested: true,
        isDeliveryReceiptRequested: true,
      });
      await page.reload();
      await more.click();
      await page.getByRole('menuitemcheckbox', { name: 'Ask for a delivery receipt', checked: true }).click();
      await page.keyboard.press('Escape');
      await page.getByText('This message asks for a read receipt.').waitFor();
      await send(page);
      await sent(page);
      expect(windows.contentOf(bilal, 'inbox', 'Please confirm')).toMatchObject({
        isReadReceiptRequested: true,
        isDeliveryReceiptRequested: false,
      });

      await show(page, '/mail/sentitems');
      await row(page, /Please confirm/).click();
      await page.getByText('You asked for a read receipt.').waitFor();
      windows.graph.deliver(alice, {
        subject: 'Have you read this?',
        from: { name: 'Bilal Haddad', address: bilal },
        isReadReceiptRequested: true,
      });
      windows.graph.deliver(alice, { subject: 'No matter', from: { name: 'Bilal Haddad', address: bilal } });
      const isRead = (subject: string): boolean | undefined =>
        windows.graph.messages(alice, 'inbox').find((one) => one.subject === subject)?.isRead;
      await show(page, '/mail/inbox');
      await row(page, /Have you read this/).click();
      const line = page.getByTestId('receipt');
      await line.getByText(/^The sender asked for a read receipt\. Your mailbox may send one/).waitFor();
      expect(await violations(page)).toEqual([]);
      await row(page, /No matter/).click();
      await eventually(() => {
        expect(isRead('No matter')).toBe(true);
      });
      // It was opened before the other one, and long enough.
      expect(isRead('Have you read this?')).toBe(false);
      await row(page, /Have you read this/).click();
      await line.getByRole('button', { name: 'Mark as read' }).click();
      await line.getByText('The sender asked for a read receipt.', { exact: true }).waitFor();
      await eventually(() => {
        expect(isRead('Have you read this?')).toBe(true);
      });

      // Marking many at once behaves in the same way.
      windows.graph.deliver(alice, {
        subject: 'And this?',
        from: { name: 'Bilal Haddad', address: bilal },
        isReadReceiptRequested: true,
      });
      windows.graph.deliver(alice, { subject: 'Nor this', from: { name: 'Bilal Haddad', address: bilal } });
      await show(page, '/mail/inbox');
      await row(page, /And this/).waitFor();
      await page.getByRole('button', { name: 'List options' }).click();
      await page.getByRole('menuitem', { name: 'Mark all as read' }).click();
      const question = page.getByTestId('notice').filter({ hasText: 'One message stays unread' });
      await question.waitFor();
      expect([isRead('Nor this'), isRead('And this?')]).toEqual([true, false]);
      expect(await violations(page)).toEqual([]);
      await question.getByRole('button', { name: 'Mark as read' }).click();
      await eventually(() => {
        expect(isRead('And this?')).toBe(true);
      });
    },
    storyMs,
  );

  it(
    'is stored as a template after the mailbox was permitted, and the template fills other messages with all of its content',
    async () => {
      windows.control.reset();
      windows.control.grantConsent(alice, ['User.Read', 'Mail.Read', 'Mail.Send']);
      const page = await windows.mail();
      await writeTo(page, bilal, 'Weekly report');
      await textOf(page).fill('Dear Bilal, here is the report.');
      await page.getByTestId('attach-input').setInputFiles({
        name: 'report.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('a;b'),
      });
      const more = page.getByRole('button', { name: 'More options' });
      const choose = async (item: string): Promise<void> => {
        await more.click();
        await page.getByRole('menuitem', { name: item }).click();
      };
      await choose('Save as template…');
      const dialog = page.getByRole('dialog');
      await dialog.getByText(/Microsoft will ask you to allow/).waitFor();
      expect(await violations(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Allow' }).click();
      await page.locator('input[type="password"]').press('Enter');
      await page.getByRole('button', { name: 'Accept' }).click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Report');
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await page.getByText('Template “Report” saved').waitFor();
      const folder = windows.graph.folders(alice).find(({ displayName }) => displayName === 'Templates')?.id ?? '';
      expect(windows.contentOf(alice, folder, 'Report')).toMatchObject({
        to: [{ address: bilal }],
        attachments: [{ name: 'report.csv' }],
      });
      await page.getByRole('button', { name: 'Discard draft' }).click();

      await page.getByRole('button', { name: 'New message' }).click();
      await textOf(page).fill('Hello!');
      await choose('Insert a template…');
      await dialog.getByRole('button', { name: /^Report/ }).waitFor();
      expect(await violations(page)).toEqual([]);
      await screenshot(page, 'templates');
      await dialog.getByRole('button', { name: /^Report/ }).click();
      await dialog.waitFor({ state: 'detached' });
      await textOf(page).getByText('here is the report').waitFor();
      await page.getByText('report.csv').waitFor();
      await saveState(page, 'Saved');
      await send(page);
      await sent(page);
      const report = windows.contentOf(bilal, 'inbox', 'Report');
      expect(report?.attachments.map(({ name }) => name)).toEqual(['report.csv']);
      expect(report?.body.content).toMatch(/Hello!.*here is the report/s);

      // A template that is opened in its folder begins a message, and is not changed itself.
      await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Templates' }).click();
      await row(page, /Report/).click();
      await textOf(page).getByText('here is the report').waitFor();
      await page.getByRole('textbox', { name: 'Subject' }).fill('Second report');
      await send(page);
      await sent(page);
      // The notice of the first report may still be there.
      await eventually(() => {
        expect(windows.contentOf(bilal, 'inbox', 'Second report')?.attachments).toHaveLength(1);
      });
      expect(windows.subjects(alice, folder)).toEqual(['Report']);

      await page.getByRole('button', { name: 'New message' }).click();
      await choose('Insert a template…');
      await dialog.getByRole('button', { name: 'Rename template “Report”' }).click();
      await dialog.getByRole('textbox', { name: 'New name of “Report”' }).fill('Weekly');
      await page.keyboard.press('Enter');
      await dialog.getByRole('button', { name: 'Delete template “Weekly”' }).click();
      await dialog.getByText('Template “Weekly” deleted').waitFor();
      expect(windows.subjects(alice, folder)).toEqual([]);
      await dialog.getByRole('button', { name: 'Undo' }).click();
      await dialog.getByRole('button', { name: /^Weekly/ }).waitFor();
      expect(windows.subjects(alice, folder)).toEqual(['Weekly']);

      // A template that can't be completed is not stored anywhere.
      await dialog.getByRole('button', { name: 'Close' }).click();
      await textOf(page).fill('Never mind.');
      await page.getByRole('textbox', { name: 'Subject' }).fill('Half a template');
      await saveState(page, 'Saved');
      windows.control.addFault({
        point: 'graph',
        match: { method: 'POST', path: '*/move*' },
        // A new draft is discarded by a move, too.
        times: 1,
        action: { kind: 'graph_error', status: 404, code: 'ErrorItemNotFound' },
      });
      await choose('Save as template…');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText(/^The template isn’t saved/).waitFor();
      expect(windows.subjects(alice, folder)).toEqual(['Weekly']);
      expect(windows.subjects(alice, 'drafts').filter((subject) => subject === 'Half a template')).toHaveLength(1);
    },
    storyMs,
  );

  it(
    'as a template of a forward keeps the forwarded files and the pictures in the text',
    async () => {
      windows.graph.deliver(alice, {
        subject: 'The plan',
        body: { contentType: 'html', content: '<p>As drawn <img src="cid:plan@x" alt="Plan">.</p>' },
        from: { name: 'Bilal', address: bilal },
        attachments: [
          { name: 'plan.png', contentType: 'image/png', contentBytes: dot, isInline: true, contentId: 'plan@x' },
          { name: 'list.csv', contentType: 'text/csv', contentBytes: 'YQ==' },
        ],
      });
      const page = await windows.mail();
      await row(page, /The plan/).click();
      await page.getByRole('heading', { name: 'The plan' }).waitFor();
      await page.keyboard.press('f');
      await textOf(page).pressSequentially('As you asked: ');
      await paste(page, { file: dot });
      await textOf(page).getByRole('img', { name: 'dot.png' }).waitFor();
      const more = page.getByRole('button', { name: 'More options' });
      const dialog = page.getByRole('dialog');
      await more.click();
      await page.getByRole('menuitem', { name: 'Save as template…' }).click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Plan');
      await page.keyboard.press('Enter');
      await page.getByText('Template “Plan” saved').waitFor();
      await page.getByRole('button', { name: 'Discard draft' }).click();

      await writeTo(page, bilal, 'Here it is');
      for (let times = 0; times < 2; times += 1) {
        await more.click();
        await page.getByRole('menuitem', { name: 'Insert a template…' }).click();
        await dialog.getByRole('button', { name: /^Plan/ }).click();
        await dialog.waitFor({ state: 'detached' });
      }
      await eventually(async () => {
        expect(await page.evaluate(WIDTHS)).toEqual([8, 8]);
      }, 10_000);
      await saveState(page, 'Saved');
      await send(page);
      await sent(page);
      const message = windows.contentOf(bilal, 'inbox', 'Here it is');
      const named = [...(message?.body.content ?? '').matchAll(/<img[^>]*src="cid:([^"]+)"/g)].map(([, id]) => id);
      const attached = message?.attachments ?? [];
      expect(attached.map(({ name }) => name).sort()).toEqual(['dot.png', 'dot.png', 'list.csv', 'list.csv']);
      // Each picture in the text has its own id, and is shown.
      expect(named).toHaveLength(2);
      expect(new Set(attached.map(({ contentId }) => contentId).filter(Boolean))).toEqual(new Set(named));
      expect(message?.body.content).not.toContain('As drawn');
    },
    storyMs,
  );

  it(
    'from right to left marks the direction in what is sent, and only then',
    async () => {
      const page = await windows.mail();
      for (const [subject, text] of [
        ['The report', 'مرحبا يا بلال'],
        ['The same', 'Hello Bilal مرحبا'],
      ] as const) {
        await writeTo(page, bilal, subject);
        await textOf(page).fill(text);
        await send(page);
        await eventually(() => {
          expect(windows.contentOf(bilal, 'inbox', subject)?.body.content).toContain(text);
        });
      }
      expect(windows.contentOf(bilal, 'inbox', 'The report')?.body.content).toMatch(/<div dir="rtl"><p>مرحبا/);
      expect(windows.contentOf(bilal, 'inbox', 'The same')?.body.content).not.toContain('dir=');
    },
    storyMs,
  );

  it(
    'begins with the signature, and a message with the signature alone is not stored',
    async () => {
      const page = await windows.mail();
      await show(page, '/settings');
      await page.getByRole('textbox', { name: 'Signature' }).fill('Alice Moreau\nHarbour & Co');
      await show(page, '/mail/inbox');
      await page.getByRole('button', { name: 'New message' }).click();
      await textOf(page).getByText('Harbour & Co').waitFor();
      await page.keyboard.press('Escape');
      await textOf(page).waitFor({ state: 'detached' });
      expect(await page.getByRole('navigation', { name: 'Unsent on this device' }).count()).toBe(0);
      await writeTo(page, bilal, 'Signed');
      await send(page);
      await sent(page);
      expect(sentTo('Signed')).toBe(1);
    },
    storyMs,
  );

  it(
    'is replaced by an automatic reply while the user is away, after the mailbox settings were permitted',
    async () => {
      const page = await windows.mail(alice, '/settings');
      await page.getByRole('button', { name: 'Set up automatic replies' }).click();
      await page.locator('input[type="password"]').press('Enter');
      await page.getByRole('button', { name: 'Accept' }).click();
      const form = page.getByRole('form', { name: 'Automatic replies' });
      await form.getByRole('radio', { name: 'On during a time' }).check();
      await form.getByLabel('From').fill('2027-01-04T08:00');
      await form.getByLabel('Until').fill('2027-01-03T08:00');
      await form.getByText('Choose an end after the start.').waitFor();
      expect(await form.getByRole('button', { name: 'Save automatic replies' }).isDisabled()).toBe(true);
      await form.getByLabel('Until').fill('2027-01-08T18:00');
      await form.getByRole('textbox', { name: 'Reply to people in your organisation' }).fill('Back on Monday <3');
      await form.getByRole('combobox', { name: 'Who else gets a reply' }).selectOption('none');
      expect(await violations(page)).toEqual([]);
      await screenshot(page, 'automatic replies');
      await form.getByRole('button', { name: 'Save automatic replies' }).click();
      await page.getByText('Automatic replies are on').waitFor();
      const agent = await windows.system.signedIn(alice);
      await eventually(async () => {
        const { text } = await agent.xhr('GET', '/api/mail/automatic-replies');
        expect(JSON.parse(text)).toMatchObject({
          status: 'scheduled',
          externalAudience: 'none',
          start: '2027-01-04T08:00:00Z',
          end: '2027-01-08T18:00:00Z',
          internalMessage: expect.stringContaining('Back on Monday &lt;3') as string,
        });
      });
    },
    storyMs,
  );
});
