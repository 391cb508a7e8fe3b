import { readFileSync } from 'node:fs';

import type { Locator, Page } from 'playwright-core';

import { violations } from '../support/axe.js';
import { screenshot } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { alice, bilal, MailWindows, row, storyMs } from '../support/mail-windows.js';
import { filesOfZip } from '../support/zip.js';

/** Tasks with an open message, each story from the first click to the request at Graph. */
describe('an open message', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  /** Consents on Microsoft's page. */
  async function agree(page: Page): Promise<void> {
    await page.getByTestId('interaction-dialog').getByRole('button', { name: 'Continue' }).click();
    await page.locator('input[type="password"]').press('Enter');
    await page.getByRole('button', { name: 'Accept' }).click();
  }

  async function opened(subject: string): Promise<Page> {
    const page = await windows.mail();
    await row(page, subject).click();
    await page.getByRole('heading', { name: subject }).waitFor();
    return page;
  }

  describe('that invites to a meeting', () => {
    const startsAt = Date.parse('2026-12-03T12:00:00Z');
    const meeting = {
      meetingMessageType: 'meetingRequest',
      startsAt,
      endsAt: startsAt + 1_800_000,
      location: 'Harbour Room',
      onlineMeetingUrl: 'https://teams.example.com/19',
      recurrence: { pattern: { type: 'weekly', interval: 1, daysOfWeek: ['thursday'] }, range: { type: 'noEnd' } },
    } as const;
    const from = { name: 'Bilal Haddad', address: bilal };
    const card = (page: Page): Locator => page.getByRole('region', { name: 'Meeting' });

    it(
      'is answered with a note once the user permits writing to the calendar, without a second question',
      async () => {
        windows.graph.deliver(alice, { subject: 'Harbour standup', from, meeting });
        const page = await opened('Harbour standup');
        await card(page)
          .getByText(/Thursday,? 3 December 2026.*12:00/)
          .waitFor();
        const said = await card(page).innerText();
        expect(said).toContain('Every week on Thursday');
        expect(said).toContain('Harbour Room');
        expect(said).toContain(bilal);
        expect(
          await card(page)
            .getByRole('link', { name: /Join online/ })
            .getAttribute('href'),
        ).toBe(meeting.onlineMeetingUrl);
        expect(await violations(page)).toEqual([]);

        await card(page).getByRole('button', { name: 'Add a note' }).click();
        await card(page).getByRole('textbox', { name: 'Note to the organiser' }).fill('I bring the charts');
        await card(page).getByRole('button', { name: 'Tentative' }).click();
        await page.getByText('Have full access to your calendars').first().waitFor();
        expect(windows.subjects(bilal, 'inbox')).not.toContain('Tentative: Harbour standup');
        await agree(page);

        await page.getByText('Meeting tentatively accepted').waitFor();
        expect(
          windows.subjects(bilal, 'inbox').filter((subject) => subject === 'Tentative: Harbour standup'),
        ).toHaveLength(1);
        await card(page).getByText('You accepted tentatively.').waitFor();
        const tentative = card(page).getByRole('button', { name: 'Tentative', pressed: true });
        await tentative.waitFor();
        await card(page).getByRole('button', { name: 'Accept' }).click();
        await page.getByText('Meeting accepted').waitFor();
        expect(windows.subjects(bilal, 'inbox')).toContain('Accepted: Harbour standup');
        await screenshot(page, 'invitation');
      },
      storyMs,
    );

    it(
      'shows what was changed, and offers no response to a meeting that was cancelled',
      async () => {
        const previous = { startsAt: startsAt - 3_600_000, endsAt: startsAt, location: 'Attic' };
        windows.graph.deliver(alice, { subject: 'Moved', from, meeting: { ...meeting, previous } });
        windows.graph.deliver(alice, {
          subject: 'Called off',
          from,
          meeting: { ...meeting, meetingMessageType: 'meetingCancelled' },
        });
        const page = await opened('Moved');
        await card(page).getByText('The organiser changed this meeting.').waitFor();
        const said = await card(page).innerText();
        expect(said).toMatch(/Before:\s.*11:00/);
        expect(said).toContain('Attic');
        await row(page, 'Called off').click();
        await card(page).getByText('This meeting was cancelled.').waitFor();
        expect(await card(page).getByRole('button').count()).toBe(0);
        expect(await card(page).getByRole('link').count()).toBe(0);
      },
      storyMs,
    );
  });

  it(
    'is counted on the icon of the app, which can be installed',
    async () => {
      const context = await windows.window();
      await context.addInitScript(
        'window.badges = []; navigator.setAppBadge = (count) => { badges.push(count); return Promise.resolve(); }',
      );
      const page = await windows.tab(context);
      const unread = windows.graph.folders(alice).find(({ wellKnownName }) => wellKnownName === 'inbox')?.unread;
      await eventually(async () => {
        expect(await page.evaluate<number>('badges.at(-1)')).toBe(unread);
      }, 20_000);
      const { href, manifest, icon } = await page.evaluate<{
        href: string;
        manifest: object;
        icon: number;
      }>(`(async () => {
        const { href } = document.querySelector('link[rel=manifest]');
        const manifest = await (await fetch(href)).json();
        return { href: new URL(href).pathname, manifest, icon: (await fetch(manifest.icons[0].src)).status };
      })()`);
      expect([href, icon]).toEqual(['/manifest.webmanifest', 200]);
      expect(manifest).toMatchObject({ start_url: '/mail/inbox', scope: '/', display: 'standalone' });
    },
    storyMs,
  );

  it(
    'is printed alone, black on white, whatever the theme of the app is',
    async () => {
      windows.graph.deliver(alice, {
        subject: 'For the wall',
        body: { contentType: 'text', content: 'Lunch at noon' },
      });
      const page = await opened('For the wall');
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await page.getByRole('heading', { name: 'For the wall' }).waitFor();
      const hidden = [
        page.getByRole('banner'),
        page.getByRole('region', { name: 'Message list' }),
        page.getByRole('toolbar', { name: 'Message actions' }),
        page.getByRole('button', { name: 'Forward' }).last(),
      ];
      for (const element of hidden) {
        await element.waitFor({ state: 'hidden' });
      }
      await page.getByTestId('mail-frame').contentFrame().getByText('Lunch at noon').waitFor();
      expect(await page.evaluate<string>("getComputedStyle(document.querySelector('[data-printed] h2')).color")).toBe(
        'rgb(0, 0, 0)',
      );
      await screenshot(page, 'printed');
      await page.emulateMedia({ media: null, colorScheme: null });
      await page.getByRole('banner').waitFor();
    },
    storyMs,
  );

  it(
    'shows attachments one after the other, and downloads all of them as one archive',
    async () => {
      const file = (name: string, contentType: string, content: Buffer | string): object => ({
        ...{ name, contentType, contentBytes: Buffer.from(content).toString('base64') },
      });
      windows.graph.deliver(alice, {
        subject: 'Everything attached',
        // Where Outlook puts the address of the file.
        body: { contentType: 'html', content: '<a href="https://files.example/Plan.xlsx">Plan</a>' },
        attachments: [
          file('chart.png', 'image/png', dot),
          file('notes.txt', 'text/plain', 'Größe: 4 m²'),
          file('letter.docx', 'application/octet-stream', 'x'),
          file('notes.txt', 'text/plain', 'The other notes'),
          { ...file('Plan', 'x/y', ''), special: { kind: 'reference', sourceUrl: 'https://files.example/Plan.xlsx' } },
        ] as never,
      });
      const page = await opened('Everything attached');
      const list = page.getByRole('list', { name: 'Attachments' });
      await list.locator('img').waitFor();
      expect(await list.getByRole('link', { name: /Plan/ }).getAttribute('href')).toBe(
        'https://files.example/Plan.xlsx',
      );
      expect(await violations(page)).toEqual([]);

      await list.getByRole('button', { name: /^Open chart\.png/ }).click();
      const viewer = page.getByRole('dialog', { name: 'chart.png' });
      await viewer.getByRole('img', { name: 'chart.png' }).waitFor();
      expect(await violations(page)).toEqual([]);
      await screenshot(page, 'attachment viewer');
      await page.keyboard.press('ArrowRight');
      await page.getByText('Größe: 4 m²').waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText('The other notes').waitFor();
      await page.getByText('3 of 3').waitFor();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('dialog', { name: 'chart.png' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      // The message is unchanged: the key has closed what was on top, and nothing else.
      await page.getByRole('heading', { name: 'Everything attached' }).waitFor();

      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: /Download all \(4 files/ }).click();
      const saved = await download;
      expect(saved.suggestedFilename()).toBe('Everything attached.zip');
      expect(filesOfZip(readFileSync(await saved.path()))).toEqual([
        ['chart.png', expect.any(String)],
        ['notes.txt', 'Größe: 4 m²'],
        ['letter.docx', 'x'],
        ['notes (2).txt', 'The other notes'],
      ]);
    },
    storyMs,
  );
});

/** A PNG of one pixel. */
const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
