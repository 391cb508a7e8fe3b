import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { BrowserContext, Page } from 'playwright-core';

import { violations } from '../support/axe.js';
import { screenshot } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { desktop, phone, show, takeSession } from '../support/mail-app.js';
import { alice, bilal, MailWindows, row, storyMs } from '../support/mail-windows.js';

const installed = { ...desktop, name: 'installed', hasWorker: true };

/** The number of stored entries of a kind, whether any of them is readable on the disk, and whether there is a key. */
interface Disk {
  readonly kinds: Readonly<Record<string, number>>;
  readonly text: string;
  readonly hasKey: boolean;
}

/** Reads IndexedDB without creating the database. */
const readDisk = `(async () => {
  const hasKey = document.cookie.includes('__Host-offline-reading=');
  const known = await indexedDB.databases();
  if (!known.some(({ name }) => name === 'offline-reading')) return { kinds: {}, text: '', hasKey };
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open('offline-reading');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const all = (name) => new Promise((resolve, reject) => {
    if (!database.objectStoreNames.contains(name)) return resolve([]);
    const request = database.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const [entries, contents] = [await all('entries'), await all('contents')];
  database.close();
  const kinds = {};
  for (const { kind } of entries) kinds[kind] = (kinds[kind] ?? 0) + 1;
  const text = JSON.stringify(entries) + contents.map(({ content }) => new TextDecoder('latin1').decode(content)).join('');
  return { kinds, text, hasKey };
})()`;

function disk(page: Page): Promise<Disk> {
  return page.evaluate<Disk>(readDisk);
}

const hasShell = `(async () => {
  const names = await caches.keys();
  const pages = await Promise.all(names.map(async (name) => (await caches.open(name)).match('/')));
  const registration = await navigator.serviceWorker.getRegistration();
  return registration?.active?.state === 'activated' && pages.some((page) => page !== undefined);
})()`;

/** Runs in the page before its own code: counts how often the database could not be opened or written to. */
const countRefusedWrites = `
  window.refusedWrites = 0;
  const refused = () => window.refusedWrites++;
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (...rest) {
    const request = open.apply(this, rest);
    request.addEventListener('error', refused);
    return request;
  };
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...rest) {
    this.transaction.addEventListener('abort', refused);
    return put.apply(this, rest);
  };
`;

describe('reading without a network', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  const shellIsThere = (page: Page): Promise<void> =>
    eventually(async () => {
      expect(await page.evaluate(hasShell)).toBe(true);
    }, 30_000);

  const isStored = (page: Page, kinds: Readonly<Record<string, number>>): Promise<void> =>
    eventually(async () => {
      expect((await disk(page)).kinds).toMatchObject(kinds);
    }, 15_000);

  const nothingIsStored = (page: Page): Promise<void> =>
    eventually(async () => {
      expect(await disk(page)).toEqual({ kinds: {}, text: '', hasKey: false });
    }, 15_000);

  /** A tab in which the Inbox and a message have been read, and the app is on the device. */
  async function hasRead(context: BrowserContext): Promise<Page> {
    const page = await windows.tab(context);
    await row(page, /Weekly planning/).click();
    await page.getByRole('heading', { name: /Weekly planning/ }).waitFor();
    await page.getByRole('article').first().waitFor();
    await isStored(page, { session: 1, permissions: 1, folders: 1, list: 1, message: 1 });
    await shellIsThere(page);
    return page;
  }

  const youAreOffline = (page: Page): Promise<void> =>
    page
      .getByText(/You’re offline/)
      .first()
      .waitFor();

  it(
    'shows the lists and messages that were opened, after a reload, with their time, and continues what waits',
    async () => {
      const context = await windows.window(alice, installed);
      const page = await hasRead(context);
      const body = await page.getByRole('article').first().textContent();
      await show(page, '/mail/archive');
      await isStored(page, { list: 2 });
      const { text } = await disk(page);
      expect(text).not.toMatch(/Weekly planning|contoso/);

      await context.setOffline(true);
      await page.goto(`${windows.system.origin}/mail/inbox`);
      await row(page, /Weekly planning/).waitFor();
      await page
        .getByTestId('outage')
        .getByText(/You’re offline\. You’re seeing the list as it was at \d?\d:\d\d\./)
        .waitFor();
      await screenshot(page, 'offline, list');
      expect(await violations(page)).toEqual([]);
      await row(page, /Weekly planning/).click();
      await eventually(async () => {
        expect(await page.getByRole('article').first().textContent()).toBe(body);
      }, 10_000);
      await screenshot(page, 'offline, message');

      await row(page, /Harbour Dispatch/).focus();
      await page.keyboard.press('e');
      await row(page, /Harbour Dispatch/).waitFor({ state: 'detached' });
      await page.reload();
      await row(page, /Weekly planning/).waitFor();
      await page.getByText(/Waiting for a connection/).waitFor();
      expect(await row(page, /Harbour Dispatch/).count()).toBe(0);

      windows.graph.deliver(alice, { subject: 'While nobody was there' });
      await context.setOffline(false);
      await row(page, /While nobody was there/).waitFor();
      await page.getByTestId('outage').waitFor({ state: 'detached' });
      await eventually(() => {
        expect(windows.subjects(alice, 'archive').join()).toContain('Harbour Dispatch');
      }, 15_000);
    },
    storyMs,
  );

  it(
    'deletes all of it when the user signs out, in every tab',
    async () => {
      const context = await windows.window(alice, installed);
      const page = await hasRead(context);
      const other = await windows.tab(context);
      await row(other, /Weekly planning/).waitFor();
      await page.getByRole('button', { name: /^Account/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
      await other.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();

      await nothingIsStored(other);
      await context.setOffline(true);
      // Clear-Site-Data removes the app too, so that the browser has nothing to show.
      await expect(other.reload()).rejects.toThrow('ERR_INTERNET_DISCONNECTED');
    },
    storyMs,
  );

  it(
    'deletes it when the session has ended elsewhere',
    async () => {
      const context = await windows.window(alice, installed);
      const page = await hasRead(context);
      const elsewhere = await windows.system.signedIn(alice);
      expect((await elsewhere.xhr('POST', '/auth/logout', { everywhere: true })).status).toBe(200);
      await page.goto(`${windows.system.origin}/mail/inbox`);
      await page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();

      await nothingIsStored(page);
      await context.setOffline(true);
      await page.reload();
      await youAreOffline(page);
      expect(await page.getByText('Weekly planning').count()).toBe(0);
    },
    storyMs,
  );

  it(
    'shows nothing of it to the next user of the browser',
    async () => {
      const context = await windows.window(alice, installed);
      windows.graph.deliver(alice, { subject: 'For nobody else' });
      const page = await hasRead(context);
      await row(page, 'For nobody else').waitFor();
      const key = await page.evaluate<string>('document.cookie');
      windows.grantAll(bilal);
      await takeSession(context, windows.system, await windows.system.signedIn(bilal));
      await page.goto(`${windows.system.origin}/mail/inbox`);
      await page.getByRole('button', { name: /^Account.*Bilal/i }).waitFor();
      await eventually(async () => {
        expect(await page.evaluate<string>('document.cookie')).not.toBe(key);
      }, 15_000);
      await isStored(page, { session: 1, list: 1 });
      expect((await disk(page)).kinds).not.toHaveProperty('message');

      await context.setOffline(true);
      await page.reload();
      await page.getByRole('button', { name: /^Account.*Bilal/i }).waitFor();
      await youAreOffline(page);
      expect(await page.getByText('For nobody else').count()).toBe(0);
    },
    storyMs,
  );

  it(
    'ends with the lifetime of the session, in an open tab too',
    async () => {
      const context = await windows.window(alice, installed);
      const page = await hasRead(context);
      await page.clock.install();
      await context.setOffline(true);
      await page.reload();
      await row(page, /Weekly planning/).waitFor();
      await page.clock.fastForward('01:00:30');
      await page.getByRole('alert').getByText('You’re offline').waitFor();
      expect(await page.getByText('Weekly planning').count()).toBe(0);
      await nothingIsStored(page);
    },
    storyMs,
  );

  it(
    'stores nothing where the user does not want it, and can be switched on again',
    async () => {
      const context = await windows.window(alice, installed);
      const page = await hasRead(context);
      await page.goto(`${windows.system.origin}/settings`);
      const choice = page.getByRole('switch', { name: /Keep lists and messages/ });
      await choice.click();
      await nothingIsStored(page);
      await eventually(async () => {
        expect(await page.evaluate('navigator.serviceWorker.getRegistrations().then((all) => all.length)')).toBe(0);
      }, 10_000);
      await page.goto(`${windows.system.origin}/mail/inbox`);
      await row(page, /Weekly planning/).waitFor();
      await screenshot(page, 'offline, off');
      await page.goto(`${windows.system.origin}/settings`);
      await choice.click();
      await isStored(page, { session: 1 });
    },
    storyMs,
  );

  it(
    'continues unchanged where the browser has no storage',
    async () => {
      const context = await windows.window(alice, installed);
      const page = await windows.tab(context);
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await page.addInitScript(countRefusedWrites);
      const devtools = await context.newCDPSession(page);
      await devtools.send('Storage.overrideQuotaForOrigin', { origin: windows.system.origin, quotaSize: 1_000 });
      await page.reload();
      await row(page, /Weekly planning/).click();
      await page.getByRole('article').first().waitFor();
      await row(page, /Harbour Dispatch/).click();
      await page.getByRole('heading', { name: /Harbour Dispatch/ }).waitFor();
      await eventually(async () => {
        expect(await page.evaluate('window.refusedWrites')).toBeGreaterThan(0);
      });
      expect((await disk(page)).kinds).not.toHaveProperty('message');
      expect(errors).toEqual([]);
    },
    storyMs,
  );

  it(
    'can be installed, on a phone too',
    async () => {
      const context = await windows.window(alice, { ...phone, hasWorker: true });
      const page = await hasRead(context);
      const devtools = await context.newCDPSession(page);
      const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
      expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual([]);
      const { errors, data } = await devtools.send('Page.getAppManifest');
      expect(errors).toEqual([]);
      const { icons, shortcuts } = JSON.parse(data ?? '{}') as {
        readonly icons: readonly { readonly src: string }[];
        readonly shortcuts: readonly { readonly url: string }[];
      };
      const statuses = await Promise.all(
        icons.map(async ({ src }) => (await fetch(windows.system.origin + src)).status),
      );
      expect(statuses).toEqual(icons.map(() => 200));
      expect(shortcuts.map(({ url }) => url)).toEqual(['/compose', '/mail/inbox']);

      await context.setOffline(true);
      await page.reload();
      await page.getByRole('article').first().waitFor();
      await screenshot(page, 'offline, phone');
    },
    storyMs,
  );

  it(
    'installs a new version at the next visit and never a part of it, while an open tab can still load its own version',
    async () => {
      const [first, second] = builds('A', 'B');
      try {
        await windows.system.reconfigure({ WEB_ROOT: first });
        const context = await windows.window(alice, installed);
        const page = await hasRead(context);
        const entry = (tab: Page): Promise<string> => tab.evaluate('document.querySelector("script[src]").src');
        expect(await entry(page)).toMatch(/A\.js$/);

        // Its sessions are lost with its memory; that is not tested here.
        await windows.system.reconfigure({ WEB_ROOT: second });
        await show(page, '/settings');
        await page
          .getByRole('heading', { name: 'Settings', level: 1, includeHidden: true })
          .waitFor({ state: 'attached' });
        const visit = await context.newPage();
        await visit.goto(windows.system.origin);
        expect(await entry(visit)).toMatch(/B\.js$/);
        await eventually(async () => {
          const pages =
            'caches.keys().then(async (names) => (await Promise.all(names.map(async (name) => (await caches.open(name)).match("/")))).filter(Boolean).length)';
          expect(await visit.evaluate(pages)).toBe(2);
        }, 30_000);

        await context.setOffline(true);
        await visit.reload();
        expect(await entry(visit)).toMatch(/B\.js$/);
        await youAreOffline(visit);
      } finally {
        await windows.system.reconfigure({});
        for (const folder of [first, second]) {
          rmSync(folder, { recursive: true });
        }
      }
    },
    storyMs * 2,
  );
});

/** The app in two versions, whose files have different names. */
function builds(...marks: [string, string]): [string, string] {
  return marks.map((mark) => {
    const folder = mkdtempSync(join(tmpdir(), 'web-'));
    cpSync(join(import.meta.dirname, '../../web/dist'), folder, { recursive: true });
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => /\.(?:br|gz)$/.test(name))) {
      rmSync(join(folder, file));
    }
    const renamed = (text: string): string =>
      text
        .replaceAll(/([\w-]+-[\w-]{7})[\w-]\.(js|css)\b/g, `$1${mark}.$2`)
        .replaceAll(/"?version"?: ?"[\w-]+"/g, `version:"${mark}"`);
    for (const file of files.filter((name) => /\.(?:js|css|html)$/.test(name))) {
      writeFileSync(join(folder, file), renamed(readFileSync(join(folder, file), 'utf8')));
      if (file.startsWith('assets')) {
        renameSync(join(folder, file), join(folder, renamed(file)));
      }
    }
    return folder;
  }) as [string, string];
}
