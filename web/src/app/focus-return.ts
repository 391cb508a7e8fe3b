import { COVERS } from '../platform/keys/focus-area.js';

/** More than the number of layers that are ever open. */
const mostRemembered = 16;
/** A closing layer may focus something of its own, and the page behind it can take the focus only after a moment. */
const framesToWait = 2;

/**
 * After a dialog, a menu or a popup closes, the focus returns to the element that had it last and still exists, unless the user has
 * moved it meanwhile. One place serves all layers, however they were opened and closed (WCAG 2.4.3).
 */
export function returnFocus(): void {
  const focused: Element[] = [];
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement) || target.hasAttribute('data-tabster-dummy')) {
      return;
    }
    remember(focused, target);
  });
  new MutationObserver((records) => {
    if (!records.some(({ removedNodes }) => [...removedNodes].some(isCover))) {
      return;
    }
    afterFrames(framesToWait, () => {
      if (isAnywhere(document.activeElement)) {
        return;
      }
      const last = focused.findLast((element) => element.isConnected && element.checkVisibility());
      if (last instanceof HTMLElement) {
        last.focus();
      }
    });
  }).observe(document.body, { childList: true, subtree: true });
}

/** Each element once, the newest at the end. */
function remember(focused: Element[], target: Element): void {
  const others = focused.filter((element) => element !== target && element.isConnected).slice(1 - mostRemembered);
  focused.splice(0, focused.length, ...others, target);
}

function isCover(node: Node): boolean {
  return node instanceof Element && (node.matches(COVERS) || node.querySelector(COVERS) !== null);
}

function isAnywhere(element: Element | null): boolean {
  return element !== null && element !== document.body && element !== document.documentElement;
}

function afterFrames(frames: number, run: () => void): void {
  if (frames === 0) {
    run();
  } else {
    requestAnimationFrame(() => {
      afterFrames(frames - 1, run);
    });
  }
}
