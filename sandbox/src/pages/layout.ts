import { createHash } from 'node:crypto';
import { type Answer, htmlAnswer } from '../answer.js';
import { html, Html } from './html.js';
import { STYLE } from './style.js';

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

export interface PageOptions {
  readonly status?: number;
  readonly isWide?: boolean | 'full';
  /** Below the card: what belongs to the sandbox and not to Entra. */
  readonly aside?: Html | undefined;
  /** Origins that the page loads in frames. */
  readonly frames?: readonly string[];
  readonly script?: string;
  /** Seconds and address of a `<meta>` refresh. */
  readonly continueUrl?: string | undefined;
}

const LOGO = html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
  <path d="M12 1.5 21 6v6c0 5-3.6 8.9-9 10.5C6.600 20.900 3 17 3 12V6z" fill="#0067b8" />
  <circle cx="12" cy="10" r="3" fill="#fff" />
  <path d="M10.800 12.200h2.400l.8 5h-4z" fill="#fff" />
</svg>`;

/** No form-action: Chromium applies it to the redirect that answers a form, which leads to the app. */
function policyOf(options: PageOptions): string {
  return [
    "default-src 'none'",
    `style-src ${hashOf(STYLE)}`,
    `script-src ${options.script === undefined ? "'none'" : hashOf(options.script)}`,
    `frame-src ${options.frames === undefined || options.frames.length === 0 ? "'none'" : options.frames.join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function scriptOf(script: string | undefined): Html | undefined {
  return script === undefined ? undefined : new Html(`<script>${script}</script>`);
}

function refreshOf(url: string | undefined): Html | undefined {
  return url === undefined ? undefined : html`<meta http-equiv="refresh" content="2;url=${url}" />`;
}

function widthClass(isWide: PageOptions['isWide']): string {
  return isWide === 'full' ? ' full' : isWide === true ? ' wide' : '';
}

export function page(title: string, content: Html, options: PageOptions = {}): Answer {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light only" />
        <meta name="robots" content="none" />
        ${refreshOf(options.continueUrl)}
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${new Html(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <main>
          <div class="card${widthClass(options.isWide)}">
            <div class="brand">${LOGO}<span>Sign-in</span></div>
            ${content}
          </div>
          ${options.aside}
        </main>
        <footer>
          <span class="tag">Sandbox</span
          ><span>A local stand-in for Microsoft Entra ID. Nothing leaves this machine.</span>
        </footer>
        ${scriptOf(options.script)}
      </body>
    </html>`;
  return htmlAnswer(options.status ?? 200, document.markup, {
    'cache-control': 'no-store, no-cache',
    pragma: 'no-cache',
    'content-security-policy': policyOf(options),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
  });
}
