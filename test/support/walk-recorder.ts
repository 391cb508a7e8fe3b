import type { Page } from 'playwright-core';

/** What a walk has done by what a person could see at that moment: by focus, ticks and marks, not by what the app thinks. */
export interface Walked {
  /** Messages of rows that were acted on while they were selected and visible. */
  readonly chosen: readonly string[];
  /** Messages that were open: reading marks them. */
  readonly read: readonly string[];
}

/** In the page, before anything of the app hears of the key, the click or the finger. */
const recorder = `(() => {
  const bar = 'Actions for what is selected';
  const acting = new Set(['e', '#', 'Delete', 'u', 's']);
  const chosen = new Set(), read = new Set(), ticks = new Map();
  const id = (row) => row?.querySelector('a[data-message-id]')?.getAttribute('data-message-id');
  const rowOf = (element) => element?.closest?.('[role=listitem]');
  const isVisible = (element) => {
    const box = element.getBoundingClientRect();
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return box.height > 0 && at !== null && (element.contains(at) || rowOf(element)?.contains(at));
  };
  const isSelecting = () => document.querySelector('[role=toolbar][aria-label="' + bar + '"]') !== null;
  // Rows are made only for what is in view: a tick that was scrolled away is still one.
  const look = () => {
    if (!isSelecting()) ticks.clear();
    for (const box of document.querySelectorAll('[role=listitem] input[type=checkbox]')) ticks.set(id(rowOf(box)), box.checked);
    for (const open of document.querySelectorAll('a[data-message-id][aria-current=true]')) read.add(open.getAttribute('data-message-id'));
  };
  const marked = () => [...document.querySelectorAll('a[data-message-id][aria-current=true]')].map((row) => row.getAttribute('data-message-id'));
  const isTaken = (active) => active?.isContentEditable || active?.matches?.('input:not([type=checkbox]), textarea') ||
    document.querySelector('[role=dialog], [role=alertdialog], [role=menu], [aria-label="Subject"]') !== null;
  const take = (ids) => ids.forEach((one) => one && chosen.add(one));
  const ticked = () => [...ticks].filter(([, isTicked]) => isTicked).map(([one]) => one);
  addEventListener('keydown', ({ key, repeat }) => {
    look();
    const active = document.activeElement;
    if (!acting.has(key) || repeat || isTaken(active)) return;
    if (isSelecting()) take(ticked());
    else if (rowOf(active)) { if (isVisible(rowOf(active))) take([id(rowOf(active))]); }
    else take(marked());
  }, true);
  addEventListener('click', ({ target }) => {
    look();
    const button = target.closest?.('button');
    if (!button) return;
    const toolbar = button.closest('[role=toolbar]')?.getAttribute('aria-label');
    if (toolbar === bar) take(ticked());
    else if (toolbar === 'Message actions') take(marked());
    else if (rowOf(button)) take([id(rowOf(button))]);
  }, true);
  let from;
  addEventListener('touchstart', ({ touches: [at], target }) => { look(); from = { x: at.clientX, y: at.clientY, row: rowOf(target) }; }, true);
  addEventListener('touchend', ({ changedTouches: [at] }) => {
    if (from?.row && !isSelecting() && Math.abs(at.clientX - from.x) > 60) take([id(from.row)]);
  }, true);
  window.walked = () => { look(); return { chosen: [...chosen], read: [...read] }; };
})()`;

export async function recordWalk(page: Page): Promise<() => Promise<Walked>> {
  await page.evaluate(recorder);
  return () => page.evaluate<Walked>('window.walked()');
}
