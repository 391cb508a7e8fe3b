import type { Page } from 'playwright-core';

import { screenshot, signInAtEntra } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import {
  alice,
  attach,
  bilal,
  MailWindows,
  row,
  saveState,
  send,
  sent,
  storyMs,
  textOf,
} from '../support/mail-windows.js';
import { jsonOf } from '../support/user-agent.js';

interface SeenMessage {
  readonly conversationId: string;
  readonly body: { readonly content: string };
  readonly cc: readonly { readonly address: string }[];
  readonly attachments: readonly { readonly name: string; readonly isInline: boolean }[];
}

/** A red picture of 8 × 8 pixels. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC';

describe('a reply', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.graph.deliver(alice, {
      subject: 'The plan',
      body: {
        contentType: 'html',
        content: '<html><body><p style="color:teal">As drawn <img src="cid:plan@x" alt="Plan">.</p></body></html>',
      },
      from: { name: 'Bilal', address: bilal },
      to: [{ name: 'Alice', address: alice }],
      attachments: [
        { name: 'plan.png', contentType: 'image/png', contentBytes: png, isInline: true, contentId: 'plan@x' },
        { name: 'list.csv', contentType: 'text/csv', contentBytes: 'YQ==' },
      ],
    });
  });

  async function inMailbox(subject: string, folder = 'sentitems'): Promise<SeenMessage> {
    const find = (): string | undefined =>
      windows.graph.messages(alice, folder).find((message) => message.subject === subject)?.immutableId;
    // An earlier notice of a sent message may still be shown.
    await eventually(() => {
      expect(find()).toBeDefined();
    }, 20_000);
    const agent = await windows.system.signedIn(alice);
    return jsonOf(await agent.xhr('GET', `/api/mail/messages/${find() ?? ''}`));
  }

  async function answer(page: Page, key: string): Promise<void> {
    await row(page, /The plan/).click();
    await page.getByRole('heading', { name: 'The plan' }).waitFor();
    await page.keyboard.press(key);
    await textOf(page).waitFor();
  }

  const namesOf = ({ attachments }: SeenMessage, isInline: boolean): string[] =>
    attachments.filter((one) => one.isInline === isInline).map(({ name }) => name);

  it.each([
    ['that goes through the mailbox', ['Mail.Send', 'Mail.ReadWrite']],
    ['of a user who permits only sending', ['Mail.Send']],
  ])(
    '%s shows the original with its pictures, and keeps it complete whatever the user changes in it',
    async (_, more) => {
      windows.control.grantConsent(alice, ['User.Read', 'Mail.Read', ...more]);
      const page = await windows.mail();
      await answer(page, 'f');
      await page.getByRole('combobox', { name: 'To' }).fill(bilal);
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Subject' }).fill('Passed on');
      await textOf(page).fill('Look.');
      await page.getByRole('button', { name: 'Original message' }).click();
      const picture = page.getByRole('img', { name: 'Plan' });
      await picture.waitFor();
      await page.getByRole('form').getByText('As drawn').waitFor();
      await screenshot(page, `forward ${more.length}`);
      await saveState(page, /Saved|On this device/);
      await send(page);
      await sent(page);
      const passedOn = await inMailbox('Passed on');
      expect(passedOn.body.content).toMatch(/Look\.[\s\S]*teal[\s\S]*As drawn[\s\S]*\/attachments\//);
      expect([namesOf(passedOn, true), namesOf(passedOn, false)]).toEqual([['plan.png'], ['list.csv']]);

      await answer(page, 'r');
      await page.getByRole('textbox', { name: 'Subject' }).fill('An answer');
      await textOf(page).fill('Fine.');
      await saveState(page, /Saved|On this device/);
      await send(page);
      await sent(page);
      const answered = await inMailbox('An answer');
      expect(answered.body.content).toMatch(/Fine\.[\s\S]*As drawn[\s\S]*\/attachments\//);
      expect(namesOf(answered, true)).toEqual(['plan.png']);
      expect(answered.conversationId).toBe((await inMailbox('The plan', 'inbox')).conversationId);
    },
    storyMs,
  );

  it(
    'with a file of its own asks once for all missing permissions, by name, says what to press, and is sent complete',
    async () => {
      windows.control.grantConsent(alice, ['User.Read', 'Mail.Read']);
      const page = await windows.mail();
      await answer(page, 'r');
      await textOf(page).fill('With a file.');
      await attach(page, 'mine.txt', 100);
      await page.getByText('Your answer has files of its own.').waitFor();
      expect(await page.getByTestId('connect-sending').count()).toBe(0);
      await screenshot(page, 'answer with a file');
      await send(page);
      const prompt = page.getByRole('alertdialog').or(page.getByRole('dialog'));
      await prompt
        .getByText(/To keep your draft in the mailbox.*“Read and write access to your mail” and “Send mail as you”/)
        .waitFor();
      await screenshot(page, 'prompt for both');
      await prompt.getByRole('button', { name: 'Continue' }).click();
      await signInAtEntraIfAsked(page);
      await page.getByRole('button', { name: 'Accept' }).click();

      await page.getByText('Press Send to send this message.').waitFor();
      expect(await page.getByTestId('notice').count()).toBe(1);
      await screenshot(page, 'back from both');
      expect(windows.graph.messages(alice, 'sentitems').map(({ subject }) => subject)).not.toContain('Re: The plan');
      await send(page);
      await sent(page);
      const answered = await inMailbox('Re: The plan');
      expect(answered.body.content).toMatch(/With a file\.[\s\S]*As drawn[\s\S]*\/attachments\//);
      expect([namesOf(answered, true), namesOf(answered, false)]).toEqual([['plan.png'], ['mine.txt']]);
    },
    storyMs,
  );

  it(
    'is sent to nobody twice, reports an invalid recipient at once, and takes the first suggestion by Enter and Tab',
    async () => {
      windows.grantAll(alice);
      const page = await windows.mail();
      await row(page, /The plan/).waitFor();
      await page.keyboard.press('c');
      const to = page.getByRole('combobox', { name: 'To' });
      const chips = (field: string): Promise<string[]> =>
        page
          .getByRole('list', { name: `${field} recipients` })
          .getByRole('listitem')
          .allInnerTexts();
      await to.pressSequentially('hana');
      await page.getByRole('listbox').waitFor();
      await page.keyboard.press('Enter');
      await to.pressSequentially('amara');
      await page.getByRole('listbox').waitFor();
      await page.keyboard.press('Tab');
      expect(await chips('To')).toEqual(['Hana Novak', 'Amara Okafor']);
      await to.fill(`${bilal}; ${bilal.toUpperCase()}`);
      await page.keyboard.press('Enter');
      expect(await chips('To')).toHaveLength(3);

      await to.fill('no-body');
      await page.keyboard.press('Tab');
      await page.getByText('“no-body” isn’t an email address.').waitFor();
      await to.fill('');
      await page.getByText('“no-body” isn’t an email address.').waitFor({ state: 'detached' });

      await page.getByRole('button', { name: 'Show Cc' }).click();
      await page.getByRole('combobox', { name: 'Cc' }).fill(bilal);
      await page.getByRole('textbox', { name: 'Subject' }).fill('To each once');
      await page.getByRole('combobox', { name: 'Cc' }).focus();
      await page.keyboard.press('Control+Enter');
      await sent(page);
      const message = windows.graph.messages(alice, 'sentitems').find(({ subject }) => subject === 'To each once');
      const agent = await windows.system.signedIn(alice);
      const seen = jsonOf<{ to: { address: string }[]; cc: { address: string }[] }>(
        await agent.xhr('GET', `/api/mail/messages/${message?.immutableId ?? ''}`),
      );
      expect([seen.to.length, seen.cc.map(({ address }) => address)]).toEqual([2, [bilal]]);
    },
    storyMs,
  );

  it(
    'that mentions a file and has none is sent only after a confirmation',
    async () => {
      windows.grantAll(alice);
      const page = await windows.mail();
      await answer(page, 'r');
      await textOf(page).fill('The plan is attached.');
      await saveState(page, 'Saved');
      await send(page);
      const question = page.getByRole('alertdialog');
      await question.getByText('Did you forget to attach a file?').waitFor();
      await screenshot(page, 'a forgotten file');
      await page.keyboard.press('Escape');
      await question.waitFor({ state: 'detached' });
      expect(await textOf(page).innerText()).toContain('The plan is attached.');
      expect(windows.subjects(alice, 'sentitems')).not.toContain('Re: The plan');
      await send(page);
      await question.getByRole('button', { name: 'Send anyway' }).click();
      await sent(page);
      expect(windows.subjects(alice, 'sentitems')).toContain('Re: The plan');
    },
    storyMs,
  );

  it(
    'shows the real type of a file, and Escape closes first the suggestions, then the reply',
    async () => {
      windows.grantAll(alice);
      const page = await windows.mail();
      await row(page, /The plan/).waitFor();
      await page.keyboard.press('c');
      const buffer = Buffer.from('x');
      const lie = 'invoice\u202Efdp.exe';
      await page.getByTestId('attach-input').setInputFiles({ name: lie, mimeType: 'application/octet-stream', buffer });
      await page.getByRole('list', { name: 'Attachments' }).getByText('invoice\uFFFDfdp.exe').waitFor();
      expect(await page.getByText(lie).count()).toBe(0);
      await screenshot(page, 'a file that lies');

      await page.getByRole('combobox', { name: 'To' }).pressSequentially('hana');
      await page.getByRole('listbox').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('listbox').waitFor({ state: 'detached' });
      expect(await textOf(page).count()).toBe(1);
      await page.keyboard.press('Escape');
      await textOf(page).waitFor({ state: 'detached' });
    },
    storyMs,
  );

  /** Entra requires the password of a user who has not signed in with this browser. */
  async function signInAtEntraIfAsked(page: Page): Promise<void> {
    const password = page.locator('input[type="password"]');
    await password
      .or(page.getByRole('button', { name: 'Accept' }))
      .first()
      .waitFor();
    if (await password.isVisible()) {
      await password.press('Enter');
    } else if (await page.locator('input[name="loginfmt"]').isVisible()) {
      await signInAtEntra(page, alice);
    }
  }
});
