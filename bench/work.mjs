/**
 * `npm run bench -- work`: does five everyday tasks in Chromium on `npm start`, with a Graph that takes 80 ms, and measures how many
 * actions each takes, and how long. `--checkout=FOLDER` does them in another version that is already built. It reports what a version
 * can't do. A user needs the time that the script waited, and the time of their hands: 1.3 s for a click, 0.28 s for a key (the
 * keystroke-level model of Card, Moran and Newell; no time to think).
 */
import { parseArgs } from 'node:util';

import { App } from './harness/app.mjs';
import { control } from './harness/line.mjs';
import { alice as user, grantAll, launch, newPage, rows, signIn } from './harness/person.mjs';
import { fileOf } from './harness/processes.mjs';
import { fixed, table } from './harness/report.mjs';

const { values: wanted } = parseArgs({ options: { checkout: { type: 'string', default: fileOf('..') } } });
const graphMs = 80;
const clickSeconds = 1.3;
const keySeconds = 0.28;
/** A red dot. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==';

class NotPossible extends Error {}

/** The user who does the tasks. Counts their actions. */
class Person {
  clicks = 0;
  keys = 0;
  texts = 0;
  characters = 0;

  constructor(page) {
    this.page = page;
  }

  async click(target) {
    this.clicks++;
    await target.click();
  }

  async key(name) {
    this.keys++;
    await this.page.keyboard.press(name);
  }

  async type(text) {
    this.texts++;
    this.characters += text.length;
    await this.page.keyboard.type(text);
  }

  get actions() {
    return this.clicks + this.keys + this.texts;
  }

  get handSeconds() {
    return this.clicks * clickSeconds + (this.keys + this.characters) * keySeconds;
  }
}

function row(page, subject) {
  return page.locator(rows).filter({ hasText: subject }).first();
}

function heading(page, subject) {
  return page.getByRole('heading', { name: subject }).first();
}

function focused(page) {
  return page.evaluate('document.activeElement?.closest("[role=listitem]")?.textContent ?? ""');
}

/** Goes to a message by keys, or by a click, which opens it, where keys don't reach it. */
async function goTo(person, subject) {
  for (let times = 0; times < 3; times++) {
    if ((await focused(person.page)).includes(subject)) {
      return;
    }
    await person.key('j');
    await person.page.waitForTimeout(60);
  }
  if (!(await focused(person.page)).includes(subject)) {
    await person.click(row(person.page, subject));
  }
}

const triageActions = ['archive', 'delete', 'flag', 'move', 'read'];
const triaged = Array.from({ length: 50 }, (_, index) => ({
  subject: `Day ${String(index + 1).padStart(2, '0')}`,
  action: triageActions[index % triageActions.length],
}));

async function triage(person, { page, has }) {
  await row(page, 'Day 01').waitFor();
  for (const { subject, action } of triaged) {
    await goTo(person, subject);
    if (action === 'archive' || action === 'delete') {
      await person.key(action === 'archive' ? 'e' : '#');
      await row(page, subject).waitFor({ state: 'detached' });
    } else if (action === 'flag') {
      await person.key('s');
    } else if (action === 'read') {
      await person.key('Enter');
      await heading(page, subject).waitFor();
      await person.key('Escape');
    } else if (has.moveKey) {
      await person.key('v');
      await page.getByRole('dialog', { name: 'Move to' }).waitFor();
      await person.type('rec');
      await person.key('Enter');
      await row(page, subject).waitFor({ state: 'detached' });
    } else {
      await person.key('Enter');
      await heading(page, subject).waitFor();
      await person.click(
        page.getByRole('toolbar', { name: 'Message actions' }).getByRole('button', { name: 'Move to' }),
      );
      await person.click(page.getByRole('menuitem', { name: 'Receipts' }));
      await row(page, subject).waitFor({ state: 'detached' });
    }
  }
  for (const folder of ['archive', 'deleteditems']) {
    await untilFound(page, folder, /^Day /, 10);
  }
}

async function answer(person, { page, has }) {
  await person.click(row(page, 'Which colour?'));
  await heading(page, 'Which colour?').waitFor();
  await person.key('r');
  const text = page.getByRole('textbox', { name: 'Message' });
  await text.and(page.locator(':focus')).waitFor();
  await person.type('This one, please.');
  if (has.pictures) {
    person.keys++;
    await page.evaluate(`(() => {
      const bytes = Uint8Array.from(atob(${JSON.stringify(png)}), (one) => one.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'colour.png', { type: 'image/png' }));
      const options = { clipboardData: data, bubbles: true, cancelable: true };
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', options));
    })()`);
    await text.getByRole('img').waitFor();
  } else {
    // The button, the file and "Open".
    person.clicks += 3;
    const file = { name: 'colour.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') };
    await page.getByTestId('attach-input').setInputFiles(file);
    await page.getByText('colour.png').waitFor();
  }
  await person.key('Control+Enter');
  await untilFound(page, 'sentitems', /Which colour/, 1);
  return has.pictures ? '' : 'as an attachment; not in the text';
}

async function meeting(person, { page }) {
  await person.click(row(page, 'Weekly planning'));
  await heading(page, 'Weekly planning').waitFor();
  const accept = page.getByRole('region', { name: 'Meeting' }).getByRole('button', { name: 'Accept' });
  await accept.waitFor({ timeout: 5_000 }).catch(() => {
    throw new NotPossible('no button: reply by hand, or in the calendar');
  });
  await person.click(accept);
  await untilFound(page, 'sentitems', /^Accepted: /, 1);
}

async function invoice(person, { page }) {
  const search = async () => {
    await person.key('/');
    await page.getByLabel('Search mail').and(page.locator(':focus')).waitFor();
    await person.type('quinceprint');
    await person.key('Enter');
    const nothing = page.getByText('Nothing found').first();
    await row(page, 'Invoice 2019-0417').or(nothing).first().waitFor();
    return !(await nothing.isVisible());
  };
  const isFound = await search();
  if (!isFound) {
    await person.click(page.getByRole('link', { name: /^Archive/ }));
    await page.getByRole('heading', { name: 'Archive' }).waitFor();
    await search();
  }
  await person.click(row(page, 'Invoice 2019-0417'));
  await heading(page, 'Invoice 2019-0417').waitFor();
  return isFound ? '' : 'one folder at a time; found in the second';
}

async function project(person, { page, has }) {
  if (!has.newFolder) {
    throw new NotPossible('no folder can be made, and mail is moved one by one');
  }
  await person.key('/');
  await page.getByLabel('Search mail').and(page.locator(':focus')).waitFor();
  await person.type('Heron');
  await person.key('Enter');
  await row(page, 'Heron 12').waitFor();
  await page.getByText('Heron 1', { exact: true }).first().waitFor();
  await row(page, 'Heron 12').hover();
  await person.click(page.getByRole('checkbox', { name: 'Select: Heron 12' }));
  await person.key('Control+a');
  await page.getByRole('status').getByText('12 selected').waitFor();
  await person.key('v');
  await page.getByRole('dialog', { name: 'Move to' }).waitFor();
  await person.type('Project Heron');
  await page.getByRole('option', { name: /New folder/ }).waitFor();
  await person.key('Enter');
  await page.getByText('12 messages moved to Project Heron').first().waitFor();
}

/** Polls the service until the folder has this many messages of that name. */
async function untilFound(page, folder, name, count) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await page.waitForTimeout(50)) {
    const subjects = await page.evaluate(
      `fetch('/api/mail/messages?top=50&folder=${folder}', { headers: { 'X-CSRF': '1' } })
        .then((answer) => answer.json()).then(({ items }) => items.map(({ subject }) => subject))`,
    );
    if (subjects.filter((subject) => name.test(subject)).length >= count) {
      return;
    }
  }
  throw new Error(`there are no ${count} ${name} in ${folder}`);
}

/** The tasks, in an order in which each finds its mail at the top of the inbox: that mail arrives last. */
const works = [
  ['a meeting accepted', [], meeting],
  ['an answer with a picture', ['Which colour?'], answer],
  ['an old invoice found', [], invoice],
  [
    "a project's 12 messages into a new folder",
    Array.from({ length: 12 }, (_, index) => `Heron ${index + 1}`),
    project,
  ],
  ['triage of 50 messages', triaged.map(({ subject }) => subject).reverse(), triage],
];

let app;
const browser = await launch();
try {
  app = await App.start('work', wanted.checkout, graphMs);
  await prepare(app);
  const page = await newPage(browser, app, {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  await signIn(page, app);
  const { origin, sandbox } = app;
  const has = await abilities(page);
  const results = [];
  for (const [name, subjects, work] of works) {
    for (const subject of subjects) {
      await control(sandbox, 'deliver-mail', { user, subject, body: subject });
    }
    await page.goto(`${origin}/mail/inbox`);
    await page.locator(rows).first().waitFor();
    await page.waitForTimeout(1_000);
    results.push([name, ...(await done(work, page, has))]);
  }
  process.stdout.write(`\n## A day's work: Graph ${graphMs} ms\n\n`);
  table(['', 'actions', 'clicks', 'keys', 'characters', 'waited', 'a person', ''], results);
} finally {
  await browser.close();
  app?.close();
}

async function done(work, page, has) {
  const person = new Person(page);
  const startedAt = performance.now();
  try {
    const remark = (await work(person, { page, has })) ?? '';
    const waited = (performance.now() - startedAt) / 1000;
    const { actions, clicks, keys, characters, handSeconds } = person;
    return [actions, clicks, keys, characters, `${fixed(waited, 1)} s`, `${fixed(waited + handSeconds, 0)} s`, remark];
  } catch (error) {
    if (error instanceof NotPossible) {
      return ['', '', '', '', '', 'not possible', error.message];
    }
    await page.screenshot({ path: fileOf('../test-results/work.png') });
    throw error;
  }
}

/** Which of the shortcuts this version has. */
async function abilities(page) {
  await page.keyboard.press('?');
  const help = await page.getByRole('dialog').first().innerText();
  await page.keyboard.press('Escape');
  const moveKey = /move to/i.test(help);
  return { moveKey, newFolder: moveKey, pictures: moveKey };
}

async function prepare(app) {
  await grantAll(app);
  const { sandbox } = app;
  await control(sandbox, 'grant-consent', { user, scopes: 'Calendars.ReadWrite' });
  const body = 'From Quinceprint, for 200 posters.';
  await control(sandbox, 'deliver-mail', { user, subject: 'Invoice 2019-0417', body, folder: 'archive' });
}
