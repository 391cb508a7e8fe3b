const HELPER = '[data-tabster-dummy]';

/**
 * Tabster, which moves the focus for Fluent, inserts empty elements that take the focus and pass it on at once. They are hidden
 * from screen readers, and what is hidden must not be reachable with Tab (WCAG 4.1.2). Menus and lists handle Tab themselves, so
 * there the helpers leave the tab order. Elsewhere the helpers are no longer hidden; they have no content to announce.
 */
export function fixFocusHelpers(): void {
  const fix = (node: Node): void => {
    if (!(node instanceof Element)) {
      return;
    }
    const helpers = node.matches(HELPER) ? [node] : node.querySelectorAll(HELPER);
    for (const helper of helpers) {
      if (helper.parentElement?.matches('[role="menu"], [role="list"]') === true) {
        helper.setAttribute('tabindex', '-1');
      } else {
        helper.removeAttribute('aria-hidden');
      }
    }
  };
  new MutationObserver((records) => {
    for (const record of records) {
      record.addedNodes.forEach(fix);
    }
  }).observe(document.body, { childList: true, subtree: true });
}
