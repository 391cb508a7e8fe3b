/**
 * `npm run bench -- felt`: what a person waits for. The mail app in Chromium on `npm start`, with a Graph that takes 80 ms and the line of
 * 4G (9 Mbit/s, 60 ms; `--line=office`: 100 Mbit/s, 5 ms). For each thing that a person does: requests, bytes on the line, calls of
 * Graph, and the time until it is there; medians of BENCH_ROUNDS, 5 when not said.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { chromium } from 'playwright-core';

import { control, Line } from './harness/line.mjs';
import { fileOf } from './harness/processes.mjs';
import { fixed, median, table } from './harness/report.mjs';

const { values: wanted } = parseArgs({ options: { line: { type: 'string', default: '4g' } } });
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const graphMs = 80;
const lines = { '4g': { megabits: 9, latency: 60 }, office: { megabits: 100, latency: 5 } };
const user = 'alice@contoso.example';
const rows = '[data-message-id]';
const article = 'article[aria-label^="Message from"]';

const service = spawn(process.execPath, [fileOf('../scripts/start.mjs')], {
  env: { ...process.env, LOG_LEVEL: 'error', RATE_LIMIT_PER_SESSION: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const { origin, sandbox } = await placesOf(service);
  await control(sandbox, 'add-fault', {
    point: 'graph',
    action: { kind: 'delay', milliseconds: graphMs },
    times: 1_000_000,
  });
  const measured = [];
  for (let round = 0; round <= rounds; round++) {
    measured.push(await aVisit(origin, sandbox, round));
  }
  report(measured.slice(1));
} finally {
  await browser.close();
  service.kill('SIGTERM');
}

/** What one person does, in a browser that has never been here. */
async function aVisit(origin, sandbox, round) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const line = await Line.of(page, sandbox, lines[wanted.line]);
  const visible = (selector) => page.locator(selector).first().waitFor();
  const found = {};
  const step = async (name, act, until) => {
    found[name] = await line.measure(act, until);
  };
  await step(
    'start page, cold',
    () => page.goto(origin),
    () => page.getByRole('button', { name: /sign in/i }).waitFor(),
  );
  await signIn(page, origin);
  await step(
    'inbox, cold',
    async () => {
      await line.forget();
      await page.goto(`${origin}/mail/inbox`);
    },
    () => visible(rows),
  );
  await step(
    'inbox, warm',
    () => page.goto(`${origin}/mail/inbox`),
    () => visible(rows),
  );
  await step(
    'click to message',
    () => page.locator(rows).nth(2).click(),
    () => visible(article),
  );
  const next = page.locator(rows).nth(3);
  const address = await next.getAttribute('href');
  await step(
    'next message by click',
    () => next.click(),
    () => page.waitForURL((url) => url.pathname === new URL(address, origin).pathname).then(() => visible(article)),
  );
  await step(
    'another folder',
    () =>
      page
        .getByRole('link', { name: /^Sent Items/ })
        .first()
        .click(),
    () => visible(rows),
  );
  await step(
    'search',
    async () => {
      await page.keyboard.press('/');
      await page.keyboard.type('plan');
      await page.keyboard.press('Enter');
    },
    () =>
      page
        .getByRole('button', { name: 'Clear search' })
        .waitFor()
        .then(() => line.quiet()),
  );
  await page.goto(`${origin}/mail/inbox`);
  await visible(rows);
  await line.quiet();
  const subject = `Felt ${round} ${Date.now()}`;
  await step(
    'new mail to row',
    () => control(sandbox, 'deliver-mail', { user, subject, body: 'x' }),
    () => page.getByText(subject).first().waitFor(),
  );
  await context.close();
  return found;
}

async function signIn(page, origin) {
  await page.goto(`${origin}/auth/login?returnTo=/mail/inbox`);
  await page.locator('input[name="loginfmt"]').fill(user);
  await page.keyboard.press('Enter');
  await page.locator('input[type="password"]').press('Enter');
  const accept = page.getByRole('button', { name: 'Accept' });
  await Promise.race([accept.waitFor().then(() => accept.click()), page.locator(rows).first().waitFor()]);
  await page.locator(rows).first().waitFor();
}

async function placesOf({ stdout }) {
  const places = {};
  for await (const text of createInterface({ input: stdout })) {
    places.origin ??= /^\s*Mail\s+(\S+)/.exec(text)?.[1];
    places.sandbox ??= /^\s*Sandbox\s+(\S+)/.exec(text)?.[1];
    if (places.sandbox !== undefined && places.origin !== undefined) {
      return places;
    }
  }
  throw new Error('npm start ended before it was ready');
}

function report(visits) {
  const { megabits, latency } = lines[wanted.line];
  process.stdout.write(`\n## Felt: ${megabits} Mbit/s, ${latency} ms, Graph ${graphMs} ms, median of ${rounds}\n\n`);
  table(
    ['', 'time', 'requests', 'KB', 'calls of Graph'],
    Object.keys(visits[0]).map((name) => {
      const of = (member) => median(visits.map((visit) => visit[name][member]));
      return [
        name,
        `${fixed(of('milliseconds'), 0)} ms`,
        fixed(of('requests'), 0),
        fixed(of('kilobytes'), 0),
        fixed(of('calls'), 0),
      ];
    }),
  );
}
