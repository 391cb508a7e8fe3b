import type { BrowserContext, Page } from 'playwright-core';

import type { Screen } from './chromium.js';
import { sendsAtOnce } from './mail-app.js';

/** What a story can change for good in a window or in a page, or so that the next story would notice. */
const lastingChanges = [
  'addInitScript',
  'emulateMedia',
  'exposeBinding',
  'exposeFunction',
  'grantPermissions',
  'install',
  'newCDPSession',
  'on',
  'once',
  'route',
  'routeWebSocket',
  'setDefaultTimeout',
  'setExtraHTTPHeaders',
  'setOffline',
  'setViewportSize',
];

/**
 * Windows of finished stories, without anything that those left behind, for later stories of the same file. In a new window the app
 * is compiled again, which takes three times the CPU of loading it once more in the same page.
 */
export class WindowPool {
  readonly #free: { context: BrowserContext; page: Page; screen: string }[] = [];
  readonly #screens = new WeakMap<BrowserContext, string>();
  readonly #pages = new WeakMap<BrowserContext, Page>();

  constructor(private readonly origin: string) {}

  /** A window that is as good as new, if there is one for this screen. */
  take(screen: Screen): BrowserContext | undefined {
    const index = this.#free.findIndex((one) => one.screen === keyOf(screen));
    return index === -1 ? undefined : this.#free.splice(index, 1)[0]?.context;
  }

  /** From here on it is noticed what a story does to this window. */
  add(context: BrowserContext, screen: Screen): BrowserContext {
    // A service worker survives its pages.
    if (screen.hasWorker !== true) {
      this.#screens.set(context, keyOf(screen));
      this.#watch(context, context);
    }
    return context;
  }

  /** The empty page of a window that was taken, once, or a new page. */
  async page(context: BrowserContext): Promise<Page> {
    const rested = this.#pages.get(context);
    if (rested?.url() === this.#emptyPage) {
      return rested;
    }
    const page = await context.newPage();
    if (rested === undefined && this.#screens.has(context)) {
      this.#pages.set(context, page);
      this.#watch(page, context);
      this.#watch(page.clock, context);
    }
    return page;
  }

  /** Ends a story's window: it is emptied for the next story, or closed. */
  async release(context: BrowserContext): Promise<void> {
    const page = this.#pages.get(context);
    const screen = this.#screens.get(context);
    if (page === undefined || page.isClosed() || screen === undefined) {
      await context.close();
      return;
    }
    await this.#empty(context, page);
    this.#free.push({ context, page, screen });
  }

  get #emptyPage(): string {
    return `${this.origin}/favicon.svg`;
  }

  async #empty(context: BrowserContext, page: Page): Promise<void> {
    // First of all: what the app says as it goes is said by nobody.
    await context.clearCookies();
    await Promise.all(
      context
        .pages()
        .filter((other) => other !== page)
        .map((other) => other.close()),
    );
    await page.goto(this.#emptyPage);
    await page.mouse.move(0, 0);
    const { localStorage } = sendsAtOnce(this.origin);
    await page.evaluate(`(async () => {
      sessionStorage.clear();
      localStorage.clear();
      for (const { name, value } of ${JSON.stringify(localStorage)}) localStorage.setItem(name, value);
      for (const name of await caches.keys()) await caches.delete(name);
      for (const { name } of await indexedDB.databases())
        await new Promise((resolve, reject) =>
          Object.assign(indexedDB.deleteDatabase(name), { onsuccess: resolve, onerror: reject }));
    })()`);
  }

  #watch(changed: object, context: BrowserContext): void {
    for (const name of lastingChanges) {
      const method: unknown = Reflect.get(changed, name);
      if (typeof method === 'function') {
        Reflect.set(changed, name, (...values: unknown[]) => {
          this.#screens.delete(context);
          return Reflect.apply(method, changed, values) as unknown;
        });
      }
    }
  }
}

function keyOf(screen: Screen): string {
  return JSON.stringify({ ...screen, name: undefined });
}
