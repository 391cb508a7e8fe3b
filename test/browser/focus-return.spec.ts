import type { BrowserContext, Locator, Page } from 'playwright-core';

import { eventually } from '../support/eventually.js';
import { phone, show, signedInContext } from '../support/mail-app.js';
import { alice, bilal, MailWindows, row, storyMs, textOf, writeTo } from '../support/mail-windows.js';

interface Cover {
  readonly name: string;
  readonly path: string;
  /** The element with the focus before. */
  readonly from: (page: Page) => Locator | Promise<Locator>;
  /** How it is opened from there. */
  readonly open: readonly string[];
  readonly shown: (page: Page) => Locator;
}

const inbox = '/mail/inbox';
type Where = (page: Page) => Locator;

function planning(page: Page): Locator {
  return row(page, /Weekly planning/);
}

function folder(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Projects' });
}

function question(page: Page): Locator {
  return page.getByRole('alertdialog');
}

function button(name: RegExp | string): Where {
  return (page) => page.getByRole('button', { name, exact: true });
}

function dialog(name: string): Where {
  return (page) => page.getByRole('dialog', { name });
}

function menu(name: string): Where {
  return (page) => page.getByRole('region', { name }).getByRole('menu');
}

async function inMessage(page: Page, name: string | RegExp): Promise<Locator> {
  await row(page, /Weekly planning/).click();
  await page.getByRole('heading', { name: 'Weekly planning' }).waitFor();
  return page.getByRole('toolbar', { name: 'Message actions' }).getByRole('button', { name });
}

async function writing(page: Page, subject: string): Promise<Locator> {
  await writeTo(page, bilal, subject);
  await textOf(page).fill('Hello');
  return page.getByRole('button', { name: 'Send', exact: true });
}

const covers: readonly Cover[] = [
  { name: 'keyboard shortcuts', path: inbox, from: planning, open: ['?'], shown: dialog('Keyboard shortcuts') },
  { name: 'message menu', path: inbox, from: planning, open: ['Shift+F10'], shown: menu('Message menu') },
  { name: '“Move to” of a row', path: inbox, from: planning, open: ['v'], shown: dialog('Move to') },
  {
    name: '“Move to” of a key in the open message',
    path: inbox,
    from: (page) => inMessage(page, 'Archive'),
    open: ['v'],
    shown: dialog('Move to'),
  },
  {
    name: '“Move to” of the open message',
    path: inbox,
    from: (page) => inMessage(page, 'Move to'),
    open: ['Enter'],
    shown: dialog('Move to'),
  },
  {
    name: 'more actions',
    path: inbox,
    from: (page) => inMessage(page, 'More actions'),
    open: ['Enter'],
    shown: menu('More actions'),
  },
  {
    name: 'attachment viewer',
    path: inbox,
    from: async (page) => {
      await row(page, 'With a note').click();
      return page.getByRole('list', { name: 'Attachments' }).getByRole('button', { name: /Open/ });
    },
    open: ['Enter'],
    shown: (page) => page.getByTestId('attachment-viewer'),
  },
  { name: 'list options', path: inbox, from: button('List options'), open: ['Enter'], shown: menu('List options') },
  {
    name: 'question before a folder is emptied',
    path: inbox,
    from: button('List options'),
    open: ['Enter', 'ArrowDown', 'ArrowDown', 'Enter'],
    shown: question,
  },
  {
    name: 'folder menu',
    path: inbox,
    from: folder,
    open: ['Shift+F10'],
    shown: menu('Folder menu'),
  },
  {
    name: 'new folder',
    path: inbox,
    from: folder,
    open: ['Shift+F10', 'Enter'],
    shown: dialog('New folder in Projects'),
  },
  {
    name: 'rename of a folder',
    path: inbox,
    from: folder,
    open: ['F2'],
    shown: dialog('Rename “Projects”'),
  },
  {
    name: 'question before a folder is deleted',
    path: inbox,
    from: folder,
    open: ['Delete'],
    shown: dialog('Delete “Projects”?'),
  },
  {
    name: 'question before a message is deleted for good',
    path: '/mail/deleteditems',
    from: (page) => row(page, 'Thrown away'),
    open: ['Delete'],
    shown: question,
  },
  {
    name: 'a refiner of the search',
    path: '/mail/all?q=planning',
    from: button('From'),
    open: ['Enter'],
    shown: (page) => page.getByRole('option').first(),
  },
  {
    name: 'account menu',
    path: inbox,
    from: button(/^Account/),
    open: ['Enter'],
    shown: (page) => page.getByRole('menu'),
  },
  {
    name: 'send later',
    path: inbox,
    from: async (page) => {
      await writing(page, 'Subject');
      return page.getByRole('button', { name: 'Send later' });
    },
    open: ['Enter'],
    shown: dialog('Send later'),
  },
  {
    name: 'question before a message is sent without a subject',
    path: inbox,
    from: (page) => writing(page, ''),
    open: ['Enter'],
    shown: question,
  },
  {
    name: 'link in the text',
    path: inbox,
    from: async (page) => {
      await writing(page, 'Subject');
      return textOf(page);
    },
    open: ['Control+k'],
    shown: dialog('Insert link'),
  },
  {
    name: 'question before signing out everywhere',
    path: '/settings',
    from: button('Sign out everywhere'),
    open: ['Enter'],
    shown: (page) => page.getByTestId('sign-out-question'),
  },
];

describe('the focus returns after a dialog, a menu or a popup', () => {
  const windows = MailWindows.forEachStory();
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    windows.grantAll(alice);
    const note = { name: 'note.txt', contentType: 'text/plain', contentBytes: Buffer.from('Hello').toString('base64') };
    windows.graph.deliver(alice, { subject: 'With a note', attachments: [note] });
    windows.graph.deliver(alice, { subject: 'Thrown away', folder: 'deleteditems' });
    context = await signedInContext(windows.system, windows.browser, alice);
    page = await windows.tab(context);
  }, storyMs);

  afterAll(() => context.close());

  it.each(covers)(
    '$name',
    async ({ path, from, open, shown }) => {
      await show(page, path);
      const origin = await from(page);
      await origin.focus();
      await mark(page);
      for (const key of open) {
        await page.keyboard.press(key);
        await settled(page);
      }
      await shown(page).waitFor();
      expect(await isAtMark(page)).toBe(false);
      await page.keyboard.press('Escape');
      await shown(page).waitFor({ state: 'detached' });

      await eventually(async () => {
        expect(await isAtMark(page)).toBe(true);
      }, 5_000);
      await page.evaluate('localStorage.clear()');
    },
    storyMs,
  );

  it(
    'a drawer on a phone, and the menu in it',
    async () => {
      const small = await signedInContext(windows.system, windows.browser, alice, phone);
      const tab = await windows.tab(small);
      const opener = tab.getByRole('button', { name: 'Folders', exact: true });
      await opener.focus();
      await mark(tab, 'opener');
      await tab.keyboard.press('Enter');
      const actions = tab.getByRole('button', { name: 'Actions for folder Projects' });
      await actions.focus();
      await mark(tab, 'actions');
      await tab.keyboard.press('Enter');
      await tab.getByRole('menuitem', { name: 'New subfolder' }).waitFor();
      await tab.keyboard.press('Escape');
      await eventually(async () => {
        expect(await isAtMark(tab, 'actions')).toBe(true);
      }, 5_000);
      await tab.keyboard.press('Escape');
      await eventually(async () => {
        expect(await isAtMark(tab, 'opener')).toBe(true);
      }, 5_000);
      await small.close();
    },
    storyMs,
  );
});

/** Identifies the focused element again, also while a dialog hides the page from roles. */
async function mark(page: Page, name = 'origin'): Promise<void> {
  await page.evaluate(`for (const old of document.querySelectorAll('[data-mark="${name}"]')) old.removeAttribute('data-mark');
    document.activeElement.setAttribute('data-mark', '${name}')`);
}

function isAtMark(page: Page, name = 'origin'): Promise<boolean> {
  return page.evaluate<boolean>(`document.activeElement?.getAttribute('data-mark') === '${name}'`);
}

/** A menu has the focus a moment after it is shown. */
async function settled(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}
