import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';
import typescript from 'typescript';

/** A page in Chromium that shows messages as the mail app does, with the app's own modules, and as a bare frame does. */
export class MailStage {
  readonly requests: string[] = [];

  private constructor(readonly page: Page) {}

  static async open(browser: Browser, width: number): Promise<MailStage> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, deviceScaleFactor: 1 });
    const stage = new MailStage(page);
    await page.route(/^https?:/, async (route) => {
      const url = new URL(route.request().url());
      if (url.origin !== origin) {
        stage.requests.push(url.href);
        await route.fulfill({ contentType: 'image/svg+xml', body: picture });
      } else if (url.pathname.endsWith('.js')) {
        await route.fulfill({ contentType: 'text/javascript', body: moduleText(url.pathname) });
      } else {
        await route.fulfill({ contentType: 'text/html', body: host });
      }
    });
    await page.goto(`${origin}/`);
    await page.waitForFunction('window.stage !== undefined');
    return stage;
  }

  /** Shows sanitised HTML as the app does, and waits until it is laid out. */
  async show(html: string): Promise<void> {
    await this.page.evaluate(`stage.show(${JSON.stringify(html)})`);
  }

  /** Shows an unsanitised message, in a frame without scripts and with the same base font. */
  async showOriginal(html: string): Promise<void> {
    await this.page.evaluate(`stage.showOriginal(${JSON.stringify(html)})`);
  }

  /** Runs in the page; `inside` is the document of the frame shown last, `frame` the frame. */
  async read<Result>(body: string): Promise<Result> {
    return this.page.evaluate<Result>(
      `((frame) => { const inside = frame.contentDocument; ${body} })(document.querySelector('iframe'))`,
    );
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

const origin = 'https://stage.test';
const sources = join(import.meta.dirname, '../../web/src');
const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90"><rect width="160" height="90" fill="#3a6ea5"/></svg>';

function moduleText(pathname: string): string {
  const source = readFileSync(join(sources, pathname.replace(/\.js$/, '.ts')), 'utf8');
  return typescript.transpileModule(source, {
    compilerOptions: { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ESNext },
  }).outputText;
}

const host = `<!doctype html><meta charset="utf-8"><style>body{margin:0}iframe{display:block;width:100%;border:0;background:#fff}</style>
<script type="module">
import { prepareMail } from '/mail/body/prepared-mail.js';
import { baseRules, frameDocument, PAPER } from '/mail/body/frame-document.js';
import { showMail } from '/mail/body/frame-view.js';
import { fitFrame } from '/mail/body/frame-fit.js';

const still = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 60))));
function newFrame() {
  document.querySelector('iframe')?.remove();
  const frame = document.createElement('iframe');
  frame.sandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';
  frame.style.height = '120px';
  document.body.append(frame);
  return frame;
}
const loaded = (frame) => new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
const png = await (async () => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [160, 90];
  const context = canvas.getContext('2d');
  context.fillStyle = '#3a6ea5';
  context.fillRect(0, 0, 160, 90);
  return canvas.toDataURL('image/png');
})();
async function pictures(inside) {
  await Promise.all([...inside.images].filter((image) => image.src !== '').map((image) => image.decode().catch(() => 0)));
}

window.stage = {
  async show(html) {
    const frame = newFrame();
    const done = loaded(frame);
    const mail = prepareMail(html);
    const content = frameDocument(mail, PAPER, !mail.hasOwnColours);
    showMail(frame, { content, pictures: mail.pictures, loadPicture: async () => png });
    await done;
    // Folded parts exist; a test of the layout unfolds them.
    for (const folded of frame.contentDocument.querySelectorAll('details.mail-history')) folded.open = true;
    await still();
    await pictures(frame.contentDocument);
    await still();
  },
  async showOriginal(html) {
    const frame = newFrame();
    const done = loaded(frame);
    const base = '<style>' + baseRules(PAPER, !prepareMail(html).hasOwnColours) + '</style>';
    frame.srcdoc = '<!doctype html>' + base + html;
    await done;
    await pictures(frame.contentDocument);
    const inside = frame.contentDocument;
    frame.style.height = Math.min(30000, fitFrame(inside)) + 'px';
    await still();
  },
};
</script>`;
