import type { FrameLocator, Page } from 'playwright-core';

import { screenshot } from '../support/chromium.js';
import { dark, until } from '../support/mail-app.js';
import { alice, MailWindows, row, storyMs } from '../support/mail-windows.js';

const coloured = `<body bgcolor="#ffffff"><div id="card" style="background:#f4f4f4;color:#222222;padding:20px">Your order is on its way
<a id="button" href="https://shop.example/" style="background:#0a7d55;color:#ffffff;padding:8px">Follow it</a>
<img id="logo" width="40" height="20" alt="logo" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="></div></body>`;
const answered =
  '<p>Thursday is fine.</p><div class="gmail_quote"><blockquote class="gmail_quote"><p>Shall we meet on Thursday?</p></blockquote></div>';

describe('the body of a message', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  const frame = (page: Page): FrameLocator => page.getByTestId('mail-frame').first().contentFrame();

  async function colours(page: Page, id: string): Promise<string> {
    return frame(page)
      .locator('body')
      .evaluate<string, unknown>(`getComputedStyle(document.querySelector('[id$="-${id}"]')).backgroundColor`);
  }

  it(
    'is unchanged in the dark theme until the reader darkens it: lightness changes, brand colours don’t, and the choice persists',
    async () => {
      windows.graph.deliver(alice, { subject: 'In colours', body: { contentType: 'html', content: coloured } });
      const page = await windows.tab(await windows.window(alice, dark));
      await row(page, /In colours/).click();
      await frame(page).getByText('Your order').waitFor();
      expect(await colours(page, 'card')).toBe('rgb(244, 244, 244)');
      await screenshot(page, 'coloured mail in the dark theme');

      await page.getByRole('switch', { name: 'Dark message' }).click();
      const isDark = `[...document.querySelectorAll('[data-testid=mail-frame]')].some((each) => {
        const card = each.contentDocument?.querySelector('[id$="-card"]');
        return card && Number(/\\d+/.exec(getComputedStyle(card).backgroundColor)[0]) < 80; })`;
      await until(page, isDark);
      expect(await colours(page, 'button')).toBe('rgb(10, 125, 85)');
      expect(await colours(page, 'logo')).toBe('rgba(0, 0, 0, 0)');
      await screenshot(page, 'darkened mail');

      await page.reload();
      await until(page, isDark);
      await page.getByRole('switch', { name: 'Dark message' }).click();
      await until(page, `!(${isDark})`);
    },
    storyMs,
  );

  it(
    'folds quoted history on the screen and prints it',
    async () => {
      windows.graph.deliver(alice, { subject: 'An answer', body: { contentType: 'html', content: answered } });
      const page = await windows.mail();
      await row(page, /An answer/).click();
      await frame(page).getByText('Thursday is fine').waitFor();
      const quote = frame(page).getByText('Shall we meet');
      expect(await quote.isVisible()).toBe(false);

      await frame(page).locator('summary').focus();
      await page.keyboard.press('Enter');
      await quote.waitFor({ state: 'visible' });
      await page.keyboard.press('Enter');
      await quote.waitFor({ state: 'hidden' });

      await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
      await page.emulateMedia({ media: 'print' });
      await quote.waitFor({ state: 'visible' });
      await screenshot(page, 'mail on paper');
      await page.emulateMedia({ media: 'screen' });
      await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
      await quote.waitFor({ state: 'hidden' });
    },
    storyMs,
  );

  it(
    'warns of senders from outside, and of possible impersonators',
    async () => {
      const from = { name: 'The Bank', address: 'service@bank.example' };
      const content = '<p>Hello</p><img src="https://pictures.example/a.png" alt="A boat">';
      const body = { contentType: 'html', content } as const;
      const headers = [{ name: 'Authentication-Results', value: 'mx.example; spf=fail; dmarc=fail action=none' }];
      windows.graph.deliver(alice, { subject: 'From outside', from, body });
      windows.graph.deliver(alice, { subject: 'Not the bank', from, body, headers });
      const page = await windows.mail();

      await row(page, /From outside/).click();
      await page.getByTestId('external-sender').waitFor();
      await page.getByRole('button', { name: 'Always show from this sender' }).waitFor();

      await row(page, /Not the bank/).click();
      await page.getByTestId('authentication-failed').waitFor();
      expect(await page.getByRole('button', { name: 'Always show from this sender' }).count()).toBe(0);
      expect(await page.getByRole('button', { name: 'Show images' }).count()).toBe(1);
    },
    storyMs,
  );

  it(
    'shows remote pictures of a sender from then on when the reader wants that, and of no other sender',
    async () => {
      const body = { contentType: 'html', content: '<p>Hi</p><img src="https://pictures.example/a.png">' } as const;
      const from = { name: 'Kim', address: 'Kim@friends.example' };
      windows.graph.deliver(alice, { subject: 'First letter', from, body });
      windows.graph.deliver(alice, { subject: 'Second letter', from, body });
      windows.graph.deliver(alice, {
        subject: 'Another sender',
        from: { name: 'Kim', address: 'kim@strangers.example' },
        body,
      });
      const page = await windows.mail();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      const bar = page.getByTestId('remote-images-blocked');

      await row(page, /First letter/).click();
      await page.getByRole('button', { name: 'Always show from this sender' }).click();
      await bar.waitFor({ state: 'detached' });
      await page.reload();
      asked.length = 0;

      await row(page, /Second letter/).click();
      await frame(page).getByText('Hi').waitFor();
      expect(await bar.count()).toBe(0);
      await row(page, /Another sender/).click();
      await bar.waitFor();
      expect(asked.filter((url) => url.includes('pictures.example'))).toEqual([]);
    },
    storyMs,
  );
});
