const HELPER = '[data-tabster-dummy]';

/**
 * Tabster, which moves the focus for Fluent, puts empty elements into the page that take the focus and pass it on at
 * once, hidden from screen readers. What is hidden must not be reachable with Tab (WCAG 4.1.2): in menus and lists, which
 * look after Tab themselves, the helpers leave the tab order; elsewhere they are hidden no more, and have nothing to say.
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
