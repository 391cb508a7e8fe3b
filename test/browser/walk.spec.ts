import fc from 'fast-check';
import type { CDPSession, Locator, Page } from 'playwright-core';

import type { MessageSummary } from '../../sandbox/src/graph/graph-control.js';
import { phone } from '../support/mail-app.js';
import { alice, MailWindows, row, storyMs } from '../support/mail-windows.js';
import { recordWalk, type Walked } from '../support/walk-recorder.js';

/** `WALK_STEPS=2000` walks further than a test run has time for. */
const steps = Number(process.env['WALK_STEPS'] ?? 250);
const seed = Number(process.env['WALK_SEED'] ?? 20261129);
const msPerStep = 400;
const rowsInReach = 6;

const keys = [
  ...['j', 'j', 'k', 'ArrowDown', 'ArrowUp', 'Enter', 'Escape', 'Escape', 'e', '#', 'Delete', 'u', 's', 'Control+z'],
  ...['Tab', 'Shift+Tab', 'c', 'r', '/', 'x', 'x', 'Shift+ArrowDown', 'Shift+ArrowUp', 'E', 'Backspace'],
  ...['tap', 'tap', 'tick', 'ctrl-click', 'shift-click', 'bar', 'menu', 'all and none'],
];
const touches = [
  ...['finger', 'back', 'back', 'back', 'press', 'press', 'tick', 'tick', 'bar', 'bar'],
  ...['swipe left', 'swipe right', 'undo', 'scroll'],
];

type Step = readonly [what: string, at: number];

describe('a walk of random keys and taps', () => {
  const windows = MailWindows.forEachStory();
  const all = (): MessageSummary[] =>
    windows.graph.folders(alice).flatMap(({ id }) => [...windows.graph.messages(alice, id)]);

  it.each([
    ['at a desk, with keys and a mouse', keys, undefined],
    ['on a phone, with a finger', touches, { ...phone, hasTouch: true }],
  ] as const)(
    'changes nothing that was not selected and visible, and sends nothing: %s',
    async (_, choices, screen) => {
      windows.control.reset();
      windows.grantAll(alice);
      const before = new Map(all().map((message) => [message.immutableId, message]));
      const sentBefore = windows.subjects(alice, 'sentitems').length;
      const page = await windows.tab(await windows.window(alice, screen));
      page.setDefaultTimeout(300);
      await row(page, /Weekly planning/).waitFor({ timeout: storyMs });
      const { scanPage, walked } = await recordWalk(page);
      const cdp = await page.context().newCDPSession(page);
      for (const [what, at] of walkOf(choices)) {
        await take(page, cdp, what, at);
        await scanPage();
      }
      await page.waitForTimeout(2_000);
      const { chosen, read, asked, miscounted } = await walked();

      expect(straysOf(before, { chosen, read, asked })).toEqual([]);
      expect(changedOutside(before, all(), { chosen, read })).toEqual([]);
      expect(miscounted).toEqual([]);
      expect(chosen.length).toBeGreaterThan(3);
      expect(all().filter(({ immutableId }) => before.has(immutableId))).toHaveLength(before.size);
      expect(windows.subjects(alice, 'sentitems')).toHaveLength(sentBefore);
    },
    2 * storyMs + steps * msPerStep,
  );
});

function walkOf(choices: readonly string[]): readonly Step[] {
  const step = fc.tuple(fc.constantFrom(...choices), fc.nat(rowsInReach));
  const [walk = []] = fc.sample(fc.array(step, { minLength: steps, maxLength: steps }), { seed, numRuns: 1 });
  return walk;
}

/** Requests of the page for messages that were not selected until then, and the steps before. */
function straysOf(
  before: ReadonlyMap<string, MessageSummary>,
  { chosen, read, asked }: Omit<Walked, 'miscounted'>,
): unknown[] {
  const subjectOf = (id: string): string => threadOf(before.get(id)?.subject ?? id);
  return asked.flatMap(({ action, ids, chosen: count, after }) => {
    const known = new Set([...chosen.slice(0, count), ...(action === 'mark-read' ? read : [])].map(subjectOf));
    const strays = ids.map(subjectOf).filter((subject) => !known.has(subject));
    return strays.length === 0 ? [] : [{ action, strays, after }];
  });
}

/** Subjects of messages that moved or were read although their conversation was not selected. */
function changedOutside(
  before: ReadonlyMap<string, MessageSummary>,
  now: readonly MessageSummary[],
  walked: Pick<Walked, 'chosen' | 'read'>,
): string[] {
  const subjectsOf = (ids: readonly string[]): Set<string> =>
    new Set(ids.map((id) => threadOf(before.get(id)?.subject ?? id)));
  const [chosen, read] = [subjectsOf(walked.chosen), subjectsOf(walked.read)];
  return now.flatMap((message) => {
    const then = before.get(message.immutableId);
    const subject = threadOf(message.subject);
    if (then === undefined || chosen.has(subject)) {
      return [];
    }
    const isMoved = then.folderId !== message.folderId;
    return isMoved || (then.isRead !== message.isRead && !read.has(subject)) ? [subject] : [];
  });
}

/** Replies begin with the subject of the original. */
function threadOf(subject: string): string {
  return subject.replace(/^((re|fw|fwd)\s*:\s*)+/i, '');
}

async function take(page: Page, cdp: CDPSession, what: string, at: number): Promise<void> {
  const target = page.locator('a[data-message-id]:visible').nth(at);
  switch (what) {
    case 'tap':
      return attempt(target.click());
    case 'finger':
      return attempt(target.tap());
    case 'ctrl-click':
      return attempt(target.click({ modifiers: ['ControlOrMeta'] }));
    case 'shift-click':
      return attempt(target.click({ modifiers: ['Shift'] }));
    case 'menu':
      await attempt(target.click({ button: 'right' }));
      return page.keyboard.press('Escape');
    case 'tick':
      return attempt(page.locator('[role=listitem] input[type=checkbox]:visible').nth(at).click());
    case 'bar': {
      const buttons = page.getByRole('toolbar', { name: 'Actions for the selection' }).getByRole('button');
      // The last but one opens a menu of folders, the last clears the selection.
      return attempt(buttons.nth(at % 4).click({ timeout: 200 }));
    }
    case 'all and none':
      if (await isAtRow(page)) {
        await page.keyboard.press('Control+a');
      }
      return page.keyboard.press('Escape');
    case 'back':
      return attempt(page.getByRole('button', { name: 'Back', exact: true }).click({ timeout: 200 }));
    case 'undo':
      return attempt(page.getByRole('button', { name: 'Undo' }).last().click({ timeout: 200 }));
    case 'scroll':
      return attempt(page.mouse.wheel(0, 200 * (at - 3)));
    case 'press':
      return touch(cdp, target, 0, 700);
    case 'swipe left':
      return touch(cdp, target, -130, 0);
    case 'swipe right':
      return touch(cdp, target, 130, 0);
    case 'Enter':
      // Anywhere else it would press a button, and not be a key of the mail app.
      return (await isAtRow(page)) ? page.keyboard.press(what) : undefined;
    default:
      return page.keyboard.press(what);
  }
}

function isAtRow(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.activeElement?.matches("a[data-message-id]") === true');
}

/** The step does nothing when its row is covered or was removed. */
async function attempt(step: Promise<unknown>): Promise<void> {
  await step.catch(() => undefined);
}

/** Puts a finger on the row, moves it aside by `byX` px, and lifts it after `heldMs`. */
async function touch(cdp: CDPSession, target: Locator, byX: number, heldMs: number): Promise<void> {
  const box = await target.boundingBox({ timeout: 200 }).catch(() => null);
  if (box === null) {
    return;
  }
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', px?: number): Promise<unknown> =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: px === undefined ? [] : [{ x: px, y }] });
  await send('touchStart', x);
  if (heldMs > 0) {
    await target.page().waitForTimeout(heldMs);
  }
  for (let part = 1; byX !== 0 && part <= 4; part += 1) {
    await send('touchMove', x + (byX * part) / 4);
  }
  await send('touchEnd');
}
