import { secureUrl } from '../model/index.js';

/** The start of a link with its attributes, or the end of one. No step crosses `<`, so that nothing is read twice. */
const linkTag = /<a\s([^<>]{1,4096})>|<\/a\s{0,9}>/gi;
const hrefAttribute = /(?:^|[\s"'/])href\s{0,9}=\s{0,9}(?:"([^"<>]{1,4096})"|'([^'<>]{1,4096})')/i;
/** Longer than a link with a name is. */
const longestContent = 2_048;
/** More starts and ends of links than a real message has; the rest is not read. */
const mostTags = 4_000;

/**
 * The addresses of the files that a message refers to, by their names. They are read from the links of those names in
 * the text: Outlook puts them there, and v1.0 of Graph does not return them
 * (microsoftgraph/microsoft-graph-docs#14324). One bounded pass, however many names there are; a name without a link is
 * omitted.
 */
export function linksOf(names: readonly string[], html: string): ReadonlyMap<string, string> {
  const wanted = new Set(names.map(comparable).filter((name) => name !== ''));
  const found = wanted.size === 0 ? new Map<string, string>() : urlsIn(html, wanted);
  return new Map(
    names.flatMap((name) => {
      const url = found.get(comparable(name));
      return url === undefined ? [] : [[name, url] as const];
    }),
  );
}

/** By the plain text of the link; the first of two with the same text. */
function urlsIn(html: string, wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let open: { readonly attributes: string; readonly end: number } | undefined;
  let tags = 0;
  for (const { 0: tag, 1: attributes, index } of html.matchAll(linkTag)) {
    tags++;
    if (open !== undefined && attributes === undefined && index - open.end <= longestContent) {
      const content = textOf(html.slice(open.end, index));
      const url = wanted.has(content) && !found.has(content) ? urlIn(open.attributes) : null;
      if (url !== null) {
        found.set(content, url);
      }
    }
    if (found.size === wanted.size || tags >= mostTags) {
      break;
    }
    open = attributes === undefined ? undefined : { attributes, end: index + tag.length };
  }
  return found;
}

function urlIn(attributes: string): string | null {
  const [, doubleQuoted, singleQuoted] = hrefAttribute.exec(attributes) ?? [];
  return secureUrl((doubleQuoted ?? singleQuoted ?? '').replace(/&amp;/gi, '&'));
}

function textOf(html: string): string {
  return comparable(
    html
      .replace(/<[^<>]*>/g, ' ')
      .replace(/&nbsp;/gi, ' ')
      .replace(/&lt;/gi, '<')
      .replace(/&gt;/gi, '>')
      .replace(/&amp;/gi, '&'),
  );
}

function comparable(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}
