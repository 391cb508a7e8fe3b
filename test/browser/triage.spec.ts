import type { Locator, Page } from 'playwright-core';

import type { MessageSummary } from '../../sandbox/src/graph/graph-control.js';
import { eventually } from '../support/eventually.js';
import type { Screen } from '../support/chromium.js';
import { Finger } from '../support/finger.js';
import { phone } from '../support/mail-app.js';
import { alice, MailWindows, storyMs } from '../support/mail-windows.js';

/** The action on a message. */
const actions = [
  'archive',
  'delete',
  'flag',
  'mark as read',
  'mark as unread',
  'move',
  'categorise',
  'read',
  'answer',
  'read and delete',
] as const;
type Action = (typeof actions)[number];

interface Mail {
  readonly subject: string;
  readonly action: Action;
}

/** Each action occurs twice, so that every action follows another one. `TRIAGE_MESSAGES=50` makes a longer test. */
const count = Number(process.env['TRIAGE_MESSAGES'] ?? 2 * actions.length);
const mails: readonly Mail[] = Array.from({ length: count }, (_, index) => ({
  subject: `Triage ${String(index + 1).padStart(2, '0')}`,
  action: actions[index % actions.length] ?? 'read',
}));

type State = Pick<MessageSummary, 'isRead' | 'isFlagged'> & { readonly folder: string; readonly categories: string };

/** The state of the message afterwards, and the actions of the API that cause it. */
const meaning: Readonly<Record<Action, { readonly changes: Partial<State>; readonly asks: readonly string[] }>> = {
  archive: { changes: { folder: 'Archive' }, asks: ['move'] },
  delete: { changes: { folder: 'Deleted Items' }, asks: ['delete'] },
  flag: { changes: { isFlagged: true }, asks: ['flag'] },
  'mark as read': { changes: { isRead: true }, asks: ['mark-read'] },
  'mark as unread': { changes: { isRead: false }, asks: ['mark-unread'] },
  move: { changes: { folder: 'Receipts' }, asks: ['move'] },
  categorise: { changes: { categories: 'Blue category' }, asks: ['categorise'] },
  read: { changes: { isRead: true }, asks: ['mark-read'] },
  answer: { changes: { isRead: true }, asks: ['mark-read'] },
  'read and delete': { changes: { isRead: true, folder: 'Deleted Items' }, asks: ['mark-read', 'delete'] },
};

/** In the page: the actions that it requests from the service. */
const noteActions = `{
  const ownFetch = fetch;
  window.asked = [];
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (!request.url.endsWith('/api/mail/messages/actions')) return ownFetch(request);
    window.asked.push((await request.clone().json()).action);
    return ownFetch(request);
  };
}`;

/** Messages, processed one after the other. After each, the mailbox has changed by the requested action only. */
describe(`the triage of ${count} messages`, () => {
  const windows = MailWindows.forEachStory();

  beforeEach(() => {
    windows.control.reset();
    const scopes = ['User.Read', 'Mail.Read', 'Mail.ReadWrite', 'Mail.Send', 'MailboxSettings.ReadWrite'];
    windows.control.grantConsent(alice, scopes);
    // The newest is on top.
    for (const { subject, action } of [...mails].reverse()) {
      windows.graph.deliver(alice, { subject, isRead: action === 'mark as unread' });
    }
  });

  /** Every message of the mailbox, by its readable name. */
  function mailbox(): Record<string, State> {
    return Object.fromEntries(
      windows.graph.folders(alice).flatMap(({ id, displayName: folder }) =>
        windows.graph.messages(alice, id).map(({ immutableId, subject, isRead, isFlagged, categories }) => {
          const isNew = subject.startsWith('Re: Triage');
          const state: State = { folder, isRead, isFlagged, categories: categories.join() };
          return [isNew ? subject : `${subject} ${immutableId}`, state];
        }),
      ),
    );
  }

  async function open(screen?: Screen): Promise<Page> {
    const window = await windows.window(alice, screen);
    await window.addInitScript(noteActions);
    return windows.tab(window);
  }

  async function workThrough(page: Page, work: (mail: Mail, row: Locator) => Promise<void>): Promise<void> {
    const expected = mailbox();
    const expectedAsks: string[] = [];
    for (const mail of mails) {
      const { subject, action } = mail;
      const { changes, asks } = meaning[action];
      const row = page.locator('[data-row-key]').filter({ hasText: subject });
      await work(mail, row);

      const key = Object.keys(expected).find((name) => name.startsWith(`${subject} `)) ?? '';
      Object.assign(expected, { [key]: { ...expected[key], ...changes } });
      if (action === 'answer') {
        const sent = { folder: 'Sent Items', isRead: true, isFlagged: false, categories: '' };
        Object.assign(expected, { [`Re: ${subject}`]: sent });
      }
      await eventually(() => {
        expect({ after: mail, ...mailbox() }).toEqual({ after: mail, ...expected });
      });
      expectedAsks.push(...asks);
      expect({ after: mail, asked: await page.evaluate('asked') }).toEqual({ after: mail, asked: expectedAsks });
      await showsAs(row, changes);
    }
  }

  /** The row shows the result for its message. */
  async function showsAs(row: Locator, { folder, isRead, isFlagged, categories }: Partial<State>): Promise<void> {
    if (folder !== undefined) {
      await row.waitFor({ state: 'detached' });
    }
    if (folder === undefined && isRead !== undefined) {
      await row.getByText('Unread.').waitFor({ state: isRead ? 'detached' : 'attached' });
    }
    if (isFlagged === true) {
      await row.getByText('Flagged.').waitFor({ state: 'attached' });
    }
    if (categories !== undefined) {
      await row.getByText(categories).waitFor();
    }
  }

  it(
    'works by touch alone',
    async () => {
      const page = await open({ ...phone, hasTouch: true });
      const finger = await Finger.on(page);
      const bar = page.getByRole('toolbar', { name: 'Actions for the selection' });
      const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
      const choose = async (row: Locator): Promise<void> => {
        await finger.press(row, page.getByRole('status').getByText('1 selected'));
      };
      const unchoose = (): Promise<void> => finger.tap(bar.getByRole('button', { name: 'Clear selection' }));
      const read = (subject: string, row: Locator): Promise<void> => reads(page, subject, () => finger.tap(row));
      await workThrough(page, async ({ subject, action }, row) => {
        await row.waitFor();
        switch (action) {
          case 'archive':
            return finger.swipe(row, 130);
          case 'delete':
            return finger.swipe(row, -130);
          case 'flag':
          case 'mark as read':
          case 'mark as unread': {
            const name = { flag: 'Flag', 'mark as read': 'Mark as read', 'mark as unread': 'Mark as unread' }[action];
            await choose(row);
            await finger.tap(bar.getByRole('button', { name }));
            return unchoose();
          }
          case 'move':
            await choose(row);
            await finger.tap(bar.getByRole('button', { name: 'Move to' }));
            return finger.tap(
              page.getByRole('dialog', { name: 'Move to' }).getByRole('option', { name: 'Receipts' }).first(),
            );
          case 'categorise':
            await choose(row);
            await finger.tap(bar.getByRole('button', { name: 'Categorise' }));
            await finger.tap(page.getByRole('menuitemcheckbox', { name: 'Blue category' }));
            return unchoose();
          case 'read':
            await read(subject, row);
            return finger.tap(button('Back'));
          case 'answer':
            await read(subject, row);
            await finger.tap(
              page
                .getByRole('toolbar', { name: 'Message actions' })
                .getByRole('button', { name: 'Reply', exact: true }),
            );
            await finger.tap(page.getByRole('textbox', { name: 'Message' }));
            await page.keyboard.insertText('Thank you.');
            await finger.tap(button('Send'));
            await page.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'detached' });
            return finger.tap(button('Back'));
          case 'read and delete':
            await read(subject, row);
            return finger.tap(button('Delete'));
        }
      });
    },
    3 * storyMs,
  );

  it(
    'works by keyboard alone',
    async () => {
      const page = await open();
      const { keyboard } = page;
      await page
        .getByText(mails[0]?.subject ?? '')
        .first()
        .waitFor();
      await keyboard.press('j');
      await workThrough(page, async ({ subject, action }, row) => {
        await eventually(async () => {
          expect(await focusedRow(page)).toContain(subject);
        });
        const done = (): Promise<void> => keyboard.press('j');
        switch (action) {
          case 'archive':
            return keyboard.press('e');
          case 'delete':
            return keyboard.press('#');
          case 'flag':
            await keyboard.press('s');
            return done();
          case 'mark as read':
          case 'mark as unread':
            await keyboard.press('u');
            return done();
          case 'move':
            await keyboard.press('v');
            await page.getByRole('dialog', { name: 'Move to' }).waitFor();
            await keyboard.type('Receipts');
            return keyboard.press('Enter');
          case 'categorise':
            await keyboard.press('Shift+F10');
            await focus(page, page.getByRole('menuitem', { name: 'Reply', exact: true }));
            await keyboard.press('c');
            await focus(page, page.getByRole('menuitem', { name: 'Categorise' }));
            await keyboard.press('ArrowRight');
            await page.getByRole('menuitemcheckbox', { name: 'Blue category' }).waitFor();
            await keyboard.press('b');
            await keyboard.press('Enter');
            await row.getByText('Blue category').waitFor();
            await keyboard.press('Escape');
            await keyboard.press('Escape');
            await page.getByRole('menu').first().waitFor({ state: 'detached' });
            await eventually(async () => {
              expect(await focusedRow(page)).toContain(subject);
            });
            return done();
          case 'read':
            await reads(page, subject, () => keyboard.press('Enter'));
            await keyboard.press('Escape');
            return done();
          case 'answer':
            await reads(page, subject, () => keyboard.press('Enter'));
            await keyboard.press('r');
            await focus(page, page.getByRole('textbox', { name: 'Message' }));
            await keyboard.type('Thank you.');
            await keyboard.press('Control+Enter');
            await page.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'detached' });
            await page.getByRole('heading', { name: subject }).waitFor();
            await keyboard.press('Escape');
            await eventually(async () => {
              expect(await focusedRow(page)).toContain(subject);
            });
            return done();
          case 'read and delete':
            await reads(page, subject, () => keyboard.press('Enter'));
            return keyboard.press('#');
        }
      });
    },
    3 * storyMs,
  );
});

function focusedRow(page: Page): Promise<string> {
  return page.evaluate('document.activeElement?.closest("[data-row-key]")?.textContent ?? ""');
}

/** A user who opens a message and looks at it has read it. */
async function reads(page: Page, subject: string, open: () => Promise<void>): Promise<void> {
  const asked = (): Promise<number> => page.evaluate('asked.length');
  const before = await asked();
  await open();
  await page.getByRole('heading', { name: subject }).waitFor();
  await eventually(async () => {
    expect(await asked()).toBeGreaterThan(before);
  });
}

/** Moves the focus there. */
function focus(page: Page, target: Locator): Promise<void> {
  return target.and(page.locator(':focus')).waitFor();
}
