import type { Page } from 'playwright-core';

import { sanitiseHtml } from '../../src/mail/html/html-sanitiser.js';
import { screenshot } from '../support/chromium.js';
import { alice, MailWindows, storyMs } from '../support/mail-windows.js';
import { hostileMails, itWith } from '../support/mail-corpus.js';
import { xssCorpus } from '../support/xss-corpus.js';

/** Frames that may run anything, one for each text, which record whatever runs. */
const runAll = `(texts) => Promise.all(texts.map((text) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  let ran = false;
  window.addEventListener('message', ({ source }) => { ran ||= source === frame.contentWindow; });
  frame.onload = () => {
    const inside = frame.contentDocument;
    for (const each of inside?.querySelectorAll('*') ?? []) {
      if (each.localName === 'a') each.setAttribute('target', '_self');
      for (const event of ['mouseover', 'click', 'focus', 'load', 'error', 'toggle']) each.dispatchEvent(new Event(event));
      if (/^javascript:/i.test(each.href?.baseVal ?? each.href ?? '')) ran = true;
    }
    setTimeout(() => resolve(ran), 200);
  };
  const spy = '<script>for (const name of ["alert", "msgbox", "eval"]) window[name] = () => parent.postMessage(1, "*");' + '</' + 'script>';
  frame.srcdoc = spy + text;
  document.body.append(frame);
})))`;

describe('hostile mail in Chromium', () => {
  const windows = MailWindows.forEachStory();

  const collected = hostileMails();
  itWith(collected, 'the collected hostile messages')(
    'the collected messages run and fetch nothing once they are sanitised, even where scripts may run',
    async () => {
      const page = await windows.browser.newPage();
      const fetched: string[] = [];
      await page.route(/^https?:/, (route) => {
        fetched.push(route.request().url());
        return route.abort();
      });
      await page.goto('about:blank');
      const options = { allowsRemoteContent: false, message: 'M', inlineImage: () => undefined };
      const texts = collected.map(({ html }) => sanitiseHtml(html, options).html);

      const ran = await page.evaluate<boolean[]>(`(${runAll})(${JSON.stringify(texts)})`);

      expect([collected.filter((_, index) => ran[index]).map(({ name }) => name), fetched]).toEqual([[], []]);
      await page.close();
    },
    storyMs,
  );

  it(
    'the sanitised corpus runs and fetches nothing, even where scripts may run; unsanitised, much does',
    async () => {
      const page = await windows.browser.newPage();
      const fetched: string[] = [];
      await page.route(/^https?:/, (route) => {
        fetched.push(route.request().url());
        return route.abort();
      });
      const run = async (texts: readonly string[]): Promise<boolean[]> => {
        await page.goto('about:blank');
        fetched.length = 0;
        return page.evaluate<boolean[]>(`(${runAll})(${JSON.stringify(texts)})`);
      };
      const options = { allowsRemoteContent: false, message: 'M', inlineImage: () => undefined };

      const sanitised = await run(xssCorpus.map((text) => sanitiseHtml(text, options).html));
      expect([xssCorpus.filter((_, index) => sanitised[index]), fetched]).toEqual([[], []]);

      const raw = await run(xssCorpus);
      expect(raw.filter(Boolean).length).toBeGreaterThan(20);
      expect(fetched.length).toBeGreaterThan(5);
      await page.close();
    },
    storyMs,
  );

  it(
    'the hostile messages of the junk folder run nothing, fetch nothing and cover nothing in the app',
    async () => {
      const page = await windows.mail(alice, '/mail/junkemail');
      const abroad: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(windows.system.origin) && !/^(?:data|blob|about):/.test(request.url())) {
          abroad.push(request.url());
        }
      });
      page.on('dialog', (dialog) => {
        complaints.push(dialog.message());
        void dialog.dismiss();
      });
      page.on('pageerror', ({ message }) => complaints.push(message));
      await page
        .getByRole('link', { name: /Hostile/ })
        .first()
        .waitFor();
      const hostile = windows.subjects(alice, 'junkemail');
      expect(hostile.length).toBeGreaterThan(8);

      for (const subject of hostile) {
        await page.getByRole('link', { name: subject }).first().click();
        await page
          .getByRole('heading', { name: subject, level: 2 })
          .or(page.getByRole('heading', { name: subject }))
          .first()
          .waitFor();
        await untilShown(page);
        expect([subject, await traces(page)]).toEqual([subject, []]);
      }

      await screenshot(page, 'hostile mail');
      expect([abroad, complaints]).toEqual([[], []]);
    },
    storyMs,
  );
});

async function untilShown(page: Page): Promise<void> {
  await page.getByTestId('mail-frame').first().contentFrame().locator('body').waitFor({ state: 'attached' });
}

const dangerous = "'script, iframe, object, embed, form, base, link, input, svg, math, video, audio'";

/** The traces in the page or in its frames of a message that ran something, or could. */
async function traces(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) {
    const marks = await frame.evaluate<string[]>(`[
      ...(window.pwned === undefined ? [] : ['pwned: ' + window.pwned]),
      ...[...document.querySelectorAll(${frame === page.mainFrame() ? "'[onerror]'" : dangerous})].map(({ outerHTML }) => outerHTML),
      ...[...document.querySelectorAll('*')].flatMap((each) => each.getAttributeNames().filter((name) => name.startsWith('on'))),
    ]`);
    found.push(...marks);
  }
  return found;
}
