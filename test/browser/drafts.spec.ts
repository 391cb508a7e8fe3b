import type { Page } from 'playwright-core';

import { eventually } from '../support/eventually.js';
import { until } from '../support/mail-app.js';
import {
  alice,
  bilal,
  MailWindows,
  row,
  saveState,
  send,
  sent,
  storyMs,
  textOf,
  writeTo,
} from '../support/mail-windows.js';
import { jsonOf } from '../support/user-agent.js';

interface DraftMessage {
  readonly subject: string;
  readonly conversationId: string;
  readonly body: { readonly content: string };
}

describe('a draft', () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    windows.grantAll(alice);
  });

  const drafts = (subject: string): { readonly immutableId: string }[] =>
    windows.graph.messages(alice, 'drafts').filter((message) => message.subject === subject);

  /** The state of the mailbox. */
  async function inMailbox(subject: string, folder = 'drafts'): Promise<DraftMessage> {
    const found = windows.graph.messages(alice, folder).find((message) => message.subject === subject);
    const agent = await windows.system.signedIn(alice);
    return jsonOf(await agent.xhr('GET', `/api/mail/messages/${found?.immutableId ?? ''}`));
  }

  it(
    'is saved in the mailbox while the user types, and is continued, sent and removed from there',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'Kept as I type');
      await textOf(page).fill('First words.');
      await saveState(page, 'Saved');
      expect((await inMailbox('Kept as I type')).body.content).toContain('First words.');
      await textOf(page).pressSequentially(' And more of them, one after the other.');
      await saveState(page, 'Saved');
      expect(drafts('Kept as I type')).toHaveLength(1);
      expect((await inMailbox('Kept as I type')).body.content).toContain('one after the other.');

      await page.keyboard.press('Escape');
      const other = await windows.mail(alice, '/mail/drafts');
      await row(other, /Kept as I type/).click();
      await textOf(other).waitFor();
      expect(await textOf(other).innerText()).toContain('First words. And more');
      await textOf(other).fill('Written on elsewhere.');
      await saveState(other, 'Saved');
      await send(other);
      await sent(other);

      expect(drafts('Kept as I type')).toEqual([]);
      expect((await inMailbox('Kept as I type', 'sentitems')).body.content).toContain('Written on elsewhere.');
      await row(other, /Kept as I type/).waitFor({ state: 'detached' });
    },
    storyMs,
  );

  it(
    'that is a reply belongs to its conversation',
    async () => {
      const page = await windows.mail();
      await row(page, /Weekly planning/).click();
      await page.getByRole('heading', { name: 'Weekly planning' }).waitFor();
      await page.keyboard.press('r');
      await textOf(page).pressSequentially('Yes, with pleasure.');
      await saveState(page, 'Saved');

      const answer = await inMailbox('Re: Weekly planning');
      expect(answer.conversationId).toBe((await inMailbox('Weekly planning', 'inbox')).conversationId);
      expect(answer.body.content).toMatch(/Yes, with pleasure\.[\s\S]*original-message/);
    },
    storyMs,
  );

  it(
    'is not covered by anything: suggestions close with the focus or Escape, and notes stay below a long text',
    async () => {
      windows.control.reset();
      const page = await windows.mail();
      await row(page, /go-live checklist/).click();
      await page
        .getByRole('heading', { name: /go-live checklist/ })
        .first()
        .waitFor();
      await page.keyboard.press('r');
      const note = page.getByText('Kept on this device as you type.');
      await note.waitFor();
      await page.getByRole('button', { name: 'Original message' }).click();
      const text = await page.getByText('Merged. Thank you all').last().boundingBox();
      expect((await note.boundingBox())?.y).toBeGreaterThanOrEqual((text?.y ?? 0) + (text?.height ?? Infinity));

      const to = page.getByRole('combobox', { name: 'To' });
      const suggestions = page.getByRole('listbox');
      await to.pressSequentially('ha');
      await suggestions.waitFor();
      await page.keyboard.press('Escape');
      await suggestions.waitFor({ state: 'detached' });
      await page.keyboard.press('ArrowDown');
      await suggestions.waitFor();
      await page.keyboard.press('Tab');
      await suggestions.waitFor({ state: 'detached' });
    },
    storyMs,
  );

  it(
    'that was only opened is not stored anywhere',
    async () => {
      const page = await windows.mail();
      await row(page, /Weekly planning/).click();
      await page.getByRole('heading', { name: 'Weekly planning' }).waitFor();
      const before = windows.graph.messages(alice, 'drafts').length;
      await page.keyboard.press('r');
      await textOf(page).waitFor();
      await page.keyboard.press('Escape');
      await textOf(page).waitFor({ state: 'detached' });
      await until(page, "!Object.keys(localStorage).some((key) => key.startsWith('draft:'))");
      expect(windows.graph.messages(alice, 'drafts')).toHaveLength(before);
    },
    storyMs,
  );

  it(
    'survives a reload, the end of the session and a new sign-in',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'Through thick and thin');
      await saveState(page, 'Saved');
      await textOf(page).fill('Typed a moment before the reload.');
      await page.reload();
      await textOf(page).getByText('Typed a moment before the reload.').waitFor();
      await saveState(page, 'Saved');

      const agent = await windows.system.signedIn(alice);
      for (const { id, current } of jsonOf<{ sessions: { id: string; current: boolean }[] }>(
        await agent.xhr('GET', '/auth/sessions'),
      ).sessions) {
        if (!current) {
          await agent.xhr('DELETE', `/auth/sessions/${id}`);
        }
      }
      await page.getByText('Your session has ended').first().waitFor();
      const prompt = page.getByTestId('interaction-dialog');
      const cancel = (): Promise<void> => page.getByRole('button', { name: 'Cancel' }).click();
      await cancel();
      // On a busy machine another request may also find that the session has just ended, and ask again.
      await page.addLocatorHandler(prompt, cancel);
      await textOf(page).fill('Typed without a session.');
      await page.removeLocatorHandler(prompt);
      // Saving finds that the session has ended, and reports that again.
      await page.getByRole('button', { name: 'Sign in again' }).click();
      await page.locator('input[type="password"]').press('Enter');

      await textOf(page).getByText('Typed without a session.').waitFor();
      await saveState(page, 'Saved');
      expect((await inMailbox('Through thick and thin')).body.content).toContain('Typed without a session.');
      expect(drafts('Through thick and thin')).toHaveLength(1);
    },
    storyMs,
  );

  it(
    'is stored on the device while there is no network, and saved when the network is available again',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'In the tunnel');
      await saveState(page, 'Saved');
      await page.context().setOffline(true);
      await textOf(page).fill('Dark in here.');
      await saveState(page, 'Not saved');
      await page.context().setOffline(false);
      await saveState(page, 'Saved');

      expect((await inMailbox('In the tunnel')).body.content).toContain('Dark in here.');
    },
    storyMs,
  );

  it(
    'is discarded, and restored',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'Think twice');
      await textOf(page).fill('Hm.');
      await saveState(page, 'Saved');
      await page.getByRole('button', { name: 'Discard draft' }).click();
      await eventually(() => {
        expect(drafts('Think twice')).toEqual([]);
      }, 10_000);
      await page.getByRole('button', { name: 'Undo' }).click();

      await textOf(page).getByText('Hm.').waitFor();
      await eventually(() => {
        expect(drafts('Think twice')).toHaveLength(1);
      }, 10_000);
      await textOf(page).fill('Better so.');
      await saveState(page, 'Saved');
      expect(drafts('Think twice')).toHaveLength(1);
    },
    storyMs,
  );

  it(
    'that could not be discarded is reported as still in the mailbox, and is shown there',
    async () => {
      const page = await windows.mail(alice, '/mail/drafts');
      await writeTo(page, bilal, 'Not to be rid of');
      await saveState(page, 'Saved');
      windows.control.addFault({
        point: 'graph',
        match: { method: 'POST', path: '*/move*' },
        action: { kind: 'graph_error', status: 503, code: 'ServiceUnavailable' },
      });
      await page.getByRole('button', { name: 'Discard draft' }).click();
      await page.getByText('The draft is still in your mailbox').first().waitFor();
      await row(page, /Not to be rid of/).waitFor();
      expect(drafts('Not to be rid of')).toHaveLength(1);
    },
    storyMs,
  );

  it(
    'that is deleted elsewhere still has everything that was written here',
    async () => {
      const page = await windows.mail();
      await writeTo(page, bilal, 'Two cooks');
      await saveState(page, 'Saved');
      const agent = await windows.system.signedIn(alice);
      const [before] = drafts('Two cooks');
      await agent.xhr('DELETE', `/api/mail/messages/${before?.immutableId ?? ''}?permanent=true`);
      await textOf(page).fill('Still cooking.');
      await saveState(page, 'Saving…');
      await saveState(page, 'Saved');

      expect((await inMailbox('Two cooks')).body.content).toContain('Still cooking.');
    },
    storyMs,
  );

  it(
    'in two tabs is one draft; when one sends it, the other says so and lets the user keep its text',
    async () => {
      const context = await windows.window();
      const first = await windows.tab(context);
      await writeTo(first, bilal, 'Twice open');
      await textOf(first).fill('From the first tab.');
      await saveState(first, 'Saved');
      const second = await windows.tab(context, new URL(first.url()).pathname + new URL(first.url()).search);
      await textOf(second).getByText('From the first tab.').waitFor();
      await textOf(second).fill('From the second tab.');
      await textOf(first).getByText('From the second tab.').waitFor();
      await saveState(second, 'Saved');
      expect(drafts('Twice open')).toHaveLength(1);

      await send(first);
      await sent(first);
      await second.getByText('This message was sent or discarded in another tab.').waitFor();
      await second.getByRole('button', { name: 'Keep a copy' }).click();
      await saveState(second, 'Saved');
      expect([
        drafts('Twice open').length,
        windows.subjects(alice, 'sentitems').filter((one) => one === 'Twice open').length,
      ]).toEqual([1, 1]);
    },
    storyMs,
  );

  it(
    'stays on the device of a user who has not permitted writing to their mailbox, until they do',
    async () => {
      windows.control.reset();
      windows.control.grantConsent(alice, ['User.Read', 'Mail.Read']);
      const page = await windows.mail();
      await writeTo(page, bilal, 'Mine alone');
      await textOf(page).fill('Not for the mailbox yet.');
      await saveState(page, 'On this device');
      expect(drafts('Mine alone')).toEqual([]);
      expect(await page.getByRole('alertdialog').or(page.getByRole('dialog')).count()).toBe(0);

      await page.getByRole('button', { name: 'Keep drafts in the mailbox' }).click();
      await page.locator('input[type="password"]').press('Enter');
      await page.getByRole('button', { name: 'Accept' }).click();
      await textOf(page).getByText('Not for the mailbox yet.').waitFor();
      await saveState(page, 'Saved');

      expect((await inMailbox('Mine alone')).body.content).toContain('Not for the mailbox yet.');
      await shown(page, 'Your drafts are now kept in your mailbox');
    },
    storyMs,
  );

  async function shown(page: Page, text: string): Promise<void> {
    await page.getByText(text).first().waitFor();
  }
});
