import type { Locator, Page } from 'playwright-core';

import { screenshot } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { phone, show } from '../support/mail-app.js';
import { alice, bilal, MailWindows, row as rowOf, storyMs } from '../support/mail-windows.js';

describe('handling mail', () => {
  const windows = MailWindows.forEachStory();
  let page: Page;

  beforeEach(async () => {
    windows.grantAll(alice);
    page = await windows.mail();
    await row(/Weekly planning/).waitFor();
  }, storyMs);

  const row = (name: RegExp): Locator => rowOf(page, name);
  const subjects = (folder: string): string[] => windows.subjects(alice, folder);

  it(
    'works with the keyboard alone: open, next, reply, close, search',
    async () => {
      await row(/Weekly planning/).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Weekly planning' }).waitFor();
      await page.keyboard.press('j');
      await page.getByRole('heading', { name: /Aurora: go-live checklist/ }).waitFor();
      await page.keyboard.press('r');
      await page.getByRole('textbox', { name: 'Message' }).waitFor();
      expect(await page.getByRole('textbox', { name: 'Subject' }).inputValue()).toMatch(/^RE: /i);
      await page.keyboard.press('Escape');
      await page.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'detached' });
      await page.keyboard.press('/');
      await page.keyboard.type('lighthouse');
      await page.keyboard.press('Enter');
      await row(/Harbour Dispatch/).waitFor();
      expect(await row(/Weekly planning/).count()).toBe(0);
    },
    storyMs,
  );

  it(
    'appears at once on the page, and can be undone',
    async () => {
      await row(/Weekly planning/).focus();
      windows.control.addFault({
        point: 'graph',
        match: { method: 'POST', path: '/me/messages' },
        times: 1,
        action: { kind: 'gate', name: 'move' },
      });
      await page.keyboard.press('e');
      // Graph has not even responded.
      await row(/Weekly planning/).waitFor({ state: 'detached' });
      windows.control.gate('move').open();
      await page.getByRole('button', { name: 'Undo' }).click();

      await row(/Weekly planning/).waitFor();
      await expectSoon(() => subjects('inbox').includes('Weekly planning'));
    },
    storyMs,
  );

  it(
    'marks as read and flags with a key, in the mailbox too',
    async () => {
      const { id } = windows.graph.deliver(alice, { subject: 'Mark me' });
      await page.reload();
      await row(/Mark me/).focus();
      await page.keyboard.press('u');

      await expectSoon(() => windows.graph.messages(alice).find((message) => message.id === id)?.isRead === true);
    },
    storyMs,
  );

  it(
    'shows right-to-left mail from right to left',
    async () => {
      windows.graph.deliver(alice, {
        subject: 'مرحبا بالعالم',
        body: { contentType: 'html', content: '<p>مرحبا، كيف حالك؟</p>' },
      });
      await page.reload();
      await row(/مرحبا/).click();
      const body = page.getByTestId('mail-frame').first().contentFrame().locator('body');
      await body.getByText('كيف حالك').waitFor();
      await screenshot(page, 'right to left');

      const direction = (element: string): string => `getComputedStyle(document.querySelector('${element}')).direction`;
      expect(await body.evaluate<string, unknown>(direction('body'))).toBe('rtl');
      expect(await page.evaluate<string>(direction('h2[dir="auto"]'))).toBe('rtl');
      expect(await page.evaluate<string>('document.documentElement.dir')).toBe('ltr');
    },
    storyMs,
  );

  it(
    'leaves no trace of an invisible image, and a placeholder for a blocked one',
    async () => {
      windows.graph.deliver(alice, {
        subject: 'Watched',
        body: {
          contentType: 'html',
          content: `<p>Hi</p><img src="https://tracker.example/p.gif" width="1" height="1"><img src="https://x.example/a.png" alt="A boat">`,
        },
      });
      await page.reload();
      await row(/Watched/).click();
      const images = page.getByTestId('mail-frame').first().contentFrame().locator('img');
      await images.last().waitFor();
      const [pixel, picture] = await Promise.all((await images.all()).map((image) => image.boundingBox()));
      expect(pixel).toBeNull();
      expect(picture?.height).toBeGreaterThan(15);
    },
    storyMs,
  );

  it(
    'scrolls through ten thousand messages with a page of rows at a time',
    async () => {
      windows.graph.reseed(bilal, 10_000);
      const tab = await windows.mail(bilal);
      await tab.getByTestId('message-scroller').getByRole('link').first().waitFor();
      const measured = await tab.evaluate<{ height: number; rows: number; usualGapMs: number }>(scrollDown);
      await screenshot(tab, 'ten thousand');

      expect(measured.height).toBeGreaterThan(15_000);
      expect(measured.rows).toBeLessThan(60);
      expect(measured.usualGapMs).toBeLessThan(100);
    },
    storyMs,
  );

  it(
    'fits a phone: list, message and back, without sideways scrolling',
    async () => {
      const tab = await windows.tab(await windows.window(alice, phone));
      await tab.getByRole('link', { name: /Harbour Dispatch No\. 410/ }).click();
      await tab.getByRole('heading', { name: /Harbour Dispatch No\. 410/ }).waitFor();
      const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      expect(await tab.evaluate(isWide)).toBe(false);
      await tab
        .getByRole('button', { name: /Back/ })
        .or(tab.getByRole('link', { name: /Back/ }))
        .first()
        .click();
      await tab.getByRole('link', { name: /Weekly planning/ }).waitFor();
      await show(tab, '/compose');
      await tab.getByRole('textbox', { name: 'Message' }).waitFor();
      expect(await tab.evaluate(isWide)).toBe(false);
    },
    storyMs,
  );
});

/** Scrolls until enough is loaded, and measures the gaps between two frames, which a user sees. */
const scrollDown = `(async () => {
  const scroller = document.querySelector('[data-testid="message-scroller"]');
  const frame = () => new Promise(requestAnimationFrame);
  const gaps = [];
  let before = await frame();
  for (const deadline = Date.now() + 120000; scroller.scrollTop < 15000 && Date.now() < deadline;) {
    scroller.scrollBy(0, 240);
    const now = await frame();
    gaps.push(now - before);
    before = now;
  }
  return {
    height: scroller.scrollHeight,
    rows: scroller.querySelectorAll('[data-message-id]').length,
    usualGapMs: gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)],
  };
})()`;

async function expectSoon(isTrue: () => boolean): Promise<void> {
  await eventually(() => {
    expect(isTrue()).toBe(true);
  }, 10_000);
}

/** The mail of a day, the newest on top, and what the user does with each message. */
const day = Array.from({ length: 50 }, (_, index) => ({
  subject: `Triage ${String(50 - index).padStart(2, '0')}`,
  wish: (['archive', 'delete', 'read', 'leave'] as const)[index % 4] ?? 'leave',
}));

describe('a day of fifty messages', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
    for (const { subject } of day.toReversed()) {
      windows.graph.deliver(alice, { subject });
    }
  });

  /** Of all messages of the mailbox, by subject: their folder, and whether they are read. */
  function mailbox(): Record<string, string> {
    const states = windows.graph
      .folders(alice)
      .flatMap(({ id, displayName }) =>
        windows.graph
          .messages(alice, id)
          .map(({ immutableId, subject, isRead }) => [
            subject.startsWith('Triage') ? subject : immutableId,
            `${displayName}, ${isRead ? 'read' : 'unread'}`,
          ]),
      );
    return Object.fromEntries(states) as Record<string, string>;
  }

  function asMeant(before: Record<string, string>): Record<string, string> {
    const places = { archive: 'Archive, unread', delete: 'Deleted Items, unread', read: 'Inbox, read' };
    const changes = day.flatMap(({ subject, wish }) => (wish === 'leave' ? [] : [[subject, places[wish]]]));
    return { ...before, ...(Object.fromEntries(changes) as Record<string, string>) };
  }

  it(
    'is handled with the keyboard alone, and nothing else changes',
    async () => {
      const page = await windows.mail();
      await rowOf(page, 'Triage 50').waitFor();
      const before = mailbox();
      await page.keyboard.press('j');
      for (const { subject, wish } of day) {
        await eventually(async () => {
          expect(await page.evaluate('document.activeElement?.textContent ?? ""')).toContain(subject);
        }, 10_000);
        if (wish !== 'leave') {
          await page.keyboard.press({ archive: 'e', delete: '#', read: 'u' }[wish]);
        }
        if (wish === 'read' || wish === 'leave') {
          await page.keyboard.press('j');
        }
      }

      await eventually(() => {
        expect(mailbox()).toEqual(asMeant(before));
      }, 30_000);
    },
    storyMs,
  );
});
