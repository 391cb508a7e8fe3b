/**
 * `npm run bench -- felt`: measures what a user waits for, in the mail app in Chromium on `npm start`. Graph takes 80 ms, and the line is slow
 * or fast (`--line=4g`, `--line=office`; default: both). `--beside=<folder>` measures another built checkout in turn with this one. For each
 * action of the user it measures the time until the result is visible. It also counts requests, bytes on the line, calls to Graph and CPU of
 * the service until the action causes nothing more. The results are medians of BENCH_ROUNDS (default: 5), after one warm-up round.
 * `--requests` lists the requests.
 */
import { parseArgs } from 'node:util';

import { App, thisBuild } from './harness/app.mjs';
import {
  alice,
  grantAll,
  launch,
  newPage,
  openComposer,
  opening,
  rows,
  signIn,
  writeMessage,
} from './harness/person.mjs';
import { control, Line } from './harness/line.mjs';
import { fixed, median, table } from './harness/report.mjs';

const { values: wanted } = parseArgs({
  options: {
    line: { type: 'string', multiple: true, default: ['4g', 'office'] },
    beside: { type: 'string' },
    requests: { type: 'boolean', default: false },
  },
});
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const graphMs = 80;
const lines = { '4g': { megabits: 9, latency: 60 }, office: { megabits: 100, latency: 5 } };

const builds = [...(wanted.beside === undefined ? [] : [['before', wanted.beside]]), ['now', thisBuild]];
const apps = [];
const browser = await launch();
try {
  for (const [name, folder] of builds) {
    const app = await App.start(name, folder, graphMs);
    apps.push(app);
    await grantAll(app);
  }
  for (const name of wanted.line) {
    const visits = apps.map(() => []);
    for (let round = 0; round <= rounds; round++) {
      for (const [index, app] of apps.entries()) {
        visits[index].push(await aVisit(app, lines[name], round));
      }
    }
    report(lines[name], visits);
  }
} finally {
  await browser.close();
  for (const app of apps) {
    app.close();
  }
}

/** The actions of one user, in a new browser. */
async function aVisit(app, speed, round) {
  const { origin, sandbox } = app;
  const page = await newPage(browser, app);
  const line = await Line.of(page, app, speed);
  const visible = (selector) => page.locator(selector).first().waitFor();
  const found = {};
  const step = async (name, act, until) => {
    try {
      found[name] = await line.measure(act, until);
    } catch (error) {
      await page.screenshot({ path: '.cache/felt-failed.png' });
      throw new Error(`${app.name}: ${name}`, { cause: error });
    }
  };
  await step(
    'start page, cold',
    () => page.goto(origin),
    () => page.getByRole('button', { name: /sign in/i }).waitFor(),
  );
  await signIn(page, app, async (press) => {
    await step('sign-in to first rows', press, () => visible(rows));
  });
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
  const open = async (name, index, event, act) => {
    const shown = await opening(page, index, event);
    await step(name, act, shown);
  };
  await open('click to message', 4, 'click', () => page.locator(rows).nth(4).click());
  // Prefetched by now, because `measure` waits until the line is quiet.
  await open('next message by click', 5, 'click', () => page.locator(rows).nth(5).click());
  await page.keyboard.press('j');
  await open('next message by key', 6, 'keydown', () => page.keyboard.press('Enter'));
  await step(
    'another folder',
    () =>
      page
        .getByRole('link', { name: /^Sent Items/ })
        .first()
        .click(),
    () => page.waitForURL(/sentitems/).then(() => page.locator(`${rows}[href*="sentitems"]`).first().waitFor()),
  );
  await step(
    'back to a folder',
    () =>
      page
        .getByRole('link', { name: /^Inbox/ })
        .first()
        .click(),
    () => page.waitForURL(/inbox/).then(() => page.locator(`${rows}[href*="inbox"]`).first().waitFor()),
  );
  await step(
    'search',
    async () => {
      await page.keyboard.press('/');
      await page.keyboard.type('plan');
      await page.keyboard.press('Enter');
    },
    () => page.waitForURL(/[?&]q=/).then(() => page.locator(`${rows}[href*="q=plan"]`).first().waitFor()),
  );
  await page.goto(`${origin}/mail/inbox`);
  await visible(rows);
  await step(
    'compose open',
    () => openComposer(page),
    () => page.getByRole('textbox', { name: 'Message' }).waitFor(),
  );
  await writeMessage(page, `Sent ${round}`);
  await step(
    'send to "sent"',
    () => page.getByRole('button', { name: 'Send', exact: true }).click(),
    () => page.getByText('Message sent').first().waitFor(),
  );
  await page.goto(`${origin}/mail/inbox`);
  await visible(rows);
  const deliver = async (name) => {
    const subject = `${name} ${round} ${Date.now()}`;
    await step(
      name,
      () => control(sandbox, 'deliver-mail', { user: alice, subject, body: 'x' }),
      () => page.getByText(subject).first().waitFor(),
    );
  };
  await deliver('new mail to row');
  await deliver('new mail to row, again');
  await page.context().close();
  return found;
}

function report({ megabits, latency }, visits) {
  process.stdout.write(`\n## Felt: ${megabits} Mbit/s, ${latency} ms, Graph ${graphMs} ms, median of ${rounds}\n\n`);
  const measured = visits.map((each) => each.slice(1));
  const units = { milliseconds: 'ms', requests: 'requests', kilobytes: 'KB', calls: 'calls of Graph', cpu: 'CPU ms' };
  const members = Object.keys(units);
  table(
    [
      '',
      ...members.flatMap((member) =>
        apps.map(({ name }) => (apps.length > 1 ? `${units[member]} ${name}` : units[member])),
      ),
    ],
    Object.keys(measured[0][0]).map((name) => [
      name,
      ...members.flatMap((member) =>
        measured.map((each) => fixed(median(each.map((visit) => visit[name][member])), 0)),
      ),
    ]),
  );
  if (wanted.requests) {
    for (const [index, each] of measured.entries()) {
      for (const [name, { asked, paths }] of Object.entries(each.at(-1))) {
        process.stdout.write(
          `${apps[index].name}: ${name}\n${[...asked, ...paths.map((path) => `  Graph: ${path}`)].map((one) => `    ${one.slice(0, 160)}\n`).join('')}`,
        );
      }
    }
  }
}
