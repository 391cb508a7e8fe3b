import type { Browser, BrowserContext, Page } from 'playwright-core';

import { contextFor, type Screen } from './chromium.js';
import type { UserAgent } from './user-agent.js';
import type { TestSystem } from './test-system.js';

export const desktop: Screen = { name: 'desktop', width: 1280, height: 800, colorScheme: 'light' };
export const dark: Screen = { ...desktop, name: 'dark', colorScheme: 'dark' };
export const phone: Screen = { name: 'phone', width: 390, height: 844, colorScheme: 'light' };

/** The user's choice to send at once, so that a story about something else doesn't wait for the delay. */
export function sendsAtOnce(origin: string): { origin: string; localStorage: { name: string; value: string }[] } {
  return { origin, localStorage: [{ name: 'preferences', value: '{"undoSendSeconds":0}' }] };
}

/** A browser window in which `username` is signed in; the main story covers Entra's pages. */
export async function signedInContext(
  system: TestSystem,
  browser: Browser,
  username: string,
  screen: Screen = desktop,
): Promise<BrowserContext> {
  const context = await contextFor(browser, screen, sendsAtOnce(system.origin));
  await takeSession(context, system, await system.signedIn(username));
  return context;
}

/** Copies the session of `agent` into the window. */
export async function takeSession(context: BrowserContext, system: TestSystem, agent: UserAgent): Promise<void> {
  const name = '__Host-Http-session';
  const value = agent.cookies.get(new URL(system.origin), name)?.value ?? '';
  // Chromium accepts a Secure cookie for an https address only, and then sends it to http://localhost too.
  const url = system.origin.replace('http:', 'https:');
  await context.addCookies([{ name, value, url, httpOnly: true, secure: true, sameSite: 'Strict' }]);
}

/** Entra knows the user of `agent` in this window too. */
export async function takeEntraSession(context: BrowserContext, system: TestSystem, agent: UserAgent): Promise<void> {
  const entra = new URL(system.sandbox.pagesUrl);
  const names = agent.cookies.names(entra).filter((name) => name.startsWith('ESTSAUTH'));
  await context.addCookies(
    names.map((name) => ({ name, value: agent.cookies.get(entra, name)?.value ?? '', url: entra.origin })),
  );
}

/** Opens a page of the app and waits until its list is shown. */
export async function openMail(page: Page, system: TestSystem, path = '/mail/inbox'): Promise<Page> {
  await page.goto(system.origin + path);
  await page.getByRole('button', { name: /^Account/ }).waitFor();
  return page;
}

/** Goes to another view without loading the app again. */
export async function show(page: Page, path: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
}

/**
 * Polls until the expression is true in the page; the app's policy forbids Playwright's own method, which requires
 * eval.
 */
export async function until(page: Page, expression: string, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await page.evaluate<boolean>(expression))) {
    if (Date.now() > deadline) {
      throw new Error(`not true within ${withinMs} ms: ${expression}`);
    }
    await page.waitForTimeout(50);
  }
}
