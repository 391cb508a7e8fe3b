import type { Locator, Page } from 'playwright-core';

import { screenshot } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { alice, MailWindows, row as rowOf, storyMs } from '../support/mail-windows.js';

/** Actions of the list besides its keys and its bar, judged by the requests at Graph and by what is visible. */
describe('the list', () => {
  const windows = MailWindows.forEachStory();
  let page: Page;

  beforeEach(async () => {
    windows.control.reset();
    windows.grantAll(alice);
    for (const subject of ['Pick one', 'Pick two', 'Pick three']) {
      windows.graph.deliver(alice, { subject });
    }
    page = await windows.mail();
    await row('Pick three').waitFor();
  }, storyMs);

  const row = (name: RegExp | string): Locator => rowOf(page, name);
  const picked = (folder: string): string[] =>
    windows
      .subjects(alice, folder)
      .filter((subject) => subject.startsWith('Pick'))
      .map((subject) => subject.slice('Pick '.length))
      .sort();
  const unread = (): number => windows.graph.messages(alice, 'inbox').filter(({ isRead }) => !isRead).length;
  const soon = (check: () => void | Promise<void>): Promise<void> => eventually(check, 20_000);
  const menu = (): Locator => page.getByRole('region', { name: 'Message menu' });
  const choose = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: 'List options' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  const focused = (): Promise<string> =>
    page.evaluate('document.activeElement?.closest("[data-place=row]")?.textContent ?? ""');

  it(
    'has a menu for the row that is right-clicked, or for all rows that are selected with it',
    async () => {
      await row('Pick two').click({ button: 'right' });
      await menu().getByRole('menuitem', { name: 'Reply all' }).waitFor();
      await screenshot(page, 'row menu');
      await menu().getByRole('menuitem', { name: 'Move to' }).click();
      await page.getByRole('dialog', { name: 'Move to' }).getByRole('option', { name: 'Archive' }).click();
      await soon(() => {
        expect([picked('inbox'), picked('archive')]).toEqual([['one', 'three'], ['two']]);
      });
      await soon(async () => {
        expect(await focused()).toContain('Pick one');
      });

      await page.keyboard.press('x');
      await page.keyboard.press('Shift+ArrowUp');
      await row('Pick three').click({ button: 'right' });
      await menu().getByRole('menuitem', { name: 'Delete' }).waitFor();
      expect(await menu().getByRole('menuitem', { name: 'Reply', exact: true }).count()).toBe(0);
      await menu().getByRole('menuitem', { name: 'Delete' }).click();
      await soon(() => {
        expect(picked('deleteditems')).toEqual(['one', 'three']);
      });
      await page.keyboard.press('Control+z');
      await page.keyboard.press('Control+z');
      await soon(() => {
        expect(picked('inbox')).toEqual(['one', 'three', 'two']);
      });
    },
    storyMs,
  );

  it(
    'opens the menu by keyboard; Escape closes only the menu, and outside of a selection it applies to its row alone',
    async () => {
      await row('Pick one').focus();
      await page.keyboard.press('x');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Shift+F10');
      await menu().waitFor();
      // Nothing is selected any more, so that there is only one target.
      expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
      await page.keyboard.press('Delete');
      await page.keyboard.press('Escape');
      await menu().waitFor({ state: 'detached' });
      await soon(async () => {
        expect(await focused()).toContain('Pick two');
      });
      expect(picked('inbox')).toEqual(['one', 'three', 'two']);
      await page.keyboard.press('Delete');
      await soon(() => {
        expect(picked('deleteditems')).toEqual(['two']);
      });
    },
    storyMs,
  );

  it(
    'moves what is dragged to a folder: one row, or all rows that are selected with it',
    async () => {
      const folder = (name: string): Locator =>
        page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name });
      await row('Pick two').dragTo(folder('Receipts'));
      await page.getByText('Message moved to Receipts').waitFor();
      const { id = '' } = windows.graph.folders(alice).find(({ displayName }) => displayName === 'Receipts') ?? {};
      expect([picked('inbox'), picked(id)]).toEqual([['one', 'three'], ['two']]);

      await row('Pick one').focus();
      await page.keyboard.press('x');
      await page.keyboard.press('Shift+ArrowUp');
      // Where mail cannot be moved, dropping does nothing.
      await row('Pick one').dragTo(folder('Drafts'));
      await row('Pick one').dragTo(folder('Archive'));
      await page.getByText('2 messages moved to Archive').waitFor();
      expect([picked('archive'), picked('drafts')]).toEqual([['one', 'three'], []]);
      await page.keyboard.press('Control+z');
      await soon(() => {
        expect(picked('inbox')).toEqual(['one', 'three']);
      });
    },
    storyMs,
  );

  it(
    'marks its whole folder as read, including what is not loaded, shows the progress, and undoes it',
    async () => {
      for (let count = 0; count < 130; count += 1) {
        windows.graph.deliver(alice, { subject: `Bulk ${count}` });
      }
      await row('Bulk 129').waitFor();
      const before = unread();
      expect(before).toBeGreaterThan(130);
      await soon(async () => {
        await page.getByRole('link', { name: `Inbox ${before} unread` }).waitFor({ timeout: 1_000 });
      });
      windows.control.addFault({
        point: 'graph',
        match: { method: 'POST', path: '/$batch' },
        times: 100,
        action: { kind: 'gate', name: 'read' },
      });
      await choose('Mark all as read');
      await page.getByRole('progressbar', { name: 'Marking as read' }).waitFor();
      await screenshot(page, 'progress');
      windows.control.clearFaults();
      windows.control.gate('read').open();
      await soon(() => {
        expect(unread()).toBe(0);
      });
      await page.getByTestId('notice').getByText(`${before} messages marked as read`).waitFor();
      await page.keyboard.press('Control+z');
      await soon(() => {
        expect(unread()).toBe(before);
      });
    },
    storyMs,
  );

  it(
    'empties a folder after a question: into Deleted Items, which can be undone, and from there permanently',
    async () => {
      const junk = windows.subjects(alice, 'junkemail').length;
      const deleted = windows.subjects(alice, 'deleteditems').length;
      await page.getByRole('link', { name: /^Junk Email/ }).click();
      await page.getByRole('heading', { name: 'Junk Email' }).waitFor();
      await choose('Empty folder…');
      await page.getByText(`${junk} messages will go to Deleted Items.`).waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      expect(windows.subjects(alice, 'junkemail')).toHaveLength(junk);
      await choose('Empty folder…');
      await page.getByRole('button', { name: 'Empty folder' }).click();
      await page.getByText('Nothing here').waitFor();
      await soon(() => {
        expect(windows.subjects(alice, 'deleteditems')).toHaveLength(deleted + junk);
      });
      await page.getByTestId('notice').getByRole('button', { name: 'Undo' }).click();
      await soon(() => {
        expect(windows.subjects(alice, 'junkemail')).toHaveLength(junk);
      });

      await page.getByRole('link', { name: /^Deleted Items/ }).click();
      await page.getByRole('heading', { name: 'Deleted Items' }).waitFor();
      await choose('Empty folder…');
      await page.getByText(/will be gone\. This can’t be undone/).waitFor();
      await page.getByRole('button', { name: 'Empty folder' }).click();
      await page
        .getByTestId('notice')
        .getByText(/^Folder emptied/)
        .waitFor();
      expect(windows.subjects(alice, 'deleteditems')).toEqual([]);
      await page.getByText('Nothing here').waitFor();
      expect(windows.subjects(alice, 'junkemail')).toHaveLength(junk);
    },
    storyMs,
  );

  it(
    'deletes permanently only where the user asked to: going back closes the question',
    async () => {
      await row('Pick two').focus();
      await page.keyboard.press('#');
      await soon(() => {
        expect(picked('deleteditems')).toEqual(['two']);
      });
      await page.getByRole('link', { name: /^Deleted Items/ }).click();
      await page.getByRole('heading', { name: 'Deleted Items' }).waitFor();
      await row('Pick two').focus();
      await page.keyboard.press('#');
      const question = page.getByRole('alertdialog', { name: 'Delete for good?' });
      await question.waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'Inbox' }).waitFor();
      await question.waitFor({ state: 'detached' });
      await page.goForward();
      await row('Pick two').waitFor();
      expect(await question.count()).toBe(0);
      expect([picked('inbox'), picked('deleteditems')]).toEqual([['one', 'three'], ['two']]);

      await row('Pick two').focus();
      await page.keyboard.press('#');
      await question.getByRole('button', { name: 'Delete' }).click();
      await soon(() => {
        expect([picked('inbox'), picked('deleteditems')]).toEqual([['one', 'three'], []]);
      });
    },
    storyMs,
  );

  it(
    'offers permanent deletion only in a cloud that supports it; a folder can be emptied everywhere',
    async () => {
      await page.context().route('**/api/mail/start?*', async (route) => {
        const answer = await route.fetch();
        const start = (await answer.json()) as { session: object };
        const session = { ...start.session, unavailable: ['permanent_delete'] };
        await route.fulfill({ response: answer, json: { ...start, session } });
      });
      await page.reload();
      await row('Pick two').focus();
      await page.keyboard.press('#');
      await soon(() => {
        expect(picked('deleteditems')).toEqual(['two']);
      });
      await page.getByRole('link', { name: /^Deleted Items/ }).click();
      await page.getByRole('heading', { name: 'Deleted Items' }).waitFor();
      await row('Pick two').focus();
      await page.keyboard.press('#');
      await row('Pick two').click({ button: 'right' });
      await menu().getByRole('menuitem', { name: 'Move to' }).waitFor();
      expect(await menu().getByRole('menuitem', { name: 'Delete' }).count()).toBe(0);
      await page.keyboard.press('Escape');
      await menu().waitFor({ state: 'hidden' });
      await row('Pick two').press('x');
      await page.getByRole('toolbar', { name: 'Actions for the selection' }).waitFor();
      await screenshot(page, 'deleted items in a national cloud');
      expect(await page.getByRole('button', { name: /^Delete/ }).count()).toBe(0);
      expect(await page.getByRole('alertdialog').count()).toBe(0);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'List options' }).click();
      await page.getByRole('menuitem', { name: /Empty/ }).waitFor();
      expect(picked('deleteditems')).toEqual(['two']);
    },
    storyMs,
  );
});
