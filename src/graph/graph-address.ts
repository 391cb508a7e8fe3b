/**
 * Where Graph lives, and nothing beyond it: an access token goes to this origin and below this path only, whatever a
 * link in an answer says.
 */
export class GraphAddress {
  readonly origin: string;
  readonly #prefix: string;

  constructor(baseUrl: string) {
    const url = new URL(baseUrl);
    this.origin = url.origin;
    this.#prefix = url.pathname.replace(/\/+$/, '');
  }

  /** Path and query as sent. @throws RangeError for a path that could leave the prefix. */
  resolve(path: string): string {
    const [segments = ''] = path.split('?', 1);
    if (!/^\/[!"$-[\]-~]*$/.test(path) || /\/(?:\.|%2e){1,2}(?:\/|$)/i.test(segments)) {
      throw new RangeError('not a path below the Graph address');
    }
    return this.#prefix + path;
  }

  /** The part of a link that Graph gave us below the base; undefined when it leads elsewhere. */
  relative(link: string): string | undefined {
    const url = URL.canParse(link) ? new URL(link) : undefined;
    if (url?.origin !== this.origin || url.username !== '' || url.password !== '') {
      return undefined;
    }
    const isBelow = url.pathname.startsWith(`${this.#prefix}/`);
    // A query may hold a backslash as it is; a path that we send may not.
    return isBelow ? url.pathname.slice(this.#prefix.length) + url.search.replaceAll('\\', '%5C') : undefined;
  }
}

/** A path whose inserted values are encoded, so that none can become another segment. */
export function graphPath(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce((path, part, index) => path + encodeURIComponent(values[index - 1] ?? '') + part);
}

/** OData options stay readable (`$top`), values are encoded, absent ones are left out. */
export function withQuery(path: string, options: Readonly<Record<string, string | number | undefined>>): string {
  const query = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');
  return query === '' ? path : `${path}?${query}`;
}
