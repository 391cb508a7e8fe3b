import type { Locator, Page } from 'playwright-core';

import { screenshot } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { alice, MailWindows, row, saveState, send, sent, storyMs, textOf } from '../support/mail-windows.js';

describe('a conversation', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  const conversation = (page: Page): Locator => page.getByRole('list', { name: 'Conversation' });
  const open = (page: Page): Locator => conversation(page).getByRole('article');
  const lines = (page: Page): Locator =>
    conversation(page).locator('button[aria-expanded="false"]:not([aria-haspopup])');

  /** The text of a message is in a frame of its own. */
  async function shown(page: Page, text: string): Promise<void> {
    await eventually(async () => {
      const frames = await open(page).getByTestId('mail-frame').all();
      const texts = await Promise.all(frames.map((frame) => frame.contentFrame().locator('body').innerText()));
      expect(texts.join('\n')).toContain(text);
    }, 20_000);
  }

  async function openAurora(): Promise<Page> {
    const page = await windows.mail();
    await row(page, /Aurora: go-live checklist/).click();
    await shown(page, 'Merged. Thank you all');
    return page;
  }

  it(
    'is shown complete, with the user’s own replies: the newest message is open, the others are lines that unfold',
    async () => {
      const page = await openAurora();
      await page.getByRole('button', { name: '3 more messages' }).waitFor();
      await screenshot(page, 'conversation');
      expect(await open(page).count()).toBe(1);
      await page.getByRole('button', { name: '3 more messages' }).click();
      expect(await lines(page).count()).toBe(5);
      // From Sent Items.
      await lines(page).filter({ hasText: 'I take the status page' }).first().click();
      await shown(page, 'I take the status page');
      expect(await open(page).count()).toBe(2);
      await conversation(page)
        .getByRole('button', { name: /^Collapse message/ })
        .first()
        .click();
      expect(await open(page).count()).toBe(1);
    },
    storyMs,
  );

  it(
    'is replied to at its foot, and shows the reply, then the sent message, at once',
    async () => {
      const page = await openAurora();
      const before = windows.subjects(alice, 'sentitems').length;
      await page
        .getByRole('group', { name: 'Answer the conversation' })
        .getByRole('button', { name: 'Reply all' })
        .click();
      await textOf(page).pressSequentially('See you there.');
      await saveState(page, 'Saved');
      await page.keyboard.press('Escape');
      await lines(page).first().waitFor();
      const draft = conversation(page).getByRole('button', { name: /^Draft/ });
      await draft.getByText(/See you there/).waitFor();
      await draft.click();
      await send(page);
      await sent(page);

      await row(page, /Aurora: go-live checklist/).click();
      const [last] = (await open(page).all()).slice(-1);
      await last?.getByText('Alice').first().waitFor();
      expect(windows.subjects(alice, 'sentitems')).toHaveLength(before + 1);
      expect(await draft.count()).toBe(0);
    },
    storyMs,
  );

  it(
    'does not show deleted messages',
    async () => {
      const page = await openAurora();
      await page.getByRole('button', { name: '3 more messages' }).click();
      expect(await lines(page).count()).toBe(5);
      const agent = await windows.system.signedIn(alice);
      const [, older] = windows.graph
        .messages(alice, 'inbox')
        .filter(({ subject }) => subject.includes('Aurora: go-live checklist'));
      await agent.xhr('DELETE', `/api/mail/messages/${older?.immutableId ?? ''}`);

      await lines(page).nth(4).waitFor({ state: 'detached' });
    },
    storyMs,
  );
});
