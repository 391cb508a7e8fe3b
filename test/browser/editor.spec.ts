import type { Page } from 'playwright-core';

import { violations } from '../support/axe.js';
import { screenshot } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { dot, paste } from '../support/paste.js';
import { alice, bilal, MailWindows, saveState, send, sent, storyMs, textOf, writeTo } from '../support/mail-windows.js';
import { jsonOf } from '../support/user-agent.js';

interface SeenMessage {
  readonly body: { readonly content: string };
  readonly attachments: readonly {
    readonly id: string;
    readonly name: string;
    readonly isInline: boolean;
    readonly contentId: string | null;
  }[];
}

/** A red picture of 8 × 8 pixels. */

describe('the editor', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  async function inMailbox(subject: string, folder = 'drafts'): Promise<SeenMessage> {
    const found = windows.graph.messages(alice, folder).find((message) => message.subject === subject);
    const agent = await windows.system.signedIn(alice);
    return jsonOf(await agent.xhr('GET', `/api/mail/messages/${found?.immutableId ?? ''}`));
  }

  const isInText = (page: Page): Promise<boolean> =>
    page.evaluate("document.activeElement?.getAttribute('aria-label') === 'Message'");
  const widthOf = (page: Page): Promise<number> =>
    page.evaluate("document.querySelector('[role=textbox] img')?.naturalWidth ?? 0");

  it(
    'writes what mail supports: bold, lists, quotes and links, and undoes the last step',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'All of it');
      const text = textOf(page);
      await text.click();
      await page.keyboard.press('Control+b');
      await text.pressSequentially('Bold');
      await page.keyboard.press('Control+b');
      await text.pressSequentially(' and plain.');
      await page.keyboard.press('Enter');
      await text.pressSequentially('- first');
      await page.keyboard.press('Enter');
      await text.pressSequentially('second');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await text.pressSequentially('> quoted');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await text.pressSequentially('See https://contoso.example/plan today, not this');
      await saveState(page, 'Saved');
      await page.keyboard.press('Shift+Control+ArrowLeft');
      await page.keyboard.press('Delete');
      await text.getByText(/today, not $/).waitFor();
      await page.keyboard.press('Control+z');
      await text.getByText(/today, not this$/).waitFor();
      await page.keyboard.press('End');
      await page.keyboard.press('Control+Shift+ArrowLeft');
      await page.keyboard.press('Control+k');
      await page.getByRole('textbox', { name: 'Web address' }).fill('contoso.example/this');
      await page.keyboard.press('Enter');
      await saveState(page, 'Saved');
      await screenshot(page, 'editor');
      expect(await violations(page)).toEqual([]);
      await send(page);
      await sent(page);

      const { content } = (await inMailbox('All of it', 'sentitems')).body;
      expect(content).toMatch(/<strong>Bold<\/strong> and plain\./);
      expect(content).toMatch(/<ul>\s*<li>first<\/li>\s*<li>second<\/li>\s*<\/ul>/);
      expect(content).toMatch(/<blockquote[^>]*>\s*<p[^>]*>quoted/);
      expect(content).toMatch(/<a [^>]*href="https:\/\/contoso\.example\/plan"[^>]*>https:/);
      expect(content).toMatch(/<a [^>]*href="https:\/\/contoso\.example\/this"[^>]*>this/);
    },
    storyMs,
  );

  it(
    'retains pasted tables, and removes everything harmful',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'With a table');
      await paste(page, {
        text: 'x',
        html: `<table><tr><th>Month</th><td colspan="2" onclick="alert(1)">May</td></tr></table>
          <p>Text<script>alert(1)</script><img src="https://tracker.example/x.png"></p>`,
      });
      await saveState(page, 'Saved');
      const { content } = (await inMailbox('With a table')).body;
      expect(content).toMatch(/<table[\s\S]*<th[^>]*>[\s\S]*Month[\s\S]*<td[^>]* colspan="2"[^>]*>[\s\S]*May/);
      expect(content).not.toMatch(/tracker|alert|onclick/);
      await screenshot(page, 'editor with a table');
    },
    storyMs,
  );

  it.each([
    ['through the mailbox', ['Mail.Send', 'Mail.ReadWrite']],
    ['from this device', ['Mail.Send']],
  ])(
    'sends a picture that was pasted %s inside the text',
    async (_, more) => {
      windows.control.reset();
      windows.control.grantConsent(alice, ['User.Read', 'Mail.Read', ...more]);
      const page = await windows.mail();
      await writeTo(page, bilal, 'Look at this');
      await textOf(page).pressSequentially('Here: ');
      await paste(page, { file: dot });
      const picture = textOf(page).getByRole('img', { name: 'dot.png' });
      await picture.waitFor();
      await eventually(async () => {
        expect(await widthOf(page)).toBe(8);
      }, 10_000);
      await saveState(page, /Saved|On this device/);
      await page.reload();
      await eventually(async () => {
        expect(await widthOf(page)).toBe(8);
      }, 20_000);
      expect(await page.getByRole('list', { name: 'Attachments' }).count()).toBe(0);
      await screenshot(page, `picture ${more.length}`);
      await send(page);
      await sent(page);

      const message = await inMailbox('Look at this', 'sentitems');
      const [attached] = message.attachments;
      expect(message.attachments).toMatchObject([{ name: 'dot.png', isInline: true }]);
      // The service shows a picture of the message by its address, where the text refers to it by its content id.
      expect(message.body.content).toContain(`/attachments/${attached?.id ?? ''}`);
    },
    storyMs,
  );

  it(
    'drops a picture that was removed from the text',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'Rather not');
      await paste(page, { file: dot });
      await textOf(page).getByRole('img', { name: 'dot.png' }).waitFor();
      await saveState(page, 'Saved');
      await eventually(async () => {
        expect((await inMailbox('Rather not')).attachments).toHaveLength(1);
      }, 10_000);
      await textOf(page).fill('Nothing to see.');
      await saveState(page, 'Saved');
      await send(page);
      await sent(page);
      expect((await inMailbox('Rather not', 'sentitems')).attachments).toEqual([]);
    },
    storyMs,
  );

  it(
    'closes only what is on top with Escape, is left with Tab, and sends unchanged with Ctrl+Enter',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'By keyboard');
      const text = textOf(page);
      await text.click();
      await text.pressSequentially('Words');
      await page.keyboard.press('Control+k');
      await page.getByRole('textbox', { name: 'Web address' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('textbox', { name: 'Web address' }).waitFor({ state: 'detached' });
      expect(await isInText(page)).toBe(true);
      await page.keyboard.press('Tab');
      expect(await isInText(page)).toBe(false);
      await text.focus();
      await page.keyboard.press('Escape');
      await text.waitFor({ state: 'detached' });

      await page.goBack();
      await text.click();
      await page.keyboard.press('Control+Enter');
      await sent(page);
      expect((await inMailbox('By keyboard', 'sentitems')).body.content).toMatch(/<p[^>]*>Words<\/p>(?!\s*<p)/);
    },
    storyMs,
  );
});
