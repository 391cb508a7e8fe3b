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
 * Headless Chromium has no notification centre, treats every tab as visible, and never asks the user. The page's calls
 * are recorded, and the test sets the user's answer (`answer`) and whether they see the tab (`isHidden`).
 */
const recorder = `
  window.shown = [];
  window.asked = 0;
  window.alerts = 0;
  window.Notification = class extends EventTarget {
    static get permission() { return localStorage.getItem('permission') ?? 'default'; }
    static async requestPermission() {
      window.asked += 1;
      localStorage.setItem('permission', localStorage.getItem('answer') ?? 'granted');
      return this.permission;
    }
    constructor(title, { body, tag, renotify }) {
      if (localStorage.getItem('throws') !== null) throw new TypeError('Illegal constructor');
      super();
      Object.assign(this, { title, body, tag, isOpen: true });
      // It is shown later, unless it is closed by then. It replaces a shown one with the same tag, and alerts again
      // if it says so.
      queueMicrotask(() => {
        if (!this.isOpen) return;
        const replaced = window.shown.find((one) => one.isOpen && one.tag === tag);
        if (replaced !== undefined) replaced.isOpen = false;
        if (replaced === undefined || renotify === true) window.alerts += 1;
        window.shown.push(this);
      });
    }
    close() { this.isOpen = false; this.dispatchEvent(new Event('close')); }
  };
  window.isHidden = false;
  Object.defineProperty(document, 'visibilityState', { get: () => (window.isHidden ? 'hidden' : 'visible') });
`;

describe('new mail that arrives while no page is visible', () => {
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
  /** The app polls once, to know the present state, when the last tab is hidden. */
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
    'is offered as a notification once, then notified once over all tabs, opened by a click, and cleared at sign-out',
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
    'is notified without its content, or not at all, as the settings say; they show what the browser forbids',
    async () => {
      const page = await openTab();
      await choose(page, 'Without sender and subject');
      expect(await page.evaluate('asked')).toBe(1);
      await page.getByText('At least one must be open.').waitFor();
      // Reported by the settings as well.
      await hideAll([page]);
      windows.graph.deliver(alice, { subject: 'A secret', from });
      await until(page, 'alerts === 1');
      expect(await shownIn(page)).toEqual([{ title: 'New message', body: '', isOpen: true }]);
      windows.graph.deliver(alice, { subject: 'Another secret', from });
      await until(page, 'alerts === 2');
      expect(await shownIn(page)).toMatchObject([{ isOpen: false }, { title: '2 new messages', isOpen: true }]);

      // A choice in another tab applies to this one too: the shown notification is closed.
      const other = await openTab();
      await choose(other, 'Off');
      await notifications(other).getByRole('radio', { name: 'Off', exact: true, checked: true }).waitFor();
      await until(page, 'shown.every(({ isOpen }) => !isOpen)');
      await setHidden(page, false);
      await notifications(page).getByRole('radio', { name: 'Off', exact: true, checked: true }).waitFor();
      await page.evaluate("localStorage.setItem('permission', 'denied')");
      await setHidden(page, false);
      await page.getByText('Your browser blocks this site’s notifications.').waitFor();
      expect(await page.getByRole('radio', { name: 'With sender and subject' }).isDisabled()).toBe(true);
    },
    storyMs,
  );

  it(
    'is not promised where the browser permits notifications and shows none, as on a phone',
    async () => {
      const page = await openTab();
      await page.evaluate("localStorage.setItem('throws', '')");
      await choose(page, 'With sender and subject');
      await page.getByText('This browser doesn’t show notifications from this site.').waitFor();
      await notifications(page).getByRole('radio', { name: 'Off', exact: true, checked: true }).waitFor();
    },
    storyMs,
  );
});
