import type { Page } from 'playwright-core';

import { screenshot } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { desktop, phone } from '../support/mail-app.js';
import { alice, bilal, MailWindows, row, storyMs, writeTo } from '../support/mail-windows.js';

const cells = ['Part number', 'Description of the article', 'Delivered on', 'Ordered by', 'Price', 'Remaining stock'];
const table = `<table style="font-size:14px;white-space:nowrap">${`<tr>${cells.map((cell) => `<td>${cell}, in so many words</td>`).join('')}</tr>`.repeat(4)}</table>`;

/** The faults of the layout: controls that can't be pressed where they are, and a page that scrolls as a whole. */
const misplaced = `(() => {
  const { scrollWidth, scrollHeight } = document.documentElement;
  const page = scrollWidth > innerWidth || scrollHeight > innerHeight ? ['the page scrolls'] : [];
  const controls = [...document.querySelectorAll('button, a[href], input, textarea, [role=option]')].filter(
    (each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && each.textContent !== 'Skip to mail',
  );
  return page.concat(controls.flatMap((control) => {
    const { left, right, width, height } = (control.closest('label') ?? control).getBoundingClientRect();
    const name = control.getAttribute('aria-label') ?? control.textContent;
    return [
      ...(left < -1 || right > innerWidth + 1 ? [name + ' is off the screen: ' + left + ' to ' + right] : []),
      ...(width < 24 || height < 24 ? [name + ' is ' + width + ' x ' + height] : []),
    ];
  }));
})()`;

/** The visible parts of a message and of its row. */
describe('reading', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  it.each([desktop, phone])(
    'a wide table stays legible on a $name, and scrolls',
    async (screen) => {
      windows.graph.deliver(alice, { subject: 'All parts', body: { contentType: 'html', content: table } });
      const page = await windows.tab(await windows.window(alice, screen));
      await row(page, 'All parts').click();
      const body = page.getByTestId('mail-frame').first().contentFrame().locator('body');
      await body.getByText('Part number').first().waitFor();
      await eventually(async () => {
        expect(await body.evaluate('document.body.dataset.fittedTo')).toBeDefined();
      }, 10_000);
      await screenshot(page, `wide table ${screen.name}`);

      const [px, isReachable] = await body.evaluate<[number, boolean], unknown>(`[
        14 * Number(document.body.style.zoom || 1),
        document.documentElement.scrollWidth >= document.querySelector('table').getBoundingClientRect().right - 1]`);
      expect(px).toBeGreaterThanOrEqual(10);
      expect(isReachable).toBe(true);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    },
    storyMs,
  );

  it(
    'a notice takes one line',
    async () => {
      const page = await windows.mail();
      await row(page, /Harbour Dispatch No\. 410/).click();
      const notice = page.getByTestId('remote-images-blocked');
      await notice.waitFor();
      expect((await notice.boundingBox())?.height).toBeLessThanOrEqual(44);
    },
    storyMs,
  );

  it(
    'a row of right-to-left mail aligns its lines',
    async () => {
      windows.graph.deliver(alice, { subject: 'مرحبا', body: { contentType: 'text', content: 'مرحبا' } });
      const page = await windows.mail();
      await row(page, 'مرحبا').waitFor();
      const lefts = await page.evaluate<number[]>(`(() => {
        const row = [...document.querySelectorAll('a[data-message-id]')].find((each) => each.textContent.includes('مرحبا'));
        return [...row.querySelectorAll('[dir=auto]')].slice(1).map((line) => {
          const range = document.createRange();
          range.selectNodeContents(line);
          return Math.round(range.getBoundingClientRect().left);
        });
      })()`);
      expect(lefts).toHaveLength(2);
      expect(lefts[0]).toBe(lefts[1]);
    },
    storyMs,
  );

  it(
    'the selected row is visible in forced colours, also under the pointer',
    async () => {
      const page = await windows.mail();
      await page.emulateMedia({ forcedColors: 'active' });
      await row(page, /Weekly planning/).click();
      await page.getByRole('heading', { name: 'Weekly planning' }).waitFor();
      await row(page, /Weekly planning/).hover();
      await screenshot(page, 'forced colours');
      const [background, text, highlight, highlightText] = await page.evaluate<string[]>(`(() => {
        const row = document.querySelector('a[aria-current=true]');
        const probe = document.createElement('div');
        probe.style.cssText = 'forced-color-adjust:none;background:Highlight;color:HighlightText';
        document.body.append(probe);
        const of = (element) => getComputedStyle(element);
        return [of(row).backgroundColor, of(row.querySelector('[dir=auto]')).color, of(probe).backgroundColor, of(probe).color];
      })()`);
      expect([background, text]).toEqual([highlight, highlightText]);
      expect(
        await page.evaluate(`getComputedStyle(document.querySelector('[data-place=reading]')).borderInlineStartWidth`),
      ).toBe('1px');
    },
    storyMs,
  );

  it(
    'a category has its own colour once the app may read it, and none before',
    async () => {
      const colour = async (page: Page): Promise<string> => {
        await row(page, /Aurora: go-live checklist/).click();
        await page.locator('article').getByText('Blue category', { exact: true }).last().waitFor();
        return page.evaluate<string>(
          `getComputedStyle([...document.querySelectorAll('article *')].findLast((each) => each.textContent === 'Blue category')).backgroundColor`,
        );
      };
      expect(await colour(await windows.mail())).toBe('rgba(0, 0, 0, 0)');

      windows.control.grantConsent(alice, ['User.Read', 'Mail.Read', 'MailboxSettings.ReadWrite']);
      const page = await windows.mail();
      await eventually(async () => {
        // Outlook's blue, preset7.
        expect(await colour(page)).toBe('rgb(50, 103, 184)');
      }, 10_000);
    },
    storyMs,
  );

  it(
    'lines are short enough to read, tables are not narrowed, and bars show words if there is space',
    async () => {
      const content = `<p>${'Seven words that make up a line. '.repeat(40)}</p><table style="width:100%"><tr><td>1</td></tr></table>`;
      windows.graph.deliver(alice, { subject: 'A letter', body: { contentType: 'html', content } });
      const page = await windows.tab(await windows.window(alice, { ...desktop, width: 1700 }));
      await row(page, 'A letter').click();
      const body = page.getByTestId('mail-frame').first().contentFrame().locator('body');
      await body.getByText('Seven words').waitFor();
      const [text, digit, table, pane] = await body.evaluate<number[], unknown>(`(() => {
        const ruler = document.createElement('p');
        ruler.style.cssText = 'position:absolute;width:1ch';
        document.body.append(ruler);
        const widthOf = (element) => element.getBoundingClientRect().width;
        return [...[document.querySelector('p'), ruler, document.querySelector('table')].map(widthOf), innerWidth];
      })()`);
      expect(text).toBeCloseTo(68 * (digit ?? 0), 0);
      expect(table).toBe(pane);

      const word = page.getByRole('toolbar', { name: 'Message actions' }).getByText('Reply all', { exact: true });
      await word.waitFor();
      await page.setViewportSize({ width: 900, height: 800 });
      await word.waitFor({ state: 'detached' });
      await page.setViewportSize({ width: 1700, height: 800 });
      await word.waitFor();
    },
    storyMs,
  );

  it(
    'an unread message is marked by a bar and by weight, not by colours as well',
    async () => {
      windows.graph.deliver(alice, { subject: 'New' });
      windows.graph.deliver(alice, { subject: 'Known', isRead: true });
      const page = await windows.mail();
      await row(page, 'Known').waitFor();
      const [unread, read] = await page.evaluate<string[][]>(`['New', 'Known'].map((subject) => {
        const row = [...document.querySelectorAll('a[data-message-id]')].find((each) => each.textContent.includes(subject));
        return ['[dir=auto]', '[dir=auto]:has(+ time)', 'time'].map((part) => getComputedStyle(row.querySelector(part)).color);
      })`);
      expect(read).toHaveLength(3);
      expect(unread).toEqual(read);
    },
    storyMs,
  );

  const tablet = { name: 'tablet', width: 820, height: 1180, colorScheme: 'light', hasTouch: true } as const;
  it.each([tablet, { ...tablet, name: 'small phone', width: 320, height: 568 }])(
    'on a $name everything is on the screen, as large as a finger needs, and only lists scroll',
    async (screen) => {
      const attachments = Array.from({ length: 30 }, (_, number) => ({
        name: `${'A long name of a file '.repeat(4)}${number}.txt`,
        contentType: 'text/plain',
        contentBytes: '',
      }));
      windows.graph.deliver(alice, {
        subject: 'Thirty files of a sender without a name '.repeat(4),
        from: { name: '', address: `${'a-machine.'.repeat(6)}x@a-long-name.of-a-domain.example.com` },
        attachments,
      });
      const page = await windows.tab(await windows.window(alice, screen));
      const view = async (name: string): Promise<void> => {
        await screenshot(page, `${name} ${screen.name}`);
        expect([name, ...(await page.evaluate<string[]>(misplaced))]).toEqual([name]);
      };
      await row(page, /Thirty files/).waitFor();
      await view('list');
      await row(page, /Thirty files/).focus();
      await page.keyboard.press('x');
      await page.getByRole('button', { name: 'Clear selection' }).waitFor();
      await view('selection');
      await page.keyboard.press('Escape');
      await row(page, /Thirty files/).click();
      await page.getByRole('list', { name: 'Attachments' }).waitFor();
      await view('message');
      const heights = await page.evaluate<number[]>(
        `[...document.querySelectorAll('[role=toolbar][aria-label="Message actions"] button')].map((each) => each.offsetHeight)`,
      );
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);

      await page.getByRole('button', { name: 'Reply', exact: true }).first().click();
      await page.getByRole('textbox', { name: 'Subject' }).waitFor();
      await view('composer');
    },
    storyMs,
  );

  it(
    'the one recipient of a message takes one line on a phone',
    async () => {
      const page = await windows.tab(await windows.window(alice, phone));
      await writeTo(page, bilal, 'Short');
      const field = page.getByRole('combobox', { name: 'To' });
      const [input, chip] = await Promise.all([
        field.boundingBox(),
        page.getByRole('list', { name: 'To recipients' }).getByRole('listitem').boundingBox(),
      ]);
      expect(input?.y ?? Infinity).toBeLessThan((chip?.y ?? 0) + (chip?.height ?? 0));
    },
    storyMs,
  );

  it(
    'a user who has not permitted the app to mark mail is asked once, at the second message, and then both are read',
    async () => {
      for (const subject of ['Unread one', 'Unread two', 'Unread three']) {
        windows.graph.deliver(alice, { subject });
      }
      const isRead = (subject: string): boolean | undefined =>
        windows.graph.messages(alice, 'inbox').find((message) => message.subject === subject)?.isRead;
      const page = await windows.mailWithoutConsent();
      const prompt = page.getByTestId('mark-permission');
      await row(page, 'Unread one').click();
      await page.getByRole('heading', { name: 'Unread one' }).waitFor();
      await page.waitForTimeout(1_500);
      expect(await prompt.count()).toBe(0);
      await row(page, 'Unread two').click();
      await prompt.waitFor();
      await screenshot(page, 'asked while reading');
      await prompt.getByRole('button', { name: 'Allow' }).click();
      await page
        .getByText(/Read and write access to your mail/i)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Accept' }).click();

      await eventually(() => {
        expect([isRead('Unread one'), isRead('Unread two'), isRead('Unread three')]).toEqual([true, true, false]);
      }, 20_000);
      await row(page, 'Unread three').click();
      await eventually(() => {
        expect(isRead('Unread three')).toBe(true);
      }, 20_000);
      expect(await prompt.count()).toBe(0);
    },
    storyMs,
  );

  it(
    'a user who declines sees what that means, without a reference',
    async () => {
      const page = await windows.mailWithoutConsent();
      await row(page, /Weekly planning/).focus();
      await page.keyboard.press('e');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('You didn’t give permission.').waitFor();

      expect(await page.locator('body').innerText()).not.toMatch(/[0-9a-f]{32}/);
      expect(windows.subjects(alice, 'inbox')).toContain('Weekly planning');
    },
    storyMs,
  );
});
