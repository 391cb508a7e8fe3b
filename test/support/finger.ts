import type { CDPSession, Locator, Page } from 'playwright-core';

import { eventually } from './eventually.js';

/** Where a finger presses, in px of the window. */
interface Spot {
  readonly x: number;
  readonly y: number;
  /** The element above it, if any. */
  readonly cover: string | undefined;
  /** How far it is below (positive) or above the visible part of its list. */
  readonly hidden: number;
  /** The visible part of that list. */
  readonly window: Box;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly bottom: number;
}

/** As much of the page as it requires. */
interface PageElement {
  readonly outerHTML: string;
  readonly parentElement: PageElement | null;
  readonly clientHeight: number;
  readonly scrollHeight: number;
  getBoundingClientRect(): Box;
  contains(other: PageElement): boolean;
}

interface PageWindow {
  requestAnimationFrame(done: () => void): void;
  getComputedStyle(element: PageElement): { readonly overflowY: string };
  readonly document: {
    readonly documentElement: PageElement;
    elementFromPoint(x: number, y: number): PageElement | null;
  };
}

/** Runs in the page. An element that still moves between two frames is not pressed. */
async function spotOf(element: PageElement): Promise<Spot> {
  const { document, requestAnimationFrame: next, getComputedStyle } = globalThis as unknown as PageWindow;
  const first = element.getBoundingClientRect();
  await new Promise<void>((done) => {
    next(() => {
      next(done);
    });
  });
  const { left, top, width, height, bottom } = element.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  const at = document.elementFromPoint(x, y);
  const coverOf = (): string | undefined => {
    if (first.top !== top || first.left !== left) {
      return 'it moves';
    }
    return at === null ? 'out of the window' : element.contains(at) ? undefined : at.outerHTML.slice(0, 200);
  };
  let list = element.parentElement;
  while (
    list !== null &&
    !(list.scrollHeight > list.clientHeight && /auto|scroll/.test(getComputedStyle(list).overflowY))
  ) {
    list = list.parentElement;
  }
  const {
    left: inLeft,
    width: inWidth,
    top: from,
    bottom: to,
    height: inHeight,
  } = (list ?? document.documentElement).getBoundingClientRect();
  const hidden = bottom > to ? bottom - to : top < from ? top - from : 0;
  return {
    x,
    y,
    cover: coverOf(),
    hidden,
    window: { left: inLeft, top: from, width: inWidth, height: inHeight, bottom: to },
  };
}

/** A screen reports the movement of a finger in this many parts. */
const partsOfADraw = 8;
/** A button may cover this much of the end of a list. */
const floatingPx = 80;
/** A moving finger starts to scroll after this many px. */
const slackPx = 20;

/**
 * One finger on the screen of a page with touch: real touch events, which scroll, tap and press as Chromium interprets
 * them.
 */
export class Finger {
  private constructor(private readonly cdp: CDPSession) {}

  static async on(page: Page): Promise<Finger> {
    return new Finger(await page.context().newCDPSession(page));
  }

  /** Scrolls the target into view, and waits until nothing covers it. The other methods do the same. */
  async tap(target: Locator): Promise<void> {
    const { x, y } = await this.#reach(target);
    await this.#down(x, y);
    await this.#up();
  }

  /** Presses until `seen` is visible. */
  async press(target: Locator, seen: Locator): Promise<void> {
    const { x, y } = await this.#reach(target);
    await this.#down(x, y);
    await seen.waitFor();
    await this.#up();
  }

  /** Swipes to the side by `byX` px. */
  async swipe(target: Locator, byX: number): Promise<void> {
    const { x, y } = await this.#reach(target);
    await this.#draw({ x, y }, { x: byX, y: 0 });
  }

  async #reach(target: Locator): Promise<Spot> {
    return eventually(async () => {
      const spot = await target.evaluate(spotOf, undefined, { timeout: 5_000 });
      if (spot.hidden !== 0) {
        await this.#scroll(spot);
        throw new Error(`${target.toString()} is out of view`);
      }
      if (spot.cover?.startsWith('<') === true && spot.y > spot.window.top + spot.window.height / 2) {
        // Scrolls away from an element that floats over the end of a list.
        await this.#scroll({ ...spot, hidden: floatingPx });
      }
      if (spot.cover !== undefined) {
        throw new Error(`${target.toString()} can't be pressed: ${spot.cover}`);
      }
      return spot;
    });
  }

  /** Scrolls the list so far that the hidden part is visible, but not further than a finger can move. */
  async #scroll({ hidden, window: { left, top, width, height } }: Spot): Promise<void> {
    const longest = height * 0.7;
    const by = Math.sign(hidden) * Math.min(longest, Math.abs(hidden) + slackPx);
    await this.#draw({ x: left + width / 2, y: top + height * (by > 0 ? 0.85 : 0.15) }, { x: 0, y: -by });
  }

  async #draw(from: { x: number; y: number }, by: { x: number; y: number }): Promise<void> {
    await this.#down(from.x, from.y);
    for (let part = 1; part <= partsOfADraw; part += 1) {
      const share = part / partsOfADraw;
      await this.#send('touchMove', { x: from.x + by.x * share, y: from.y + by.y * share });
    }
    await this.#up();
  }

  #down(x: number, y: number): Promise<unknown> {
    return this.#send('touchStart', { x, y });
  }

  #up(): Promise<unknown> {
    return this.#send('touchEnd');
  }

  #send(type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { x: number; y: number }): Promise<unknown> {
    return this.cdp.send('Input.dispatchTouchEvent', { type, touchPoints: at === undefined ? [] : [at] });
  }
}
