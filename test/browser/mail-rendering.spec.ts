import type { Browser } from 'playwright-core';

import { sanitiseHtml } from '../../src/mail/html/html-sanitiser.js';
import { launchChromium } from '../support/chromium.js';
import { cssFeatures, itWith, type NamedMail, ownMails, sharedMails } from '../support/mail-corpus.js';
import { type MailSnapshot, snapshotInPage } from '../support/mail-snapshot.js';
import { MailStage } from '../support/mail-stage.js';
import { type Verdict, verdictOf } from '../support/mail-verdict.js';

const widths = [800, 380];
const longMs = 240_000;
/** A page spends most of its time waiting for frames. */
const pagesAtOnce = 4;

function cleaned(html: string, allowsRemoteContent = true): string {
  return sanitiseHtml(html, {
    allowsRemoteContent,
    message: 'M',
    inlineImage: () => undefined,
    remoteImage: (address) => `/api/mail/pictures?address=${encodeURIComponent(address)}`,
  }).html;
}

describe('a message in Chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);

  afterAll(() => browser.close());

  /**
   * Each of `things` on a page of this width, several pages in parallel; the results are in the order of the things.
   */
  async function onPages<Thing, Result>(
    width: number,
    things: readonly Thing[],
    read: (stage: MailStage, thing: Thing) => Promise<Result>,
  ): Promise<Result[]> {
    const results: Result[] = [];
    const left = things.entries();
    const work = async (): Promise<void> => {
      const stage = await MailStage.open(browser, width);
      for (const [index, thing] of left) {
        results[index] = await read(stage, thing);
      }
      await stage.close();
    };
    await Promise.all(Array.from({ length: pagesAtOnce }, work));
    return results;
  }

  /** The `readings` of the message as it was sent, and of the sanitised one. */
  async function beforeAndAfter<Result>(
    stage: MailStage,
    html: string,
    readings: string,
  ): Promise<readonly [original: Result, result: Result]> {
    await stage.showOriginal(html);
    const original = await stage.read<Result>(readings);
    await stage.show(cleaned(html));
    return [original, await stage.read<Result>(readings)];
  }

  async function verdictAt(width: number, mails: readonly NamedMail[]): Promise<readonly [string, Verdict][]> {
    return onPages(width, mails, async (stage, { name, html }) => {
      const [original, result] = await beforeAndAfter<MailSnapshot>(stage, html, snapshotInPage);
      return [`${name} at ${width}`, verdictOf(original, result)];
    });
  }

  async function scoreOf(title: string, mails: readonly NamedMail[]): Promise<Verdict[]> {
    const verdicts = new Map<string, Verdict>();
    for (const width of widths) {
      for (const [name, verdict] of await verdictAt(width, mails)) {
        verdicts.set(name, verdict);
      }
    }
    const worst = mails.map(({ name }) => {
      const both = widths.map((width) => verdicts.get(`${name} at ${width}`)).filter((each) => each !== undefined);
      return both.find(({ grade }) => grade === 'broken') ?? both.find(({ grade }) => grade === 'degraded') ?? both[0];
    });
    const count = (grade: string): number => worst.filter((each) => each?.grade === grade).length;
    const lines = [...verdicts].filter(([, { grade }]) => grade !== 'faithful');
    process.stderr.write(
      `\n${title}: ${count('faithful')} faithful, ${count('degraded')} degraded, ${count('broken')} broken of ${mails.length}\n` +
        lines.map(([name, { grade, reasons }]) => `  ${name}: ${grade}: ${reasons.join('; ')}\n`).join(''),
    );
    return worst.filter((each) => each !== undefined);
  }

  const collected = sharedMails();
  itWith(collected, 'the collected mails')(
    'looks as its sender designed it, for nearly all of the collected mails',
    async () => {
      const verdicts = await scoreOf('collected mails', collected);

      expect(verdicts.filter(({ grade }) => grade === 'broken')).toEqual([]);
      expect(verdicts.filter(({ grade }) => grade === 'faithful').length).toBeGreaterThanOrEqual(
        Math.ceil(0.95 * collected.length),
      );
    },
    longMs,
  );

  it(
    'looks as its sender designed it, for every message of the test data',
    async () => {
      const verdicts = await scoreOf('own mails', ownMails());

      expect(verdicts.length).toBeGreaterThan(5);
      expect(verdicts.filter(({ grade }) => grade !== 'faithful')).toEqual([]);
    },
    longMs,
  );

  const { features, rightlyDropped } = cssFeatures();
  itWith(features, 'the features that mail programs share')(
    'retains every feature that Gmail and Outlook share, except for parts of forms',
    async () => {
      const probes = features.flatMap(({ slug, probes }) => probes.map((probe) => ({ ...probe, slug })));
      const losses = await onPages(800, probes, async (stage, { slug, html, want }) => {
        const readings = `
            const x = ${JSON.stringify(want)};
            const at = [...inside.body.querySelectorAll('*')].findLast((each) => each.textContent.trim() === 'x') ?? inside.body;
            const css = (x.css ?? []).map((name) => inside.defaultView.getComputedStyle(at)[name]).map((value) => value.replace(/url\\([^)]*\\)/g, 'url()'));
            const link = inside.querySelector('a[href^="#"]')?.getAttribute('href')?.slice(1);
            return { css, seen: x.selector === undefined ? true : inside.querySelector(x.selector.replace(/\\[src[^\\]]*\\]/, '[src]')) !== null,
              anchor: x.anchor === undefined ? true : inside.getElementById(link ?? '') !== null,
              behind: x.behind === undefined ? true : [...inside.querySelectorAll('*')].some((each) => inside.defaultView.getComputedStyle(each).backgroundImage.includes('url(')),
              text: x.text === undefined ? true : inside.body.textContent.trim() === x.text };`;
        const [original, result] = (await beforeAndAfter<object>(stage, html, readings)).map((each) =>
          JSON.stringify(each),
        );
        return original === result ? [] : [`${slug}: ${original} -> ${result}`];
      });
      const lost = losses.flat();
      const slugs = new Set(lost.map((line) => line.split(':', 1)[0] ?? ''));
      process.stderr.write(
        `\nfeatures: ${features.length - slugs.size} of ${features.length} kept\n${lost.join('\n')}\n`,
      );

      expect([...slugs].toSorted()).toEqual([...rightlyDropped].toSorted());
    },
    longMs,
  );
});
