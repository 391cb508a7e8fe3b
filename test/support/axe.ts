import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

/**
 * The faults that axe finds in the page: all its rules, WCAG 2.2 AA among them. Mail is shown in frames that may run
 * nothing, axe included; their content is the sender's.
 */
export async function violations(page: Page): Promise<string[]> {
  // In the middle of an animation, colours are not the designed ones.
  await page.evaluate(
    'Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))).then(() => {})',
  );
  await page.evaluate(`globalThis.axe ?? (() => {${axe.source}})()`);
  const found = await page.evaluate<Violation[]>('axe.run({ iframes: false }).then(({ violations }) => violations)');
  return found.map(({ id, help, nodes }) =>
    [
      `${id}: ${help}`,
      ...nodes.map(({ target, failureSummary = '' }) => `  ${target.join(' ')} ${failureSummary}`),
    ].join('\n'),
  );
}
