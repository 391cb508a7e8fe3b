import type { BrowserContext, Page } from 'playwright-core';

import { contextFor, signInAtEntra } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { desktop } from '../support/mail-app.js';
import { alice, MailWindows, row, storyMs } from '../support/mail-windows.js';

/** The app's requests, counted where they arrive. */
describe('the mail app', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  /** A window of a user who wants to save data: nothing is prefetched. */
  async function frugal(): Promise<BrowserContext> {
    const context = await windows.window();
    await context.addInitScript(
      `Object.defineProperty(navigator, 'connection', { value: { saveData: true, effectiveType: '4g' } })`,
    );
    return context;
  }

  /** A window in which the app was already open before. */
  async function again(how: { readonly isPatient?: true } = {}): Promise<{ page: Page; asked: string[] }> {
    const page = await windows.tab(await frugal());
    if (how.isPatient === true) {
      // On a busy machine, a stream may open long after the response, and the list would be requested again.
      await page.route(/\/events(?:\?|$)/, () => undefined);
      // The app bypasses a start that takes longer than this, and a busy machine takes longer.
      await page.addInitScript(
        'const own = setTimeout; window.setTimeout = (run, ms, ...rest) => (ms === 1500 ? 0 : own(run, ms, ...rest));',
      );
    }
    await row(page, /Harbour Dispatch No\. 410/).waitFor();
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      // Conversations are counted, and streams opened, when the rows are shown.
      const isSecondary = pathname.endsWith('/events') || searchParams.get('folder') === 'all';
      // The time of marking as read varies.
      const isMark = pathname === '/api/mail/messages/actions';
      if (!isMark && /^\/(?:api|auth)\//.test(pathname) && !isSecondary && pathname !== '/api/me/photo') {
        asked.push(pathname.replace(/(?<=messages\/|conversations\/).+/, '…'));
      }
    });
    return { page, asked };
  }

  /** Calls to Graph for single messages, and for those of a conversation. */
  const graphCalls = (): string[] =>
    windows.control
      .requests({ point: 'graph' })
      .map(({ path }) => decodeURIComponent(path))
      .filter((path) => path.includes('/messages/') || path.includes('conversationId eq'))
      .map((path) => path.replace(/\?.*/, ''));

  it.each([
    ['/mail/inbox', /Harbour Dispatch No\. 410/],
    ['/', /Harbour Dispatch No\. 410/],
    ['/mail/sentitems', /Aurora/],
    ['/mail/inbox?q=Harbour', /Harbour Dispatch/],
  ])(
    'requests all of %s at once',
    async (path, subject) => {
      const { page, asked } = await again({ isPatient: true });
      await page.goto(windows.system.origin + path);
      await row(page, subject).waitFor();
      await page
        .getByRole('link', { name: /^Inbox/ })
        .first()
        .waitFor();
      expect(asked).toEqual(['/api/mail/start']);
    },
    storyMs,
  );

  it(
    'requests a message besides its list when a link leads to it',
    async () => {
      const { page, asked } = await again({ isPatient: true });
      await row(page, /Harbour Dispatch No\. 410/).click();
      await page.getByRole('article').waitFor();
      asked.length = 0;
      await page.reload();
      await page.getByRole('article').waitFor();
      expect(asked.slice(0, 2)).toEqual(['/api/mail/start', '/api/mail/messages/…']);
    },
    storyMs,
  );

  it(
    'requests a folder that doesn’t exist once, and shows the others',
    async () => {
      const { page } = await again();
      await page.goto(`${windows.system.origin}/mail/AAMkAGone`);
      await page.getByRole('alert').first().waitFor();
      await page
        .getByRole('link', { name: /^Sent Items/ })
        .first()
        .click();
      await row(page, /Aurora/).waitFor();
    },
    storyMs,
  );

  it(
    'asks the user where Microsoft requires it, once for list and folders together',
    async () => {
      const { page, asked } = await again({ isPatient: true });
      windows.control.revokeAccessTokens(alice, 'step_up');
      await page.goto(`${windows.system.origin}/mail/inbox`);
      await page.getByRole('region', { name: 'Message list' }).getByRole('button', { name: 'Continue' }).waitFor();
      expect(asked.filter((path) => path.startsWith('/api/mail'))).toEqual(['/api/mail/start']);
    },
    storyMs,
  );

  it(
    'requests no mail after signing out',
    async () => {
      const { page, asked } = await again();
      await page.getByRole('button', { name: /^Account/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
      await page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
      asked.length = 0;
      await page.goto(`${windows.system.origin}/mail/inbox`);
      await page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
      expect(asked).toEqual(['/auth/session']);
    },
    storyMs,
  );

  it(
    'requests the changes between its first response and the first event, and not the list again',
    async () => {
      const { page, asked } = await again();
      let openStream: () => void = () => undefined;
      const isOpened = new Promise<void>((resolve) => {
        openStream = resolve;
      });
      await page.route('**/api/mail/events*', async (route) => {
        await isOpened;
        await route.continue();
      });
      await page.goto(`${windows.system.origin}/mail/inbox`);
      await row(page, /Harbour Dispatch No\. 410/).waitFor();
      // The response is old enough by then.
      await page.evaluate(`new Promise((resolve) => setTimeout(resolve, 1500))`);
      asked.length = 0;
      windows.graph.deliver(alice, { subject: 'In between', body: { contentType: 'text', content: 'Text.' } });
      openStream();
      await row(page, 'In between').waitFor();
      expect(asked.filter((path) => path.startsWith('/api/mail/'))).toEqual(['/api/mail/folders', '/api/mail/changes']);
    },
    storyMs,
  );

  it(
    'requests all of the mail at once after signing in',
    async () => {
      const page = await windows.closeAtEnd(await contextFor(windows.browser, desktop)).newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(windows.system.origin);
      await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
      await signInAtEntra(page, alice);
      await page.getByRole('button', { name: 'Accept' }).click();
      await row(page, /Harbour Dispatch No\. 410/).waitFor();
      // The user has just returned: what is requested after this is the mail.
      const mail = asked.slice(asked.lastIndexOf('/auth/callback')).filter((path) => /^\/(?:api|auth)\//.test(path));
      expect(mail.slice(0, 2)).toEqual(['/auth/callback', '/api/mail/start']);
    },
    storyMs,
  );

  it(
    'requests a conversation once, with all its messages',
    async () => {
      const { page, asked } = await again();
      const before = graphCalls().length;
      await row(page, /Aurora: go-live checklist/).click();
      await page.getByRole('list', { name: 'Conversation' }).getByRole('article').waitFor();
      await eventually(() => {
        expect(asked).toContain('/api/mail/conversations/…');
      });
      expect(asked.filter((path) => path.includes('messages') || path.includes('conversations'))).toEqual([
        '/api/mail/conversations/…',
      ]);
      expect(graphCalls().slice(before)).toEqual(['/v1.0/me/messages']);
    },
    storyMs,
  );

  describe('in advance', () => {
    const read = (): string[] =>
      windows.control.requests({ point: 'graph' }).map(({ path }) => decodeURIComponent(path));
    const bodyPaths = (): string[] =>
      read().filter((path) => /^\/v1\.0\/me\/messages\?.*\$expand=attachments/.test(path));
    const bodies = (): number => bodyPaths().length;
    const subjects = ['fourth', 'third', 'second', 'first'];

    /** Four new messages on top of the list, the newest first. */
    async function delivered(): Promise<Page> {
      for (const subject of subjects) {
        windows.graph.deliver(alice, { subject, body: { contentType: 'text', content: `Text of the ${subject}.` } });
      }
      const page = await windows.mail();
      await row(page, 'first').waitFor();
      return page;
    }

    const shown = (page: Page, subject: string): Promise<void> =>
      page.getByTestId('mail-frame').first().contentFrame().getByText(`Text of the ${subject}.`).waitFor();

    it(
      'requests the messages next to the open one, which stay unread, so that opening them requests nothing',
      async () => {
        const page = await delivered();
        await row(page, 'second').click();
        await shown(page, 'second');
        await eventually(() => {
          expect(bodies()).toBe(3);
        });
        const isRead = Object.fromEntries(windows.graph.messages(alice).map((one) => [one.subject, one.isRead]));
        expect(isRead).toMatchObject({ first: false, third: false });

        const asked: string[] = [];
        page.on('request', (request) => asked.push(decodeURIComponent(new URL(request.url()).pathname)));
        await page.keyboard.press('k');
        await page.keyboard.press('Enter');
        await shown(page, 'first');
        expect(asked.filter((path) => /^\/api\/mail\/(?:messages|conversations)\/[^/]+$/.test(path))).toEqual([]);
      },
      storyMs,
    );

    it(
      'requests the message of the row under the pointer',
      async () => {
        const page = await delivered();
        await row(page, 'third').hover();
        await eventually(() => {
          expect(bodies()).toBe(1);
        });
        await row(page, 'third').click();
        await shown(page, 'third');
        await eventually(() => {
          expect(bodies()).toBe(3);
        });
      },
      storyMs,
    );

    it(
      'requests nothing when the user wants to save data',
      async () => {
        const context = await frugal();
        for (const subject of subjects) {
          windows.graph.deliver(alice, { subject, body: { contentType: 'text', content: `Text of the ${subject}.` } });
        }
        const page = await windows.tab(context);
        await row(page, 'second').click();
        await shown(page, 'second');
        await row(page, 'first').click();
        await shown(page, 'first');
        // When the stream reports the mark, the open conversation is read once more, but no message that wasn't opened.
        expect(new Set(bodyPaths()).size).toBe(2);
      },
      storyMs,
    );
  });
});
