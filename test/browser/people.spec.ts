import type { Locator, Page } from 'playwright-core';

import { violations } from '../support/axe.js';
import { screenshot } from '../support/chromium.js';
import { phone, show } from '../support/mail-app.js';
import { alice, bilal, MailWindows, row, send, sent, storyMs, textOf } from '../support/mail-windows.js';

/** Correspondents and senders, each story from the first key to the request at Graph. */
describe('people', () => {
  const windows = MailWindows.forEachStory();
  const from = { name: 'Bilal Haddad', address: bilal };
  const carla = { name: 'Carla Weiss', address: 'carla@contoso.example' };

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  const grantPeople = (): void => {
    windows.control.grantConsent(alice, ['People.Read', 'User.ReadBasic.All']);
  };
  const asked = (path: string): number =>
    windows.control.requests({ point: 'graph' }).filter((request) => request.path.includes(path)).length;
  const options = (page: Page): Locator =>
    page.getByRole('listbox', { name: 'Suggestions for To' }).getByRole('option');

  /** Consents on Microsoft's page. */
  async function accept(page: Page): Promise<void> {
    await page.locator('input[type="password"]').press('Enter');
    await page.getByRole('button', { name: 'Accept' }).click();
  }

  /** Waits until the field has the focus, and reads its value. */
  async function focused(field: Locator): Promise<string> {
    await field.and(field.page().locator(':focus')).waitFor();
    return field.inputValue();
  }

  it(
    'are suggested from the user’s correspondents without a permission, and from the directory once that was granted in the list',
    async () => {
      const page = await windows.mail();
      await page.getByRole('button', { name: 'New message' }).click();
      const to = page.getByRole('combobox', { name: 'To' });
      // Alice has written to Carla before.
      await to.pressSequentially('carl');
      await options(page).getByText('carla@contoso.example', { exact: true }).waitFor();
      await to.fill('zzz');
      await options(page)
        .getByText(/Find more people/)
        .waitFor();
      expect(await violations(page)).toEqual([]);
      await screenshot(page, 'suggestions without the directory');
      expect(asked('/people')).toBe(0);
      await to.press('ArrowDown');
      await to.press('Enter');
      // Declining is an answer, too: the typed text is still in its field.
      await page.locator('input[type="password"]').press('Enter');
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Back to your draft' }).click();
      expect(await focused(to)).toBe('zzz');
      await page.getByRole('option', { name: /Find more people/ }).click();
      await page.getByRole('button', { name: 'Accept' }).click();

      await page.getByText('People you write to and colleagues are now suggested').waitFor();
      expect(await focused(to)).toBe('zzz');
      await to.fill('');
      await to.pressSequentially('carl');
      await options(page).getByText('carla@contoso.example · IT administrator').waitFor();
      await page.getByRole('status').getByText('1 suggestion').waitFor({ state: 'attached' });
      expect(await to.getAttribute('aria-expanded')).toBe('true');
      await to.press('ArrowDown');
      const active = (await to.getAttribute('aria-activedescendant')) ?? '';
      expect(await page.locator(`[id="${active}"]`).getAttribute('aria-selected')).toBe('true');
      expect(await violations(page)).toEqual([]);
      await screenshot(page, 'suggestions of people');
      await to.press('Enter');
      await page.getByRole('list', { name: 'To recipients' }).getByText('Carla Weiss').waitFor();
      await page.getByRole('textbox', { name: 'Subject' }).fill('Hello Carla');
      await textOf(page).fill('Hello');
      await send(page);
      await sent(page);

      // The app knows her by now: she is suggested before any request, and once.
      await page.getByRole('button', { name: 'New message' }).click();
      windows.control.addFault({ point: 'graph', match: { path: '/me/people' }, action: { kind: 'hang' } });
      await to.pressSequentially('car');
      await options(page).getByText('carla@contoso.example').waitFor();
      expect(await options(page).count()).toBe(1);
    },
    storyMs,
  );

  it(
    'are requested from the directory once for everything that is typed without a pause',
    async () => {
      grantPeople();
      const page = await windows.mail();
      await page.getByRole('button', { name: 'New message' }).click();
      await page.getByRole('combobox', { name: 'To' }).focus();
      await page.evaluate(`for (const text of ['ca', 'car', 'carl', 'carla']) {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(document.activeElement, text);
        document.activeElement.dispatchEvent(new Event('input', { bubbles: true }));
      }`);
      await options(page).getByText('IT administrator').waitFor();
      expect(asked('/me/people')).toBe(1);
    },
    storyMs,
  );

  it(
    'are shown with their photos, each requested once, and none for people outside of the organisation',
    async () => {
      grantPeople();
      for (let count = 0; count < 12; count += 1) {
        windows.graph.deliver(alice, { subject: `Note ${count}`, from: count % 2 === 0 ? carla : from });
      }
      const page = await windows.mail();
      const photos = page.getByRole('region', { name: 'Message list' }).locator('img[src^="blob:"]');
      await photos.nth(5).waitFor();
      await row(page, 'Note 0').click();
      await page.getByRole('article').locator('img[src^="blob:"]').first().waitFor();
      const wanted = windows.control
        .requests({ point: 'graph' })
        .map(({ path }) => /\/users\/([^/]+)\/photos\//.exec(path)?.[1])
        .filter((id) => id !== undefined)
        .map(decodeURIComponent);
      expect(new Set(wanted).size).toBe(wanted.length);
      expect(wanted).toContain(carla.address);
      expect(wanted.filter((id) => !id.endsWith('@contoso.example'))).toEqual([]);
      await screenshot(page, 'list with photos');
    },
    storyMs,
  );

  it(
    'have a card, by mouse, keyboard and touch, from which the user writes to them and finds their mail',
    async () => {
      grantPeople();
      windows.graph.deliver(alice, { subject: 'Who is this', from });
      const page = await windows.mail();
      await row(page, 'Who is this').click();
      const sender = page.getByRole('article').getByRole('button', { name: 'Bilal Haddad' });
      await sender.click();
      const card = page.getByRole('dialog', { name: 'Bilal Haddad' });
      await card.getByText(bilal).waitFor();
      await card.getByRole('link', { name: /\+1 555/ }).waitFor();
      expect(await card.innerText()).toContain('18/2111');
      expect(await violations(page)).toEqual([]);
      await screenshot(page, 'card of a person');
      await page.keyboard.press('Escape');
      await card.waitFor({ state: 'detached' });
      await page.locator('article button:focus').getByText('Bilal Haddad').waitFor();
      // An open card hides the rest of the page from screen readers; a mouse finds it.
      const behind = { includeHidden: true };
      await sender.click();
      await card.waitFor();
      await page
        .getByRole('article', behind)
        .getByRole('button', { name: 'Bilal Haddad', ...behind })
        .click();
      await card.waitFor({ state: 'detached' });

      // One key later the dialog is open, and the next keys are text.
      await sender.click();
      await card.waitFor();
      const search = page.getByRole('combobox', { name: 'Search mail', ...behind });
      await search.click();
      await card.waitFor({ state: 'detached' });
      await page.keyboard.type('re#');
      expect(await focused(search)).toBe('re#');
      await search.fill('');
      await page.keyboard.press('Escape');
      await sender.focus();

      await page.keyboard.press('Enter');
      await card.getByRole('button', { name: 'Search mail from' }).click();
      await page.getByRole('list', { name: /Messages in/ }).waitFor();
      expect(decodeURIComponent(page.url())).toContain(`from:${bilal}`);

      await row(page, 'Who is this').click();
      await sender.click();
      await card.getByRole('button', { name: 'New message' }).click();
      await page.getByRole('list', { name: 'To recipients' }).getByText('Bilal Haddad').waitFor();
      await page.locator('[aria-label=Subject]:focus').waitFor();

      const small = await windows.tab(await windows.window(alice, phone));
      await row(small, 'Who is this').click();
      await small.getByRole('article').getByRole('button', { name: 'Bilal Haddad' }).click();
      await small.getByRole('dialog', { name: 'Bilal Haddad' }).getByText('18/2111').waitFor();
      expect(await violations(small)).toEqual([]);
      await screenshot(small, 'card of a person on a phone');
    },
    storyMs,
  );

  it(
    'have no card in a page of an outdated version, which says so; a failed start shows a button',
    async () => {
      windows.graph.deliver(alice, { subject: 'Old page', from });
      const page = await windows.mail();
      await row(page, 'Old page').click();
      const gone = { status: 404, body: '' };
      await page.route('**/assets/person-card-*', (route) => route.fulfill(gone));
      await page.route(
        ({ pathname }) => pathname === '/',
        (route) =>
          route.fulfill({
            contentType: 'text/html',
            body: '<script type="module" src="/assets/index-new.js"></script>',
          }),
      );
      const isMissed = page.waitForResponse(/person-card/);
      await page.getByRole('article').getByRole('button', { name: 'Bilal Haddad' }).click();
      await isMissed;
      await page.evaluate(`window.dispatchEvent(new Event('online'))`);
      await page.getByText('A new version is available').waitFor();
      await screenshot(page, 'a new version is there');

      await page.unrouteAll();
      await page.route('**/assets/render-*.js', (route) => route.fulfill(gone));
      await page.getByRole('button', { name: 'Reload' }).click();
      await page.getByText('The mail app couldn’t be loaded.').waitFor();
      await page.unrouteAll();
      await page.getByRole('button', { name: 'Reload' }).click();
      await page.getByRole('article').getByRole('button', { name: 'Bilal Haddad' }).waitFor();
      expect(await page.evaluate(`sessionStorage.getItem('reloaded-to-start')`)).toBeNull();
    },
    storyMs,
  );

  it(
    'of a personal account are known from their messages, and nothing is requested',
    async () => {
      const pia = 'pia@outlook.example';
      windows.grantAll(pia);
      windows.graph.deliver(pia, { subject: 'Hi Pia', from });
      const page = await windows.mail(pia);
      await row(page, 'Hi Pia').click();
      await page.getByRole('article').getByRole('button', { name: 'Bilal Haddad' }).click();
      const card = page.getByRole('dialog', { name: 'Bilal Haddad' });
      await card.getByText(bilal).waitFor();
      expect(await card.getByRole('button', { name: /directory/ }).count()).toBe(0);
      expect([asked('/people'), asked('/users/')]).toEqual([0, 0]);
    },
    storyMs,
  );

  it(
    'of a mailing list are unsubscribed from after a question: by one click, with the website if that fails, or by a prepared message',
    async () => {
      const list = { name: 'Harbour News', address: 'news@news.example.com' };
      const offer = { name: 'List-Unsubscribe', value: '<https://127.0.0.1/leave>, <mailto:out@news.example.com>' };
      const post = { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' };
      const signed = { name: 'Authentication-Results', value: 'dkim=pass header.d=news.example.com' };
      windows.graph.deliver(alice, { subject: 'Issue 1', from: list, headers: [offer, post, signed] });
      windows.graph.deliver(alice, { subject: 'Issue 2', from: list, headers: [offer] });
      const page = await windows.mail();
      await row(page, 'Issue 1').click();
      await page.getByRole('button', { name: 'Unsubscribe' }).click();
      const dialog = page.getByRole('alertdialog', { name: 'Unsubscribe from Harbour News?' });
      await dialog.getByText('We’ll ask 127.0.0.1').waitFor();
      expect(await violations(page)).toEqual([]);
      await screenshot(page, 'unsubscribe');
      await dialog.getByRole('button', { name: 'Unsubscribe' }).click();
      const link = dialog.getByRole('link', { name: 'Open website' });
      await link.waitFor();
      expect([
        await link.getAttribute('href'),
        await link.getAttribute('target'),
        await link.getAttribute('rel'),
      ]).toEqual(['https://127.0.0.1/leave', '_blank', 'noopener noreferrer']);
      await dialog.getByRole('button', { name: 'Cancel' }).click();

      await row(page, 'Issue 2').click();
      await page.getByRole('button', { name: 'Unsubscribe' }).click();
      await dialog.getByRole('button', { name: 'Write the message' }).click();
      await page.getByRole('list', { name: 'To recipients' }).getByText('out@news.example.com').waitFor();
      expect(await page.getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('Unsubscribe');
    },
    storyMs,
  );

  it(
    'who send junk are moved to Junk Email and back, blocked once that was permitted, and unblocked in the settings',
    async () => {
      windows.graph.deliver(alice, { subject: 'Buy now', from });
      const page = await windows.mail();
      await row(page, 'Buy now').click();
      const more = async (name: string): Promise<void> => {
        await page.getByRole('button', { name: 'More actions' }).click();
        await page.getByRole('menuitem', { name }).click();
      };
      await more('Report as junk');
      await page.getByText('Message moved to Junk Email').waitFor();
      await show(page, '/mail/junkemail');
      await row(page, 'Buy now').click();
      await more('Not junk');
      await page.getByText('Message moved to Inbox').waitFor();
      await show(page, '/mail/inbox');
      await row(page, 'Buy now').click();
      await more('Block sender');
      await page.getByTestId('interaction-dialog').getByRole('button', { name: 'Continue' }).click();
      await accept(page);
      await page.getByText(`${bilal} is blocked`).waitFor();
      const agent = await windows.system.signedIn(bilal);
      windows.control.grantConsent(bilal, ['Mail.Send']);
      const mail = { to: [{ address: alice }], subject: 'Buy again', body: { contentType: 'text', content: 'x' } };
      await agent.xhr('POST', '/api/mail/messages', mail);
      expect(windows.subjects(alice, 'junkemail')).toContain('Buy again');

      await show(page, '/settings');
      const blocked = page.getByRole('group', { name: 'Blocked senders' });
      await blocked.getByRole('button', { name: `Unblock ${bilal}` }).waitFor();
      expect(await violations(page)).toEqual([]);
      await blocked.scrollIntoViewIfNeeded();
      await screenshot(page, 'blocked senders');
      await blocked.getByRole('button', { name: `Unblock ${bilal}` }).click();
      await blocked.getByText('No senders are blocked.').waitFor();
    },
    storyMs,
  );
});
