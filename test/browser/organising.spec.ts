import type { Locator, Page } from 'playwright-core';

import { eventually } from '../support/eventually.js';
import { screenshot } from '../support/chromium.js';
import { alice, MailWindows, row as rowOf, storyMs } from '../support/mail-windows.js';

/** The tests judge by the requests at Graph and by what is visible. */
describe('a user who organises mail', () => {
  const windows = MailWindows.forEachStory();
  let page: Page;

  beforeEach(async () => {
    windows.control.reset();
    windows.grantAll(alice);
    windows.graph.deliver(alice, { subject: 'Plan of the ferry' });
    page = await windows.mail();
    await row('Plan of the ferry').waitFor();
  }, storyMs);

  const row = (name: RegExp | string): Locator => rowOf(page, name);
  const pane = (): Locator => page.getByRole('navigation', { name: 'Folders' });
  const folder = (name: string | RegExp): Locator => pane().getByRole('link', { name });
  const soon = (check: () => void | Promise<void>): Promise<void> => eventually(check, 10_000);
  /** The path at Graph: `Projects/Aurora`. */
  const paths = (): string[] => {
    const folders = windows.graph.folders(alice);
    const pathOf = (id: string): string => {
      const found = folders.find((one) => one.id === id);
      const above = found === undefined || found.parentId === id ? '' : pathOf(found.parentId);
      return found === undefined || found.wellKnownName === 'msgfolderroot' ? '' : `${above}/${found.displayName}`;
    };
    return folders.map(({ id }) => pathOf(id));
  };
  const openAccountMenu = (): Promise<void> => page.getByRole('button', { name: /^Account/ }).click();
  const idOf = (name: string): string =>
    windows.graph.folders(alice).find(({ displayName }) => displayName === name)?.id ?? '';
  const choose = async (of: string, item: string): Promise<void> => {
    await folder(of).hover();
    await pane()
      .getByRole('button', { name: `Actions for folder ${of}` })
      .click();
    await page.getByRole('region', { name: 'Folder menu' }).getByRole('menuitem', { name: item }).click();
  };

  it(
    'creates, renames, moves and deletes folders by menu and keyboard, and undoes it',
    async () => {
      expect(await folder('Outbox').count()).toBe(0);
      await choose('Projects', 'New subfolder');
      const name = page.getByRole('textbox', { name: 'Name' });
      await name.fill('aurora');
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByText('There’s a folder with this name already.').waitFor();
      await name.fill('Ferry');
      await page.keyboard.press('Enter');
      await folder('Ferry').waitFor();
      expect(paths()).toContain('/Projects/Ferry');
      await screenshot(page, 'folder tree');

      await folder('Ferry').focus();
      await page.keyboard.press('F2');
      await name.fill('Ferry 2027');
      await page.keyboard.press('Enter');
      await folder('Ferry 2027').waitFor();
      expect(paths()).toContain('/Projects/Ferry 2027');

      await choose('Ferry 2027', 'Move folder');
      await page.getByRole('combobox', { name: 'Move “Ferry 2027” to' }).fill('arch');
      await page.keyboard.press('Enter');
      await soon(() => {
        expect(paths()).toContain('/Archive/Ferry 2027');
      });
      await page.getByText('Folder “Ferry 2027” moved to Archive').waitFor();

      await folder('Ferry 2027').focus();
      await page.keyboard.press('Delete');
      await soon(() => {
        expect(paths()).toContain('/Deleted Items/Ferry 2027');
      });
      const notice = page.getByTestId('notice').filter({ hasText: 'moved to Deleted Items' });
      await notice.getByRole('button', { name: 'Undo' }).click();
      await soon(() => {
        expect(paths()).toContain('/Archive/Ferry 2027');
      });

      // The folder is not empty: one key is not enough.
      await folder('Projects').focus();
      await page.keyboard.press('Delete');
      const question = page.getByRole('dialog', { name: 'Delete “Projects”?' });
      await question.waitFor();
      // The focus is on Cancel.
      await page.keyboard.press('Enter');
      await question.waitFor({ state: 'detached' });
      expect(paths()).toContain('/Projects');
      await folder('Projects').focus();
      await page.keyboard.press('Delete');
      await question.getByRole('button', { name: 'Delete' }).click();
      await soon(() => {
        expect(paths()).toContain('/Deleted Items/Projects/Aurora');
      });
      await page.getByText('Folder “Projects” moved to Deleted Items').waitFor();
      await page.keyboard.press('Control+z');
      await soon(() => {
        expect(paths()).toContain('/Projects/Aurora');
      });
    },
    storyMs,
  );

  it(
    'expands folders by key, pins favourites on top, and finds both again after a reload',
    async () => {
      await folder('Projects').focus();
      await page.keyboard.press('ArrowLeft');
      expect(await folder('Aurora').count()).toBe(0);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await soon(async () => {
        expect(await page.evaluate('document.activeElement?.textContent')).toContain('Aurora');
      });
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Add to favourites' }).click();
      await page.reload();
      await pane().getByRole('list', { name: 'Favourites' }).getByRole('link', { name: 'Aurora' }).click();
      await page.getByRole('heading', { level: 1, name: 'Aurora' }).waitFor();
      expect(
        await pane().getByRole('list', { name: 'All folders' }).getByRole('link', { name: 'Aurora' }).count(),
      ).toBe(1);
    },
    storyMs,
  );

  it(
    'moves mail to a folder by a part of its name, to a new one, and to the last used one',
    async () => {
      const moveTo = (): Locator => page.getByRole('combobox', { name: 'Move to' });
      await row('Plan of the ferry').focus();
      await page.keyboard.press('v');
      await moveTo().waitFor();
      await screenshot(page, 'move to');
      await page.keyboard.type('Harbour works');
      await page.getByRole('option', { name: 'New folder “Harbour works”' }).click();
      await page.getByText('Message moved to Harbour works').waitFor();
      expect(windows.subjects(alice, idOf('Harbour works'))).toEqual(['Plan of the ferry']);

      windows.graph.deliver(alice, { subject: 'Another plan' });
      await row('Another plan').waitFor();
      await row('Another plan').focus();
      await page.keyboard.press('v');
      await moveTo().waitFor();
      await page.getByRole('group', { name: 'Last used' }).getByRole('option', { name: 'Harbour works' }).waitFor();
      await page.keyboard.press('Enter');
      await soon(() => {
        expect(windows.subjects(alice, idOf('Harbour works')).sort()).toEqual(['Another plan', 'Plan of the ferry']);
      });
      await page.keyboard.press('Control+z');
      await soon(() => {
        expect(windows.subjects(alice, 'inbox')).toContain('Another plan');
      });
    },
    storyMs,
  );

  it(
    'is asked for the permission when mail is moved to a new folder, which is then created with the mail in it',
    async () => {
      windows.control.reset();
      windows.graph.deliver(alice, { subject: 'Plan of the pier' });
      page = await windows.mail();
      await row('Plan of the pier').focus();
      await page.keyboard.press('v');
      await page.getByRole('combobox', { name: 'Move to' }).waitFor();
      await page.keyboard.type('After consent');
      await page.getByRole('option', { name: 'New folder “After consent”' }).click();
      const dialog = page.getByTestId('interaction-dialog');
      await dialog.waitFor();
      await dialog.getByRole('button', { name: 'Continue' }).click();
      await page
        .locator('input[type="password"]')
        .or(page.getByRole('button', { name: 'Accept' }))
        .first()
        .waitFor();
      if ((await page.locator('input[type="password"]').count()) > 0) {
        await page.keyboard.press('Enter');
      }
      await page.getByRole('button', { name: 'Accept' }).click();
      await folder('After consent').waitFor();
      expect(paths()).toContain('/After consent');
      await soon(() => {
        expect(windows.subjects(alice, idOf('After consent'))).toEqual(['Plan of the pier']);
      });
    },
    storyMs,
  );

  it(
    'finds mail in all folders, narrows the search by filters, and marks the hits',
    async () => {
      const bob = { name: 'Bob "Ferry" Lee', address: 'bob.lee@fabrikam.example' };
      windows.graph.deliver(alice, { subject: 'Invoice 7 for the quay', from: bob, folder: 'archive', isRead: true });
      windows.graph.deliver(alice, { subject: 'Invoice 8 for the quay', from: bob });
      windows.graph.deliver(alice, { subject: 'Invoice 9 for the quay' });
      await row('Invoice 9 for the quay').waitFor();
      const field = page.getByRole('combobox', { name: 'Search mail' });
      const refine = page.getByRole('group', { name: 'Refine the search' });
      const hits = async (): Promise<string[]> =>
        (await page.getByTestId('message-scroller').getByRole('link').allTextContents())
          .map((text) => /Invoice \d/.exec(text)?.[0] ?? text)
          .sort();
      const soonHits = (...expected: string[]): Promise<void> =>
        soon(async () => {
          expect(await hits()).toEqual(expected);
        });
      await page.keyboard.press('/');
      await field.fill('quay');
      await page.keyboard.press('Enter');
      await soonHits('Invoice 7', 'Invoice 8', 'Invoice 9');
      await row('Invoice 7').getByText('In folder Archive').waitFor();
      expect(await row('Invoice 7').locator('mark').allTextContents()).toEqual(['quay', 'quay']);
      await screenshot(page, 'search');

      await refine.getByRole('button', { name: 'From' }).click();
      await page.getByRole('combobox', { name: 'From' }).fill('bob.lee');
      await page.getByRole('option', { name: /Bob/ }).click();
      await soonHits('Invoice 7', 'Invoice 8');
      await refine.getByRole('button', { name: 'Unread' }).click();
      await soonHits('Invoice 8');
      expect(await field.inputValue()).toBe('quay from:bob.lee@fabrikam.example isread:false');
      await refine.getByRole('button', { name: 'Date' }).click();
      await page.getByRole('button', { name: 'Last 7 days' }).click();
      await soonHits('Invoice 8');
      await refine.getByRole('button', { name: 'In: All folders' }).click();
      await page.getByRole('combobox', { name: 'Folder to search in' }).fill('sent');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Search all folders' }).click();
      await soonHits('Invoice 8');

      await row('Invoice 8').focus();
      await page.keyboard.press('e');
      await soon(() => {
        expect(windows.subjects(alice, 'archive')).toContain('Invoice 8 for the quay');
      });
      await page.keyboard.press('Control+z');
      await soon(() => {
        expect(windows.subjects(alice, 'inbox')).toContain('Invoice 8 for the quay');
      });

      await page.getByRole('button', { name: 'Clear search' }).click();
      await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
      await field.click();
      await page.getByRole('option', { name: 'quay', exact: true }).click();
      await soonHits('Invoice 7', 'Invoice 8', 'Invoice 9');
      await openAccountMenu();
      await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
      await page.waitForURL((url) => url.origin !== windows.system.origin || url.pathname === '/');
      await soon(async () => {
        expect(await page.evaluate("Object.keys(localStorage).filter((key) => key.includes('searches'))")).toEqual([]);
      });
    },
    storyMs,
  );

  it(
    'gives mail categories, removes them, and shows a folder by category, flag and sender',
    async () => {
      windows.control.grantConsent(alice, ['User.Read', 'Mail.Read', 'Mail.ReadWrite', 'MailboxSettings.ReadWrite']);
      page = await windows.mail();
      const categoriesOf = (subject: string): string[] =>
        windows.graph
          .messages(alice, 'inbox')
          .filter((one) => one.subject === subject)
          .flatMap(({ categories }) => categories);
      const before = categoriesOf('Weekly planning');
      await row('Plan of the ferry').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Categorise' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Purple category' }).click();
      await row('Plan of the ferry').getByText('Purple category').waitFor();
      await soon(() => {
        expect(categoriesOf('Plan of the ferry')).toEqual(['Purple category']);
      });
      const style = await row('Plan of the ferry').getByText('Purple category').getAttribute('style');
      expect(style).toContain('background-color');
      // The submenu, then the menu.
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.getByRole('region', { name: 'Message menu' }).waitFor({ state: 'detached' });
      await page.getByRole('menuitemcheckbox').first().waitFor({ state: 'detached' });

      // Uses its checkbox, because the closing menu may still move the focus.
      await row(/Weekly planning/).hover();
      await page.getByRole('checkbox', { name: 'Select: Weekly planning' }).first().check();
      await page
        .getByRole('toolbar', { name: 'Actions for the selection' })
        .getByRole('button', { name: 'Categorise' })
        .click();
      await page.getByRole('menuitemcheckbox', { name: 'Purple category' }).click();
      await soon(() => {
        expect(categoriesOf('Weekly planning')).toContain('Purple category');
      });
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await screenshot(page, 'categories');
      const rows = async (): Promise<string[]> =>
        page.getByTestId('message-scroller').getByRole('link').allTextContents();
      const show = async (name: string): Promise<void> => {
        await page.getByRole('button', { name: 'Filter and sort' }).click();
        await page.getByRole('region', { name: 'Filter and sort' }).waitFor();
        await screenshot(page, 'filter and sort');
        await page.getByRole('menuitemradio', { name, exact: true }).click();
      };
      await show('Purple category');
      await soon(async () => {
        expect((await rows()).length).toBe(2);
      });
      await row('Plan of the ferry').focus();
      await page.keyboard.press('s');
      await show('Flagged');
      await row('Plan of the ferry').waitFor();
      await soon(async () => {
        expect((await rows()).every((text) => text.includes('Flagged'))).toBe(true);
      });
      await show('Subject');
      await page.getByRole('heading', { level: 1, name: 'Inbox', exact: true }).waitFor();
      await soon(async () => {
        const subjects = (await rows()).length;
        expect(subjects).toBeGreaterThan(3);
        expect(page.url()).toContain('sort=subject');
      });
      await show('Other');
      await soon(async () => {
        expect((await rows()).join()).toContain('Harbour Dispatch');
        expect((await rows()).join()).not.toContain('Weekly planning');
      });
      // The flag, and the two categories.
      for (let times = 0; times < 3; times += 1) {
        await page.keyboard.press('Control+z');
      }
      await soon(() => {
        expect([categoriesOf('Plan of the ferry'), categoriesOf('Weekly planning')]).toEqual([[], before]);
      });
    },
    storyMs,
  );

  it(
    'sizes the panes, turns the reading pane off and the rows to one line, and finds them unchanged after a reload',
    async () => {
      const heightOf = async (): Promise<number> => (await row('Plan of the ferry').boundingBox())?.height ?? 0;
      const widthOf = async (name: string): Promise<number> =>
        Number(await page.getByRole('separator', { name }).getAttribute('aria-valuenow'));
      const option = async (role: 'menuitemradio' | 'menuitemcheckbox', name: string): Promise<void> => {
        await page.getByRole('button', { name: 'List options' }).click();
        await page.getByRole(role, { name }).click();
        await page.keyboard.press('Escape');
      };
      const before = await widthOf('Width of the message list');
      await page.getByRole('separator', { name: 'Width of the message list' }).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await widthOf('Width of the message list')).toBe(before + 32);
      const folders = await page.getByRole('separator', { name: 'Width of the folder pane' }).boundingBox();
      await page.mouse.move((folders?.x ?? 0) + 4, 400);
      await page.mouse.down();
      await page.mouse.move((folders?.x ?? 0) + 64, 400, { steps: 4 });
      await page.mouse.up();
      expect(await widthOf('Width of the folder pane')).toBe(276);

      expect(await heightOf()).toBe(78);
      await option('menuitemradio', 'Compact');
      await soon(async () => {
        expect(await heightOf()).toBe(56);
      });
      await screenshot(page, 'layout compact');
      await option('menuitemcheckbox', 'Reading pane');
      await soon(async () => {
        expect(await heightOf()).toBe(36);
      });
      await screenshot(page, 'layout one line');
      await page.reload();
      await row('Plan of the ferry').waitFor();
      expect([await heightOf(), await widthOf('Width of the folder pane')]).toEqual([36, 276]);
      await row('Plan of the ferry').click();
      await page.getByRole('heading', { level: 1, name: 'Plan of the ferry' }).waitFor();
      expect(await page.getByRole('region', { name: 'Message list' }).isVisible()).toBe(false);
      await page.getByRole('button', { name: 'Back' }).click();
      await row('Plan of the ferry').waitFor();
    },
    storyMs,
  );
});
