/**
 * Measures what a user waits for: the first paint of the start page and of the inbox, and the inbox's messages, in Chromium
 * on `npm start`. Each page is loaded BENCH_ROUNDS times (default: 9), with an empty cache.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { chromium } from 'playwright-core';

import { fileOf } from './harness/processes.mjs';
import { fixed, median } from './harness/report.mjs';

const rounds = Number(process.env.BENCH_ROUNDS ?? 9);
const rowSelector = '[data-message-id]';

const service = spawn(process.execPath, [fileOf('../scripts/start.mjs')], {
  env: { ...process.env, LOG_LEVEL: 'error' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const origin = await urlOf(service);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const start = await measure(context, origin, 'button');
  await signIn(context, origin);
  const inbox = await measure(context, `${origin}/mail/inbox`, rowSelector);
  process.stdout.write('\n## First paint\n\n');
  report('start page', start, 'the sign-in button');
  report('inbox', inbox, 'the first messages');
} finally {
  await browser.close();
  service.kill('SIGTERM');
}

async function urlOf({ stdout }) {
  for await (const line of createInterface({ input: stdout })) {
    const [, url] = /^\s*Mail\s+(\S+)/.exec(line) ?? [];
    if (url !== undefined) {
      return url;
    }
  }
  throw new Error('npm start ended before it was ready');
}

async function signIn(context, origin) {
  const page = await context.newPage();
  await page.goto(`${origin}/auth/login?returnTo=/mail/inbox`);
  await page.locator('input[name="loginfmt"]').fill('alice@contoso.example');
  await page.keyboard.press('Enter');
  await page.locator('input[type="password"]').press('Enter');
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.locator(rowSelector).first().waitFor();
  await page.close();
}

/** One load to warm the service up, then the measured ones. */
async function measure(context, url, selector) {
  const loads = [];
  for (let round = 0; round <= rounds; round++) {
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    await devTools.send('Network.setCacheDisabled', { cacheDisabled: true });
    await page.addInitScript(`new MutationObserver((_, observer) => {
      if (document.querySelector(${JSON.stringify(selector)}) === null) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame((now) => performance.mark('shown', { startTime: now })));
    }).observe(document, { childList: true, subtree: true })`);
    await page.goto(url);
    await page.locator(selector).first().waitFor();
    loads.push(await timings(page));
    await page.close();
  }
  return loads.slice(1);
}

async function timings(page) {
  for (;;) {
    const found = await page.evaluate(() =>
      Object.fromEntries(
        ['first-paint', 'first-contentful-paint', 'shown'].map((name) => [
          name,
          performance.getEntriesByName(name)[0]?.startTime,
        ]),
      ),
    );
    if (Object.values(found).every((time) => time !== undefined)) {
      return found;
    }
  }
}

function report(page, loads, what) {
  const [paint, content, shown] = ['first-paint', 'first-contentful-paint', 'shown'].map((name) => {
    const times = loads.map((load) => load[name]);
    return `${fixed(median(times), 0)} ms (${fixed(Math.min(...times), 0)} to ${fixed(Math.max(...times), 0)})`;
  });
  process.stdout.write(`${page}: first paint ${paint}, first content ${content}, ${what} ${shown}\n`);
}
