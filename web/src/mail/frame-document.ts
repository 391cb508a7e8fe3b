import type { BodyColours } from './use-body-colours.js';

const FONT = "'Segoe UI', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif";

/**
 * The page around the body of a message. Its own policy holds on top of the one it inherits from this page, and keeps
 * remote pictures out until the user asks for them. Without colours, the message gets white paper.
 */
export function frameDocument(body: string, colours: BodyColours | undefined, allowRemoteImages: boolean): string {
  const images = allowRemoteImages ? 'data: blob: https:' : 'data: blob:';
  const policy = `default-src 'none'; img-src ${images}; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'`;
  const text = colours?.text ?? '#242424';
  const link = colours?.link ?? '#0f6cbd';
  const margin = colours === undefined ? '16px' : '0';
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer"><style>
html{overflow-x:auto;overflow-y:hidden;color-scheme:${colours?.scheme ?? 'light'}}
body{margin:0;padding:${margin};color:${text};font:14px/1.5 ${FONT};overflow-wrap:break-word;display:flow-root}
a{color:${link}}
img{max-width:100%;height:auto}
img:not([src]){display:inline-block;min-width:24px;min-height:24px;outline:1px dashed #8a8a8a;outline-offset:-1px;font-size:12px}
img[hidden]{display:none}
table{max-width:100%}
pre{white-space:pre-wrap}
blockquote{margin:8px 0;padding-inline-start:12px;border-inline-start:3px solid #a0a0a0}
</style></head><body dir="auto">${body}</body></html>`;
}
