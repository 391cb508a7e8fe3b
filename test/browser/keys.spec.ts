import type { Locator, Page } from 'playwright-core';

import { eventually } from '../support/eventually.js';
import { alice, MailWindows, row as rowOf, storyMs } from '../support/mail-windows.js';

describe('a key in the mail app', () => {
  const windows = MailWindows.forEachStory();
  let page: Page;

  beforeEach(async () => {
    windows.control.reset();
    windows.grantAll(alice);
    windows.graph.deliver(alice, { subject: 'One of its kind' });
    page = await windows.mail();
    await row(/One of its kind/).waitFor();
  }, storyMs);

  const row = (name: RegExp): Locator => rowOf(page, name);
  const inInbox = (subject: string): number => countIn('inbox', subject);
  const countIn = (folder: string, subject: string): number =>
    windows.subjects(alice, folder).filter((each) => each.includes(subject)).length;

  /** Everything that an action could change. Requests alone don't show it: the service reads by `POST /$batch`. */
  const mailbox = (): string[] =>
    windows.graph
      .folders(alice)
      .flatMap(({ id }) => windows.graph.messages(alice, id))
      .map(({ immutableId, folderId, isRead, isDraft }) => JSON.stringify([immutableId, folderId, isRead, isDraft]))
      .sort();
  const focusedText = (): Promise<string> => page.evaluate('document.activeElement?.textContent ?? ""');
  const soon = (check: () => void): Promise<void> => eventually(check, 10_000);

  it(
    'does nothing to a fresh list, where nothing is selected',
    async () => {
      const before = mailbox();
      for (const key of ['#', 'Delete', 'e', 'u', 's', 'r', 'a', 'f', 'Control+z']) {
        await page.keyboard.press(key);
      }
      await page.waitForTimeout(500);

      expect(mailbox()).toEqual(before);
      expect(await page.getByRole('textbox', { name: 'Message' }).count()).toBe(0);
      expect(inInbox('One of its kind')).toBe(1);
    },
    storyMs,
  );

  it.each(['the page', 'a row'])(
    'closes the dialog that is on top when it is Escape, even if the focus is on %s',
    async (where) => {
      const before = mailbox();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await page.evaluate(
        where === 'the page' ? 'document.activeElement.blur()' : "document.querySelector('[data-place=row] a').focus()",
      );
      await page.keyboard.press('Delete');
      await page.keyboard.press('Escape');

      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(mailbox()).toEqual(before);
    },
    storyMs,
  );

  it(
    'writes into the text while the user types: a new message begins in “To”',
    async () => {
      await page.getByRole('button', { name: 'New message' }).click();
      const to = page.getByRole('combobox', { name: 'To' });
      await to.waitFor();
      await eventually(async () => {
        expect(await page.evaluate('document.activeElement?.getAttribute("role")')).toBe('combobox');
      }, 5_000);
      const before = windows.subjects(alice, 'inbox').length;
      await page.keyboard.type('e#us');
      await page.getByRole('button', { name: 'Send', exact: true }).focus();
      await page.keyboard.type('e#us');
      await page.waitForTimeout(500);

      expect(windows.subjects(alice, 'inbox')).toHaveLength(before);
    },
    storyMs,
  );

  it(
    'deletes the row that has the focus, moves the focus to the next one, and undoes that',
    async () => {
      await row(/One of its kind/).focus();
      await page.keyboard.press('Delete');
      await soon(() => {
        expect([inInbox('One of its kind'), countIn('deleteditems', 'One of its kind')]).toEqual([0, 1]);
      });
      await eventually(async () => {
        expect(await page.evaluate('document.activeElement?.closest("[data-place=row]") !== null')).toBe(true);
      }, 5_000);
      expect(await focusedText()).not.toContain('One of its kind');

      await page.keyboard.press('Control+z');
      await soon(() => {
        expect([inInbox('One of its kind'), countIn('deleteditems', 'One of its kind')]).toEqual([1, 0]);
      });
    },
    storyMs,
  );

  it(
    'acts on the row that the previous key moved to, even if nothing was drawn in between',
    async () => {
      windows.graph.deliver(alice, { subject: 'The newest of all' });
      await row(/The newest of all/).waitFor();
      await row(/The newest of all/).focus();
      await page.evaluate(`for (const key of ['j', 'e'])
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))`);

      await soon(() => {
        expect([countIn('archive', 'One of its kind'), inInbox('The newest of all')]).toEqual([1, 1]);
      });
      expect(countIn('archive', 'The newest of all')).toBe(0);
    },
    storyMs,
  );

  it(
    'works inside the text of a message, and closes it',
    async () => {
      await row(/One of its kind/).click();
      const text = page.getByTestId('mail-frame').first();
      await text.contentFrame().locator('body').click();
      await page.keyboard.press('e');

      await soon(() => {
        expect([inInbox('One of its kind'), countIn('archive', 'One of its kind')]).toEqual([0, 1]);
      });
      await page.getByText('Select a message to read').waitFor();
    },
    storyMs,
  );

  it.each(['a key', 'the toolbar', 'the row'])(
    'moves a whole conversation by %s, but not what was sent',
    async (how) => {
      // The seed has several conversations of that name; this one has four messages in the inbox.
      const [count, sent] = [inInbox('Aurora: go-live'), countIn('sentitems', 'Aurora: go-live')];
      if (how === 'a key') {
        await row(/Aurora: go-live checklist/).focus();
        await page.keyboard.press('e');
      } else if (how === 'the toolbar') {
        await row(/Aurora: go-live checklist/).click();
        await page.getByRole('button', { name: 'Archive', exact: true }).click();
      } else {
        await row(/Aurora: go-live checklist/).hover();
        await page.getByRole('button', { name: /^Archive: .*Aurora/ }).click();
      }

      await soon(() => {
        expect([inInbox('Aurora: go-live'), countIn('archive', 'Aurora: go-live')]).toEqual([count - 4, 4]);
      });
      expect(countIn('sentitems', 'Aurora: go-live')).toBe(sent);
      expect(await page.evaluate('document.activeElement === document.body')).toBe(false);
    },
    storyMs,
  );

  it(
    'takes effect when the network is available again; until then it is shown as waiting, and can be cancelled',
    async () => {
      await row(/One of its kind/).focus();
      await page.context().setOffline(true);
      await page.keyboard.press('e');
      await page
        .getByTestId('waiting')
        .getByText(/One of its kind/)
        .waitFor();
      await row(/One of its kind/).waitFor({ state: 'detached' });
      await page.getByTestId('waiting').getByRole('button', { name: 'Take back' }).click();
      await row(/One of its kind/).waitFor();
      await row(/One of its kind/).focus();
      await page.keyboard.press('e');
      await page.getByTestId('waiting').waitFor();
      await page.context().setOffline(false);

      await soon(() => {
        expect([inInbox('One of its kind'), countIn('archive', 'One of its kind')]).toEqual([0, 1]);
      });
      await page.getByTestId('waiting').waitFor({ state: 'detached' });
    },
    storyMs,
  );

  it(
    'that needs a permission takes effect after the redirect to Entra, once',
    async () => {
      const other = await windows.mailWithoutConsent();
      await rowOf(other, /One of its kind/).focus();
      await other.keyboard.press('e');
      const prompt = other.getByRole('alertdialog').or(other.getByRole('dialog'));
      await prompt
        .getByText(/Read and write access to your mail/)
        .first()
        .waitFor();
      await prompt.getByRole('button', { name: 'Continue' }).click();
      await other.getByRole('button', { name: 'Accept' }).click();

      await other.getByText('Message moved to Archive').waitFor();
      await soon(() => {
        expect([inInbox('One of its kind'), countIn('archive', 'One of its kind')]).toEqual([0, 1]);
      });
      await other.reload();
      await rowOf(other, /go-live checklist/).waitFor();
      expect(countIn('archive', 'One of its kind')).toBe(1);
    },
    storyMs,
  );

  it(
    'that needs a permission is stored with the next: one redirect to Entra is for all of them',
    async () => {
      const subjects = ['Bring one', 'Bring two', 'Bring three'];
      for (const subject of subjects) {
        windows.graph.deliver(alice, { subject });
      }
      const other = await windows.mailWithoutConsent();
      const rows = (subject: string): Locator => other.locator('[data-message-id]', { hasText: subject });
      let answer: () => void = () => undefined;
      const answered = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await other.route('**/api/mail/messages/actions', async (route) => {
        await answered;
        await route.continue();
      });
      await rowOf(other, 'Bring three').focus();
      for (const subject of subjects.toReversed()) {
        await other.keyboard.press('e');
        await rows(subject).waitFor({ state: 'detached' });
      }
      answer();
      const prompt = other.getByRole('alertdialog').or(other.getByRole('dialog'));
      await prompt.getByRole('button', { name: 'Continue' }).waitFor();
      for (const subject of subjects) {
        await rows(subject).waitFor();
      }
      await prompt.getByRole('button', { name: 'Continue' }).click();
      await other.getByRole('button', { name: 'Accept' }).click();

      await soon(() => {
        expect([countIn('inbox', 'Bring'), countIn('archive', 'Bring')]).toEqual([0, 3]);
      });
    },
    storyMs,
  );
});
