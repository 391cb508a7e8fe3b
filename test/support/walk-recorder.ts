import type { Page } from 'playwright-core';

/** The actions of a walk, judged by what was visible at that moment (focus, ticks, marks) and not by the app's state. */
export interface Walked {
  /** Messages of rows that were acted on while they were selected and visible. */
  readonly chosen: readonly string[];
  /** Messages that were open: reading marks them. */
  readonly read: readonly string[];
  /** The app's requests to the service. */
  readonly asked: readonly Asked[];
  /** The moments at which the bar for the selected rows showed another number than there were ticks. */
  readonly miscounted: readonly string[];
}

/** An action on messages, as the page sent it. */
export interface Asked {
  readonly action: string;
  readonly ids: readonly string[];
  /** The number of `chosen` by then. */
  readonly chosen: number;
  /** The user's last actions, and their targets. */
  readonly after: readonly string[];
}

/** Runs in the page, before the app receives the key, the click or the touch. */
const recorder = `(() => {
  const bar = 'Actions for the selection';
  const acting = new Set(['e', '#', 'Delete', 'u', 's']);
  const chosen = new Set(), read = new Set(), ticks = new Map(), asked = [], did = [], miscounted = [];
  const id = (row) => row?.querySelector('a[data-message-id]')?.getAttribute('data-message-id');
  const rowOf = (element) => element?.closest?.('[role=listitem]');
  const isVisible = (element) => {
    const box = element.getBoundingClientRect();
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return box.height > 0 && at !== null && (element.contains(at) || rowOf(element)?.contains(at));
  };
  const isSelecting = () => document.querySelector('[role=toolbar][aria-label="' + bar + '"]') !== null;
  // Rows exist only in the visible part: a tick that was scrolled away still counts.
  const observe = () => {
    if (!isSelecting()) ticks.clear();
    for (const box of document.querySelectorAll('[role=listitem] input[type=checkbox]')) {
      const row = rowOf(box);
      ticks.set(row.closest('[data-row-key]')?.getAttribute('data-row-key') ?? id(row), { id: id(row), isTicked: box.checked });
    }
    for (const open of document.querySelectorAll('a[data-message-id][aria-current=true]')) read.add(open.getAttribute('data-message-id'));
  };
  const marked = () => [...document.querySelectorAll('a[data-message-id][aria-current=true]')].map((row) => row.getAttribute('data-message-id'));
  const isTaken = (active) => active?.isContentEditable || active?.matches?.('input:not([type=checkbox]), textarea') ||
    document.querySelector('[role=dialog], [role=alertdialog], [role=menu], [aria-label="Subject"]') !== null;
  const take = (ids) => ids.forEach((one) => one && chosen.add(one));
  const ticked = () => [...ticks.values()].filter(({ isTicked }) => isTicked).map((row) => row.id);
  const counted = () => Number.parseInt(document.querySelector('[data-place=bar] [role=status]')?.textContent ?? '0');
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const note = (what) => {
    const { activeElement: active } = document;
    const where = rowOf(active)?.textContent ?? active?.getAttribute('aria-label') ?? active?.tagName;
    did.push(what + ' at ' + where?.slice(0, 60) + ', ticked ' + ticked().length + ', ' + location.pathname);
  };
  const ownFetch = fetch;
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.url.endsWith('/api/mail/messages/actions')) {
      const { ids, action } = await request.clone().json();
      asked.push({ ids, action, chosen: chosen.size, after: did.slice(-12) });
    }
    return ownFetch(request);
  };
  addEventListener('keydown', ({ key, repeat }) => {
    observe();
    note(key);
    const active = document.activeElement;
    if (!acting.has(key) || repeat || isTaken(active)) return;
    if (isSelecting()) take(ticked());
    else if (rowOf(active)) { if (isVisible(rowOf(active))) take([id(rowOf(active))]); }
    else take(marked());
  }, true);
  addEventListener('click', ({ target, shiftKey }) => {
    observe();
    note((shiftKey ? 'Shift and ' : '') + 'click on ' + (rowOf(target)?.textContent ?? target.closest?.('button')?.getAttribute('aria-label'))?.slice(0, 60));
    const button = target.closest?.('button');
    if (!button) {
      // Opened and left again before the next check.
      if (target.closest?.('a[data-message-id]') && !isSelecting()) read.add(id(rowOf(target)));
      return;
    }
    const toolbar = button.closest('[role=toolbar]')?.getAttribute('aria-label');
    if (toolbar === bar) take(ticked());
    else if (toolbar === 'Message actions') take(marked());
    else if (rowOf(button)) take([id(rowOf(button))]);
  }, true);
  let from;
  addEventListener('touchstart', ({ touches: [at], target }) => { observe(); note('touch of ' + rowOf(target)?.textContent?.slice(0, 60)); from = { x: at.clientX, y: at.clientY, row: rowOf(target) }; }, true);
  addEventListener('touchend', ({ changedTouches: [at] }) => {
    if (from?.row && !isSelecting() && Math.abs(at.clientX - from.x) > 60) take([id(from.row)]);
  }, true);
  // A range includes rows out of view: a user who doubts the number scrolls through the list.
  window.scanPage = async () => {
    observe();
    if (!isSelecting() || ticked().length === counted()) return;
    ticks.clear();
    const list = document.querySelector('[data-testid=message-scroller]');
    const at = list.scrollTop;
    for (let top = 0; top < list.scrollHeight; top += list.clientHeight / 2) {
      list.scrollTop = top;
      await frames();
      observe();
    }
    list.scrollTop = at;
    await frames();
    if (isSelecting() && ticked().length !== counted()) miscounted.push(counted() + ' selected, ' + ticked().length + ' ticked after ' + did.slice(-3).join('; '));
  };
  window.walked = () => { observe(); return { chosen: [...chosen], read: [...read], asked, miscounted }; };
})()`;

export interface WalkRecorder {
  /** After each step: ticks out of view are searched for. */
  readonly scanPage: () => Promise<void>;
  readonly walked: () => Promise<Walked>;
}

export async function recordWalk(page: Page): Promise<WalkRecorder> {
  await page.evaluate(recorder);
  return {
    scanPage: () => page.evaluate('window.scanPage()'),
    walked: () => page.evaluate<Walked>('window.walked()'),
  };
}
