/** A user's actions in the mail app, by roles and accessible names, as far as all versions support them. */
import { chromium } from 'playwright-core';

import { control } from './line.mjs';

export const alice = 'alice@contoso.example';
export const rows = '[data-message-id]';
export const article = 'article[aria-label^="Message from"]';

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** A page in a new browser. It sends at once: the delay for "Undo" is the user's choice, and they do something else meanwhile. */
export async function newPage(browser, { origin }, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    storageState: {
      cookies: [],
      origins: [{ origin, localStorage: [{ name: 'preferences', value: '{"undoSendSeconds":0}' }] }],
    },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return page;
}

/** Grants everything that the app may request, so that no consent page interrupts. */
export async function grantAll({ sandbox }, user = alice) {
  const scopes = 'openid profile offline_access User.Read Mail.Read Mail.ReadWrite Mail.Send';
  await control(sandbox, 'grant-consent', { user, scopes });
}

/** Signs in from the start page. `last` gets the last action, after which the user sees their mail. */
export async function signIn(page, { origin }, last = (press) => press()) {
  await page.goto(origin);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.locator('input[name="loginfmt"]').fill(alice);
  await page.keyboard.press('Enter');
  const password = page.locator('input[type="password"]');
  await password.waitFor();
  await last(() => password.press('Enter'));
  await page.locator(rows).first().waitFor();
}

export async function openComposer(page) {
  await page.getByRole('button', { name: 'New message' }).first().click();
}

export async function writeMessage(page, subject) {
  await page.getByRole('combobox', { name: 'To' }).fill('bilal@contoso.example');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Subject' }).fill(subject);
  await page.getByRole('textbox', { name: 'Message' }).fill('A few words.');
}

/** Called before a click or a key press that opens the message of a row. Returns a function that resolves to the ms from the event to the message's paint. */
export async function opening(page, index, event) {
  const address = await page.locator(rows).nth(index).getAttribute('href');
  const pathname = new URL(address, page.url()).pathname;
  const seen = JSON.stringify({ event, pathname, article });
  await page.evaluate(`{
    const { event, pathname, article } = ${seen};
    const before = document.querySelector(article);
    let startedAt;
    addEventListener(event, ({ timeStamp }) => (startedAt ??= timeStamp), { capture: true, once: true });
    window.opened = new Promise((resolve) => {
      const check = () => {
        const now = document.querySelector(article);
        const isShown = startedAt !== undefined && location.pathname === pathname && now !== null && now !== before;
        requestAnimationFrame(isShown ? () => setTimeout(() => resolve(performance.now() - startedAt)) : check);
      };
      check();
    });
    undefined;
  }`);
  return () => page.evaluate('window.opened');
}
