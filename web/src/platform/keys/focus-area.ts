import type { FocusArea } from './key-decision.js';

/** Names an area of the page for the keys: `data-place`. */

export const COVERS = '[role="dialog"], [role="alertdialog"], [role="menu"]';
const textFields = 'input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [role="textbox"]';

export function focusAreaOf(target: Element | null): FocusArea {
  if (target === null || target === document.body || target.matches('main, html')) {
    return 'page';
  }
  if (isTyping(target)) {
    return 'typing';
  }
  switch (target.closest('[data-place]')?.getAttribute('data-place')) {
    case 'row':
      return 'row';
    case 'bar':
      return 'bar';
    case 'reading':
      return 'reading';
    case 'composer':
      return 'composer';
    case 'folder':
      return 'folder';
    default:
      return 'elsewhere';
  }
}

export function isTyping(target: Element | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest(textFields) !== null);
}

/** A dialog or a menu is open. */
export function isCovered(): boolean {
  return topCover() !== undefined;
}

/** The dialog or the menu that was opened last. */
export function topCover(): Element | undefined {
  return [...document.querySelectorAll(COVERS)].at(-1);
}
