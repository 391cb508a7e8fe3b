/** A browser for tests, with cookies, forms and redirects. It stops at the app's own pages. */
export class CookieJarBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();

  async get(url: string): Promise<Page> {
    return this.#load(url, undefined);
  }

  /** Submits the form of that step, with `changes` to its fields. */
  async submit(page: Page, step: string, changes: Readonly<Record<string, string>> = {}): Promise<Page> {
    const form = page.forms.find((candidate) => candidate.fields['step'] === step);
    if (form === undefined) {
      throw new Error(`No form ${step} on "${page.title}"`);
    }
    return this.#load(new URL(form.action, page.url).href, { ...form.fields, ...changes });
  }

  async #load(url: string, form: Readonly<Record<string, string>> | undefined): Promise<Page> {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const header of response.headers.getSetCookie()) {
      const [pair = ''] = header.split(';', 1);
      const [name = '', value = ''] = pair.split('=', 2);
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    return new Page(
      url,
      response.status,
      await response.text(),
      location === null ? undefined : new URL(location, url),
    );
  }
}

interface Form {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : unescape(value);
}

export class Page {
  constructor(
    readonly url: string,
    readonly status: number,
    readonly body: string,
    /** Where a redirect leads. */
    readonly location: URL | undefined,
  ) {}

  get title(): string {
    return this.heading ?? '';
  }

  get heading(): string | undefined {
    const heading = /<h1>([\s\S]*?)<\/h1>/.exec(this.body)?.[1];
    return heading === undefined ? undefined : unescape(heading).trim();
  }

  /** The visible text, without markup. */
  get text(): string {
    const body = /<main>([\s\S]*)<\/main>/.exec(this.body)?.[1] ?? this.body;
    return unescape(body.replaceAll(/<[^>]+>/g, ' '))
      .replaceAll(/\s+/g, ' ')
      .trim();
  }

  /** The permissions of a consent page. */
  get permissions(): readonly string[] {
    return [...this.body.matchAll(/<summary>([^<]*)<\/summary>/g)].map(([, title = '']) => unescape(title));
  }

  get forms(): readonly Form[] {
    return [...this.body.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, attributes = '', content = '']) => ({
      action: attribute(attributes, 'action') ?? '',
      fields: Object.fromEntries(
        [...content.matchAll(/<input[^>]*>/g)].flatMap(([tag]) => {
          const name = attribute(tag, 'name');
          return name === undefined || tag.includes('type="checkbox"') ? [] : [[name, attribute(tag, 'value') ?? '']];
        }),
      ),
    }));
  }

  /** The parameters of the response to the app. */
  get answer(): Readonly<Record<string, string>> {
    const { location } = this;
    if (location === undefined) {
      return {};
    }
    return Object.fromEntries(new URLSearchParams(location.hash === '' ? location.search : location.hash.slice(1)));
  }
}
