/** A segment of one or two dots, also where a backslash counts as the end of a segment. */
const climbing = /(?:\/|%5c)(?:\.|%2e){1,2}(?:\/|%5c|$)/i;

/**
 * The location of Graph, and nothing beyond it: an access token is sent to this origin and below this path only,
 * whatever a link in a response says.
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
    if (!/^\/[!"$-[\]-~]*$/.test(path) || climbing.test(segments)) {
      throw new RangeError('not a path below the Graph address');
    }
    return this.#prefix + path;
  }

  /** The part of a link of Graph below the base; undefined when it leads elsewhere. */
  relative(link: string): string | undefined {
    // A link is opaque: these two may occur in it, and a URL would end or have another path there.
    const written = link.replaceAll('#', '%23').replaceAll('\\', '%5C');
    const url = URL.canParse(written) ? new URL(written) : undefined;
    if (url?.origin !== this.origin || url.username !== '' || url.password !== '') {
      return undefined;
    }
    const isBelow = url.pathname.startsWith(`${this.#prefix}/`);
    return isBelow && !climbing.test(url.pathname) ? url.pathname.slice(this.#prefix.length) + url.search : undefined;
  }
}

/** A path whose inserted values are encoded, so that none can become another segment. */
export function graphPath(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce((path, part, index) => path + encodeURIComponent(values[index - 1] ?? '') + part);
}

/** OData options stay readable (`$top`), values are encoded, absent ones are omitted. */
export function withQuery(path: string, options: Readonly<Record<string, string | number | undefined>>): string {
  const query = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');
  return query === '' ? path : `${path}?${query}`;
}
