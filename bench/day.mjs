/**
 * `npm run bench -- day`: counts the calls to Graph of a day with the mail app. A user reads 200 conversations one after the other by
 * keyboard, sends 20 messages and receives 20, in Chromium on `npm start`. `--beside=<folder>` does the same in another built checkout
 * at the same time. DAY_MESSAGES shortens the day. The user reads each message for a second. A real day has more calls that depend on
 * time: the polls of the event stream, which are among the batches.
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
/** Messages of the mailbox per message that is read: some are in other folders, and most belong to conversations, which are one row each. */
const perRow = 12;
/** After this many read messages, one is sent and one arrives. */
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
      // `j` goes to the next row when a row has the focus, and opens the next message when a message has it.
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
