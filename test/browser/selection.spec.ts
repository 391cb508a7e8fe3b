import type { Locator, Page } from 'playwright-core';

import { eventually } from '../support/eventually.js';
import { Finger } from '../support/finger.js';
import { phone } from '../support/mail-app.js';
import { screenshot } from '../support/chromium.js';
import { alice, MailWindows, row as rowOf, storyMs } from '../support/mail-windows.js';

/** The tests judge by the requests at Graph and by what is visible. */
describe('many messages', () => {
  const windows = MailWindows.forEachStory();
  let page: Page;
  const delivered = ['Pick one', 'Pick two', 'Pick three', 'Pick four', 'Pick five'];

  beforeEach(async () => {
    windows.control.reset();
    windows.grantAll(alice);
    // The newest is on top: five, four, three, two, one.
    for (const subject of delivered) {
      windows.graph.deliver(alice, { subject });
    }
    page = await windows.mail();
    await row('Pick five').waitFor();
  }, storyMs);

  const row = (name: RegExp | string): Locator => rowOf(page, name);
  const box = (subject: string, at = page): Locator => at.getByRole('checkbox', { name: `Select: ${subject}` });
  const picked = (folder: string): string[] =>
    windows
      .subjects(alice, folder)
      .filter((subject) => subject.startsWith('Pick'))
      .map((subject) => subject.slice('Pick '.length))
      .sort();
  const soon = (check: () => void | Promise<void>): Promise<void> => eventually(check, 10_000);
  const bar = (at = page): Locator => at.getByRole('toolbar', { name: 'Actions for the selection' });
  const selected = (count: number, at = page): Promise<void> =>
    at.getByRole('status').getByText(`${count} selected`).waitFor();
  const ticked = (): Promise<string[]> =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll('input:checked')].map((box) => box.getAttribute('aria-label')).filter((name) => name.startsWith('Select: '))`,
    );

  it(
    'are selected with checkboxes and archived at once, which is undone as one',
    async () => {
      await row('Pick five').hover();
      await box('Pick five').click();
      await box('Pick three').click();
      await selected(2);
      await page.getByText('Actions apply to all of them.').waitFor();
      await screenshot(page, 'many selected');
      await bar().getByRole('button', { name: 'Archive' }).click();

      await soon(() => {
        expect([picked('inbox'), picked('archive')]).toEqual([
          ['four', 'one', 'two'],
          ['five', 'three'],
        ]);
      });
      await page.getByText('2 messages moved to Archive').waitFor();
      await soon(async () => {
        expect(await page.evaluate('document.activeElement?.closest("[data-place=row]")?.textContent ?? ""')).toContain(
          'Pick two',
        );
      });
      await page.getByTestId('notice').getByRole('button', { name: 'Undo' }).click();
      await soon(() => {
        expect([picked('inbox').length, picked('archive')]).toEqual([5, []]);
      });
    },
    storyMs,
  );

  it(
    'are selected with Shift, Ctrl, the arrows, x and Ctrl+A, and deleted with a key; Ctrl+Z undoes that',
    async () => {
      const before = windows.subjects(alice, 'inbox').length;
      await row('Pick five').click({ modifiers: ['ControlOrMeta'] });
      await row('Pick three').click({ modifiers: ['Shift'] });
      await selected(3);
      expect(page.context().pages()).toHaveLength(1);
      await row('Pick four').click({ modifiers: ['ControlOrMeta'] });
      expect(await ticked()).toEqual(['Select: Pick five', 'Select: Pick three']);
      await page.keyboard.press('Shift+ArrowDown');
      expect(await ticked()).toEqual(['Select: Pick four', 'Select: Pick three']);
      await page.keyboard.press('x');
      await selected(1);
      await page.keyboard.press('Delete');
      await soon(() => {
        expect([picked('inbox'), picked('deleteditems')]).toEqual([['five', 'one', 'three', 'two'], ['four']]);
      });
      await page.keyboard.press('Control+z');
      await soon(() => {
        expect(windows.subjects(alice, 'inbox')).toHaveLength(before);
      });

      await row('Pick two').focus();
      await page.keyboard.press('Control+a');
      await page.getByRole('checkbox', { name: 'Select all' }).and(page.locator(':checked')).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { name: 'Inbox' }).waitFor();
      expect(await ticked()).toEqual([]);
      expect(windows.subjects(alice, 'inbox')).toHaveLength(before);
    },
    storyMs,
  );

  it(
    'are selected with Shift to the end of the list, rows out of view included: the bar shows how many',
    async () => {
      for (let each = 1; each <= 40; each += 1) {
        windows.graph.deliver(alice, { subject: `Range ${each}` });
      }
      const ranged = (folder: string): number =>
        windows.subjects(alice, folder).filter((subject) => subject.startsWith('Range ')).length;
      await row('Range 40').click({ modifiers: ['ControlOrMeta'] });
      const list = page.getByTestId('message-scroller');
      // All at once, so that the states in between are never drawn.
      await list.evaluate((element: { scrollTop: number }, top) => (element.scrollTop = top), 3_000);
      await row('Pick one').click({ modifiers: ['Shift'] });
      await row('Pick five').click({ modifiers: ['Shift'] });
      await selected(41);
      await page.keyboard.press('Shift+ArrowUp');
      await selected(40);
      await page.keyboard.press('e');

      await page.getByText('40 messages moved to Archive').waitFor();
      await soon(() => {
        expect([ranged('inbox'), ranged('archive'), picked('archive')]).toEqual([0, 40, []]);
      });
    },
    storyMs,
  );

  it(
    'are marked, flagged and moved from the bar',
    async () => {
      const states = (): string[] =>
        windows.graph
          .messages(alice, 'inbox')
          .filter(({ subject }) => subject.startsWith('Pick'))
          .map(({ subject, isRead }) => `${subject} ${isRead ? 'read' : 'unread'}`)
          .sort();
      await row('Pick two').focus();
      await page.keyboard.press('x');
      await page.keyboard.press('Shift+ArrowDown');
      await selected(2);
      await bar().getByRole('button', { name: 'Mark as read' }).click();
      await soon(() => {
        expect(states().filter((state) => state.endsWith(' read'))).toEqual(['Pick one read', 'Pick two read']);
      });
      await bar().getByRole('button', { name: 'Flag' }).click();
      await row(/Pick one.*Flagged|Flagged.*Pick one/s).waitFor();
      await bar().getByRole('button', { name: 'Move to' }).click();
      await page.getByRole('dialog', { name: 'Move to' }).getByRole('option', { name: 'Archive' }).first().click();
      await soon(() => {
        expect(picked('archive')).toEqual(['one', 'two']);
      });
      // Move, flag, mark: one after the other.
      for (let times = 0; times < 3; times += 1) {
        await page.keyboard.press('Control+z');
        await page.getByText(/^Undone/).waitFor();
      }
      await soon(() => {
        expect(states().filter((state) => state.endsWith(' read'))).toEqual([]);
        expect(picked('inbox')).toHaveLength(5);
      });
    },
    storyMs,
  );

  it(
    'of a conversation are all of its messages in the folder',
    async () => {
      const count = (folder: string): number =>
        windows.subjects(alice, folder).filter((subject) => subject.includes('Aurora: go-live')).length;
      const [inbox, sent] = [count('inbox'), count('sentitems')];
      await row(/Aurora: go-live checklist/).focus();
      await page.keyboard.press('x');
      await row('Pick one').click({ modifiers: ['ControlOrMeta'] });
      await selected(2);
      await page.keyboard.press('e');

      await soon(() => {
        expect([count('inbox'), count('archive'), count('sentitems')]).toEqual([inbox - 4, 4, sent]);
        expect(picked('archive')).toEqual(['one']);
      });
    },
    storyMs,
  );

  it(
    'are selected with a long press, and then with taps',
    async () => {
      const tab = await windows.tab(await windows.window(alice, { ...phone, hasTouch: true }));
      await rowOf(tab, 'Pick five').waitFor();
      await (await Finger.on(tab)).press(rowOf(tab, 'Pick five'), tab.getByRole('status').getByText('1 selected'));
      await selected(1, tab);
      await rowOf(tab, 'Pick three').tap();
      await selected(2, tab);
      await screenshot(tab, 'many selected on a phone');
      expect(new URL(tab.url()).pathname).toBe('/mail/inbox');
      await bar(tab).getByRole('button', { name: 'Delete' }).tap();

      await soon(() => {
        expect(picked('deleteditems')).toEqual(['five', 'three']);
      });
      await rowOf(tab, 'Pick four').tap();
      await tab.getByRole('heading', { name: 'Pick four' }).waitFor();
    },
    storyMs,
  );

  it(
    'are not affected when only one is swiped, faster than a frame is drawn',
    async () => {
      const tab = await windows.tab(await windows.window(alice, { ...phone, hasTouch: true }));
      await rowOf(tab, 'Pick two').waitFor();

      await tab.evaluate(`{
        const row = [...document.querySelectorAll('[data-message-id]')].find((each) => each.textContent.includes('Pick two'));
        const { x, y } = row.getBoundingClientRect();
        const fire = (type, byX) => {
          const finger = new Touch({ identifier: 1, target: row, clientX: x + 200 + byX, clientY: y + 20 });
          const touches = type === 'touchend' ? [] : [finger];
          row.dispatchEvent(new TouchEvent(type, { bubbles: true, cancelable: true, touches, changedTouches: [finger] }));
        };
        fire('touchstart', 0);
        fire('touchmove', -150);
        fire('touchend', -150);
      }`);

      await soon(() => {
        expect(picked('inbox')).not.toContain('two');
      });
    },
    storyMs,
  );

  it(
    'wait for the permission, and all of them are archived after the consent',
    async () => {
      const other = await windows.mailWithoutConsent();
      await rowOf(other, 'Pick five').focus();
      await other.keyboard.press('x');
      await other.keyboard.press('Shift+ArrowDown');
      await other.keyboard.press('e');
      await other.getByRole('button', { name: 'Continue' }).click();
      await other.getByRole('button', { name: 'Accept' }).click();

      await other.getByText('2 messages moved to Archive').waitFor();
      expect(picked('archive')).toEqual(['five', 'four']);
    },
    storyMs,
  );

  it(
    'are restored while the action is still under way, and nothing else changes',
    async () => {
      await row('Pick one').focus();
      await page.keyboard.press('e');
      await soon(() => {
        expect(picked('archive')).toEqual(['one']);
      });
      windows.control.addFault({
        point: 'graph',
        match: { method: 'POST', path: '/$batch' },
        times: 1,
        action: { kind: 'gate', name: 'archive' },
      });
      await row('Pick five').focus();
      await page.keyboard.press('e');
      await row('Pick five').waitFor({ state: 'detached' });
      await page.keyboard.press('Control+z');
      windows.control.gate('archive').open();

      await row('Pick five').waitFor();
      await soon(() => {
        expect([picked('inbox'), picked('archive')]).toEqual([['five', 'four', 'three', 'two'], ['one']]);
      });
    },
    storyMs,
  );
});
