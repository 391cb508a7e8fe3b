import fc from 'fast-check';
import type { Page } from 'playwright-core';

import type { MessageSummary } from '../../sandbox/src/graph/graph-control.js';
import { alice, MailWindows, row, storyMs } from '../support/mail-windows.js';

/** `WALK_STEPS=2000` walks further than a test run has time for. */
const steps = Number(process.env['WALK_STEPS'] ?? 250);
const seed = Number(process.env['WALK_SEED'] ?? 20261129);
const msPerStep = 400;

const keys = [
  ...['j', 'j', 'k', 'ArrowDown', 'ArrowUp', 'Enter', 'Escape', 'Escape', 'e', '#', 'Delete', 'u', 's', 'Control+z'],
  ...['Tab', 'Shift+Tab', 'c', 'r', '/', 'x', 'E', 'Backspace', 'tap', 'tap'],
];
/** Change mail, where something is selected. */
const acting = ['e', '#', 'Delete', 'u', 's'];

interface Seen {
  /** Somebody writes, or something is on top. */
  readonly isTaken: boolean;
  /** The messages of the rows with a tick; else of the row with the focus; else of the row that is marked. */
  readonly selected: readonly string[];
  readonly open: readonly string[];
  readonly isAtRow: boolean;
}

/** What a person sees: judged by focus and marks, not by what the app thinks. */
const look = `(() => {
  const active = document.activeElement;
  const row = active?.closest('[role=listitem]')?.querySelector('a[data-message-id]');
  const marked = [...document.querySelectorAll('a[data-message-id][aria-current=true]')];
  const id = (element) => element.getAttribute('data-message-id');
  const ticked = [...document.querySelectorAll('[role=listitem] input:checked')]
    .map((box) => box.closest('[role=listitem]').querySelector('a[data-message-id]'));
  return {
    isTaken: active?.isContentEditable === true || active?.matches('input, textarea') === true ||
      document.querySelector('[role=dialog], [role=alertdialog], [role=menu], [aria-label="Subject"]') !== null,
    selected: ticked.length > 0 ? ticked.map(id) : row ? [id(row)] : marked.map(id),
    open: marked.map(id),
    isAtRow: active?.matches('a[data-message-id]') === true,
  };
})()`;

describe('a walk of random keys and taps', () => {
  const windows = MailWindows.forEachStory();
  const all = (): MessageSummary[] =>
    windows.graph.folders(alice).flatMap(({ id }) => [...windows.graph.messages(alice, id)]);

  it(
    'changes nothing that was not selected and visible, and sends nothing',
    async () => {
      windows.grantAll(alice);
      const before = new Map(all().map((message) => [message.immutableId, message]));
      const sentBefore = windows.subjects(alice, 'sentitems').length;
      const page = await windows.mail();
      await row(page, /Weekly planning/).waitFor();
      const chosen = new Set<string>();
      const read = new Set<string>();
      const subjectOf = (id: string): string => threadOf(before.get(id)?.subject ?? id);
      const [walk = []] = fc.sample(
        fc.array(fc.tuple(fc.constantFrom(...keys), fc.nat(6)), { minLength: steps, maxLength: steps }),
        { seed, numRuns: 1 },
      );

      for (const [key, at] of walk) {
        const seen = await page.evaluate<Seen>(look);
        if (acting.includes(key) && !seen.isTaken) for (const id of seen.selected) chosen.add(subjectOf(id));
        await take(page, key, at, seen);
        for (const id of (await page.evaluate<Seen>(look)).open) read.add(subjectOf(id));
      }
      await page.waitForTimeout(2_000);

      const changed = all().flatMap((message) => {
        const then = before.get(message.immutableId);
        if (then === undefined) return [];
        const subject = threadOf(message.subject);
        const isMoved = then.folderId !== message.folderId && !chosen.has(subject);
        const isRead = then.isRead !== message.isRead && !chosen.has(subject) && !read.has(subject);
        return isMoved || isRead ? [subject] : [];
      });
      expect(changed).toEqual([]);
      expect(chosen.size).toBeGreaterThan(3);
      expect(all().filter(({ immutableId }) => before.has(immutableId))).toHaveLength(before.size);
      expect(windows.subjects(alice, 'sentitems')).toHaveLength(sentBefore);
    },
    storyMs + steps * msPerStep,
  );
});

/** Answers begin with what they answer. */
function threadOf(subject: string): string {
  return subject.replace(/^((re|fw|fwd)\s*:\s*)+/i, '');
}

async function take(page: Page, key: string, at: number, { isAtRow }: Seen): Promise<void> {
  if (key === 'tap') {
    const rows = page.locator('a[data-message-id]:visible');
    await rows
      .nth(at)
      .click({ timeout: 1_000 })
      .catch(() => undefined);
    return;
  }
  // Elsewhere it would press a button, which is no key of the mail app.
  if (key === 'Enter' && !isAtRow) return;
  await page.keyboard.press(key);
}
