import type { PreparedMail } from './prepared-mail.js';

export interface BodyColours {
  readonly scheme: 'light' | 'dark';
  readonly text: string;
  readonly link: string;
}

export const PAPER: BodyColours = { scheme: 'light', text: '#242424', link: '#0f6cbd' };

/** The width of a text column, in widths of a digit. */
export const readableWidth = '68ch';

const FONT = "'Segoe UI', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif";
const POLICY =
  "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/** About 80 characters: longer lines are hard to follow. Tables and code take the width that they need. */
const readable = `:where(p,li,dd,dt,blockquote,h1,h2,h3,h4,h5,h6,div:not(:has(div,p,table,img,ul,ol,pre))):not(:where(td *,th *)){max-width:${readableWidth}}`;

/** Defaults for messages: rules without specificity. A message without colours has the theme of the app. */
export function baseRules(colours: BodyColours, isThemed: boolean): string {
  return `:where(html){color-scheme:${colours.scheme}}
:where(html){color:${colours.text};font:14px/1.5 ${FONT};overflow-wrap:break-word}
:where(body){margin:${isThemed ? '0' : '12px'}}
:where(a:any-link){color:${colours.link}}
:where(img:not([src])){display:inline-block;min-width:24px;min-height:24px;outline:1px dashed #8a8a8a;outline-offset:-1px;font-size:12px}
img[hidden]{display:none!important}
img.is-too-wide{max-width:100%!important;height:auto!important}
:where(pre){white-space:pre-wrap}
:where(blockquote){margin:8px 0;padding-inline-start:12px;border-inline-start:3px solid #a0a0a0}
${isThemed ? readable : ''}`;
}

/**
 * The document around the body of a message. Its CSP applies in addition to the inherited one: pictures come only from this page.
 * Our rules have no specificity, so every rule of the message overrides them.
 */
export function frameDocument(mail: PreparedMail, colours: BodyColours, isThemed: boolean): string {
  const direction = /\sdir="/.test(mail.bodyAttributes + mail.htmlAttributes) ? '' : ' dir="auto"';
  return `<!doctype html><html${mail.htmlAttributes}><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer"><style>
html{overflow-x:auto!important;overflow-y:hidden!important;height:auto!important;min-height:0!important;max-height:none!important;display:block!important;visibility:visible!important}
html.is-capped{overflow-y:auto!important}
body{height:auto!important;min-height:0!important;max-height:none!important;overflow:visible!important;display:block!important;visibility:visible!important}
${baseRules(colours, isThemed)}
.mail-history>summary{display:inline-block;list-style:none;cursor:pointer;margin:2px 0;padding:0 10px;border:1px solid #8a8a8a;border-radius:10px;font:600 14px/18px ${FONT};color:${colours.text};background:${isThemed ? 'transparent' : '#f5f5f5'}}
.mail-history[open]>summary{float:inline-end;margin-inline-start:8px}
.mail-history>summary::-webkit-details-marker{display:none}
.mail-history>summary:focus-visible{outline:2px solid ${colours.link};outline-offset:2px}
.mail-link-warning{display:inline-block;margin:0 4px;padding:0 6px;border:1px solid #b10e1c;border-radius:4px;font:600 12px/18px ${FONT};color:#b10e1c;background:#fdf3f4;text-decoration:none;white-space:normal}
@media print{${isThemed ? ':where(html){color:#000}' : ''}.mail-history::details-content{content-visibility:visible;display:block}.mail-history>summary{display:none}}
</style>${mail.styles}</head><body${mail.bodyAttributes}${direction}>${mail.content}</body></html>`;
}
