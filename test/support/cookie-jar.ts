/** Stores cookies as a browser does: by host, with SameSite, and with the rules of the `__Host-` prefix. */
export interface StoredCookie {
  readonly name: string;
  readonly value: string;
  readonly attributes: ReadonlyMap<string, string>;
}

export class CookieJar {
  readonly #hosts = new Map<string, Map<string, StoredCookie>>();
  /** Every Set-Cookie that was seen, for scans. */
  readonly seen: string[] = [];

  store(url: URL, headers: readonly string[]): void {
    const cookies = this.#of(url);
    for (const header of headers) {
      this.seen.push(header);
      const cookie = parse(header);
      if (!isAcceptable(cookie)) {
        continue;
      }
      if (isExpired(cookie)) {
        cookies.delete(cookie.name);
      } else {
        cookies.set(cookie.name, cookie);
      }
    }
  }

  /** `strictest`: the SameSite values that are still sent with such a request. */
  header(url: URL, travels: (sameSite: string) => boolean): string {
    return [...this.#of(url).values()]
      .filter(({ attributes }) => travels(attributes.get('samesite')?.toLowerCase() ?? 'lax'))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  get(url: URL, name: string): StoredCookie | undefined {
    return this.#of(url).get(name);
  }

  set(url: URL, name: string, value: string): void {
    this.#of(url).set(name, { name, value, attributes: new Map([['samesite', 'strict']]) });
  }

  names(url: URL): string[] {
    return [...this.#of(url).keys()];
  }

  delete(url: URL, name: string): void {
    this.#of(url).delete(name);
  }

  #of(url: URL): Map<string, StoredCookie> {
    const known = this.#hosts.get(url.hostname) ?? new Map<string, StoredCookie>();
    this.#hosts.set(url.hostname, known);
    return known;
  }
}

function parse(header: string): StoredCookie {
  const [pair = '', ...rest] = header.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  const attributes = new Map(
    rest.map((part) => {
      const [name = '', value = ''] = part.split('=', 2);
      return [name.toLowerCase(), value] as const;
    }),
  );
  return { name: pair.slice(0, at), value: pair.slice(at + 1), attributes };
}

function isAcceptable({ name, attributes }: StoredCookie): boolean {
  const isHostOnly = attributes.has('secure') && attributes.get('path') === '/' && !attributes.has('domain');
  return (
    (!name.startsWith('__Host-') || isHostOnly) && (!name.startsWith('__Host-Http-') || attributes.has('httponly'))
  );
}

function isExpired({ attributes }: StoredCookie): boolean {
  const maxAge = attributes.get('max-age');
  const expires = attributes.get('expires');
  return maxAge === undefined ? expires !== undefined && Date.parse(expires) <= Date.now() : Number(maxAge) <= 0;
}
