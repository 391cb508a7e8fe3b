/**
 * `npm run bench -- day`: what a day at the mail app costs in calls of Graph. Somebody reads 200 conversations one after the other by the
 * keyboard, sends 20 messages and gets 20, in Chromium on `npm start`; `--beside=<folder>` does the same at another checkout that is built, at
 * the same time. DAY_MESSAGES shortens the day. Each message is looked at for a second; a real day has more of what comes by the clock, the
 * looks of the event stream at the mailbox, which are among the batches.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { App, thisBuild } from './harness/app.mjs';
import { control } from './harness/line.mjs';
import {
  alice,
  article,
  grantAll,
  launch,
  newPage,
  openComposer,
  rows,
  signIn,
  writeMessage,
} from './harness/person.mjs';
import { table } from './harness/report.mjs';

const { values: wanted } = parseArgs({ options: { beside: { type: 'string' } } });
const messages = Number(process.env.DAY_MESSAGES ?? 200);
const readingMs = 1_000;
/** Messages of the mailbox for each that is read: others are in other folders, and most are in conversations, which are one row. */
const perRow = 12;
/** One is sent, and one arrives, after each so many that were read. */
const perSent = 10;

const kinds = {
  'batches (marks, folders, the polls of the stream)': /\/\$batch/,
  changes: /\/messages\/delta/,
  'conversations with bodies': /\/me\/messages\?.*attachments/,
  'single messages': /^GET .*\/messages\/[^/?]+(?:\?|$)/,
  lists: /^GET .*\/messages\?/,
  folders: /^GET .*\/mailFolders/,
  marks: /^PATCH .*\/messages\//,
  sending: /\/sendMail|\/messages$|\/send$|createReply|createForward/,
  'the rest': /./,
};

const browser = await launch();
const apps = [];
try {
  for (const [name, folder] of [
    ...(wanted.beside === undefined ? [] : [['before', wanted.beside]]),
    ['now', thisBuild],
  ]) {
    const app = await App.start(name, folder, 20);
    apps.push(app);
    await grantAll(app);
    await control(app.sandbox, 'reseed-mailbox', { user: alice, size: perRow * messages });
  }
  const days = await Promise.all(apps.map(aDay));
  process.stdout.write(`\n## A day: ${messages} read, ${Math.floor(messages / perSent)} sent, as many received\n\n`);
  table(
    ['calls of Graph', ...apps.map(({ name }) => name)],
    [...Object.keys(kinds), 'all'].map((kind) => [
      kind,
      ...days.map((calls) => calls.filter((one) => kind === 'all' || kindOf(one) === kind).length),
    ]),
  );
  table(
    ['', ...apps.map(({ name }) => name)],
    [['CPU of the service, s', ...apps.map((app) => (app.cpu() / 1_000).toFixed(1))]],
  );
} finally {
  await browser.close();
  for (const app of apps) {
    app.close();
  }
}

async function aDay(app) {
  const { sandbox } = app;
  const page = await newPage(browser, app);
  const calls = [];
  const collect = async () => {
    const found = await control(sandbox, 'requests?point=graph');
    await control(sandbox, 'clear-requests', {});
    calls.push(...found.map(({ method, path }) => `${method} ${path}`));
  };
  try {
    await control(sandbox, 'clear-requests', {});
    await signIn(page, app);
    await page.locator(rows).nth(2).click();
    await page.locator(article).first().waitFor();
    for (let read = 1; read <= messages; read++) {
      await pause(readingMs);
      if (read % perSent === 0) {
        await sendAndReceive(page, app, read);
        await collect();
      }
      const before = page.url();
      // Where a row has the focus, `j` goes to the next one; where a message has it, it opens the next.
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.href !== before);
      await page.locator(article).first().waitFor();
    }
    await pause(10_000);
    await collect();
    return calls;
  } catch (error) {
    await page.screenshot({ path: `.cache/day-failed-${app.name}.png` });
    throw new Error(`${app.name} at ${page.url()}`, { cause: error });
  }
}

async function sendAndReceive(page, { sandbox }, count) {
  const { pathname } = new URL(page.url());
  await openComposer(page);
  await writeMessage(page, `Sent ${count}`);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Message sent').first().waitFor();
  await control(sandbox, 'deliver-mail', { user: alice, subject: `Received ${count}`, body: 'x' });
  await page.locator(`${rows}[href^="${pathname}"]`).first().click();
  await page.locator(article).first().waitFor();
}

function kindOf(call) {
  return Object.keys(kinds).find((kind) => kinds[kind].test(call));
}
