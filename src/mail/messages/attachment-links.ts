import { secureUrl } from '../model/index.js';

/** Longer than a link with a name is. */
const link =
  /<a\b[^<>]{0,4096}?\bhref\s{0,9}=\s{0,9}(?:"([^"<>]{1,4096})"|'([^'<>]{1,4096})')[^<>]{0,4096}>([\s\S]{1,2048}?)<\/a\s{0,9}>/gi;

/**
 * The address of a file that a message refers to, by the link of its name in the text: that is where Outlook puts it, and
 * v1.0 of Graph does not tell it (microsoftgraph/microsoft-graph-docs#14324). Null when there is none.
 */
export function linkOf(name: string, html: string): string | null {
  const wanted = plain(name);
  for (const [, doubleQuoted, singleQuoted, content = ''] of html.matchAll(link)) {
    const url = secureUrl((doubleQuoted ?? singleQuoted ?? '').replace(/&amp;/gi, '&'));
    if (url !== null && wanted !== '' && plain(content) === wanted) {
      return url;
    }
  }
  return null;
}

function plain(html: string): string {
  return html
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&nbsp;/gi, ' ')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/&amp;/gi, '&')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
