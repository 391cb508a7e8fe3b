import type { BrowserContext, Page, Request } from 'playwright-core';

import { eventually } from '../support/eventually.js';
import { alice, MailWindows, row, storyMs } from '../support/mail-windows.js';

const tabCount = 12;

describe('many tabs of one browser, over HTTP/1.1', () => {
  const windows = MailWindows.forEachStory();
  let context: BrowserContext;
  let tabs: Page[];
  let open: Set<Request>;

  /** The open event streams. Playwright doesn't report that those of a closed tab have ended. */
  const streams = (): number => [...open].filter((request) => !request.frame().page().isClosed()).length;

  const openTab = async (): Promise<Page> => {
    const page = await windows.tab(context);
    await row(page, /Weekly planning/).waitFor();
    return page;
  };

  const openTabs = async (count: number): Promise<void> => {
    windows.control.reset();
    context = await windows.window();
    open = new Set();
    context.on('request', (request) => {
      if (/\/events$/.test(new URL(request.url()).pathname)) {
        open.add(request);
      }
    });
    context.on('requestfinished', (request) => open.delete(request));
    context.on('requestfailed', (request) => open.delete(request));
    tabs = [];
    while (tabs.length < count) {
      tabs.push(await openTab());
    }
  };

  it(
    'all work, with two event streams in total, and are notified of new mail, even when the tab with the streams is closed',
    async () => {
      await openTabs(tabCount);
      await eventually(() => {
        expect(streams()).toBe(2);
      }, 10_000);
      windows.graph.deliver(alice, { subject: 'For every tab' });
      await Promise.all(tabs.map((tab) => row(tab, /For every tab/).waitFor()));
      for (const tab of tabs) {
        await row(tab, /Weekly planning/).click();
        await tab.getByRole('heading', { name: /Weekly planning/ }).waitFor();
      }
      expect(streams()).toBe(2);

      await tabs.shift()?.close();
      await eventually(() => {
        expect(streams()).toBe(2);
      }, 5_000);
      windows.graph.deliver(alice, { subject: 'After the first tab' });
      await Promise.all(tabs.map((tab) => row(tab, /After the first tab/).waitFor()));
    },
    storyMs * 3,
  );

  it(
    'are notified of new mail when the tab with the streams is frozen, and end together',
    async () => {
      await openTabs(3);
      const [first, second] = tabs;
      if (first === undefined || second === undefined) {
        throw new Error('no tabs');
      }
      const devtools = await context.newCDPSession(first);
      await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
      await eventually(() => {
        expect(streams()).toBe(2);
      }, 10_000);
      windows.graph.deliver(alice, { subject: 'While one is frozen' });
      await row(second, /While one is frozen/).waitFor();
      await devtools.send('Page.setWebLifecycleState', { state: 'active' });
      await row(first, /While one is frozen/).waitFor();

      // On another device, the user ends all their sessions.
      const elsewhere = await windows.system.signedIn(alice);
      expect((await elsewhere.xhr('POST', '/auth/logout', { everywhere: true })).status).toBe(200);
      await Promise.all(
        tabs.map((tab) =>
          tab
            .getByText('Your session has ended')
            .or(tab.getByRole('button', { name: /Sign in/ }))
            .first()
            .waitFor(),
        ),
      );
    },
    storyMs * 3,
  );
});
