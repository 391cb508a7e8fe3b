import type { BrowserContext, Locator, Page } from 'playwright-core';

import { until } from '../support/mail-app.js';
import { eventually } from '../support/eventually.js';
import { alice, MailWindows, row, storyMs } from '../support/mail-windows.js';

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly isOpen: boolean;
}

/**
 * Chromium without a screen has no notification centre, shows every tab as visible, and asks nobody: what the page asks of it is
 * recorded, and the test says what the user answers (`answer`) and whether they see the tab (`isHidden`).
 */
const recorder = `
  window.shown = [];
  window.asked = 0;
  window.Notification = class extends EventTarget {
    static get permission() { return localStorage.getItem('permission') ?? 'default'; }
    static async requestPermission() {
      window.asked += 1;
      localStorage.setItem('permission', localStorage.getItem('answer') ?? 'granted');
      return this.permission;
    }
    constructor(title, { body, tag }) {
      super();
      Object.assign(this, { title, body, tag, isOpen: true });
      window.shown.push(this);
    }
    close() { this.isOpen = false; this.dispatchEvent(new Event('close')); }
  };
  window.isHidden = false;
  Object.defineProperty(document, 'visibilityState', { get: () => (window.isHidden ? 'hidden' : 'visible') });
`;

describe('new mail that comes while nobody looks', () => {
  const windows = MailWindows.forEachStory();
  const from = { name: 'Noor Haddad', address: 'noor@contoso.example' };
  let context: BrowserContext;

  beforeEach(async () => {
    windows.control.reset();
    context = await windows.window();
    await context.addInitScript(recorder);
  }, storyMs);

  const openTab = async (): Promise<Page> => {
    const page = await windows.tab(context);
    await row(page, /Weekly planning/).waitFor();
    return page;
  };
  const setHidden = (page: Page, isHidden: boolean): Promise<void> =>
    page.evaluate(`isHidden = ${String(isHidden)}; document.dispatchEvent(new Event('visibilitychange'))`);
  /** The app looks once, to know what is there, when the last tab goes out of sight. */
  const hideAll = async (tabs: Page[]): Promise<void> => {
    const looked = context.waitForEvent('requestfinished', {
      predicate: (request) => new URL(request.url()).search === '?folder=inbox&top=25',
    });
    await Promise.all(tabs.map((tab) => setHidden(tab, true)));
    await looked;
  };
  const shownIn = (page: Page): Promise<Shown[]> =>
    page.evaluate<Shown[]>('shown.map(({ title, body, isOpen }) => ({ title, body, isOpen }))');
  const shown = async (tabs: Page[]): Promise<Shown[]> => (await Promise.all(tabs.map(shownIn))).flat();
  const notifications = (page: Page): Locator => page.getByRole('group', { name: 'New mail' });
  const choose = async (page: Page, choice: string): Promise<void> => {
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await notifications(page).getByRole('radio', { name: choice, exact: true }).click();
  };

  it(
    'is asked about once, then told of once over all tabs, opened by a click, and gone at sign-out',
    async () => {
      const first = await openTab();
      const question = first.getByText('New mail came while you were away.');
      await setHidden(first, true);
      windows.graph.deliver(alice, { subject: 'While away', from });
      await first.waitForResponse(/api\/mail\/folders/);
      await setHidden(first, false);
      await question.waitFor();
      expect(await first.evaluate('asked')).toBe(0);
      await first.getByRole('button', { name: 'Turn on' }).click();
      await first.getByText('You’ll be notified of new mail').waitFor();
      expect(await first.evaluate('asked')).toBe(1);
      await question.waitFor({ state: 'hidden' });

      const tabs = [first, await openTab(), await openTab()];
      windows.graph.deliver(alice, { subject: 'Seen at once', from });
      await Promise.all(tabs.map((tab) => row(tab, /Seen at once/).waitFor()));
      await hideAll(tabs);
      expect(await shown(tabs)).toEqual([]);
      windows.graph.deliver(alice, { subject: 'Ferry at noon', from });
      await eventually(async () => {
        expect(await shown(tabs)).toEqual([{ title: 'Noor Haddad', body: 'Ferry at noon', isOpen: true }]);
      }, 10_000);

      const teller = (await Promise.all(tabs.map(shownIn))).findIndex(({ length }) => length > 0);
      const page = tabs[teller] ?? first;
      await page.evaluate("shown[0].dispatchEvent(new Event('click'))");
      await page.getByRole('heading', { name: 'Ferry at noon' }).waitFor();
      expect(await shownIn(page)).toMatchObject([{ isOpen: false }]);

      windows.graph.deliver(alice, { subject: 'Second ferry', from });
      await until(page, 'shown.length === 2');
      expect(await shown(tabs)).toMatchObject([{ isOpen: false }, { body: 'Second ferry', isOpen: true }]);
      const other = tabs.find((tab) => tab !== page) ?? first;
      await setHidden(other, false);
      await other.getByRole('button', { name: /^Account/ }).click();
      await other.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
      await until(page, 'shown.every(({ isOpen }) => !isOpen)');
    },
    storyMs * 2,
  );

  it(
    'is told without its content, or not at all, as the settings say, which tell what the browser forbids',
    async () => {
      const page = await openTab();
      await choose(page, 'Without sender and subject');
      expect(await page.evaluate('asked')).toBe(1);
      await page.getByText('At least one must be open.').waitFor();
      await page.getByRole('button', { name: 'Back to mail' }).click();
      await row(page, /Weekly planning/).waitFor();
      await hideAll([page]);
      windows.graph.deliver(alice, { subject: 'A secret', from });
      await until(page, 'shown.length > 0');
      expect(await shownIn(page)).toEqual([{ title: 'New message', body: '', isOpen: true }]);

      await setHidden(page, false);
      await choose(page, 'Off');
      await notifications(page).getByRole('radio', { name: 'Off', exact: true, checked: true }).waitFor();
      await page.evaluate("localStorage.setItem('permission', 'denied')");
      await setHidden(page, false);
      await page.getByText('Your browser blocks this site’s notifications.').waitFor();
      expect(await page.getByRole('radio', { name: 'With sender and subject' }).isDisabled()).toBe(true);
    },
    storyMs,
  );
});
