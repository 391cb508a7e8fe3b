import { CookieJar } from './cookie-jar.js';

const mostRedirects = 12;

export interface Answer {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Every response that this browser got, for scans over a whole story. */
export type Transcript = Answer[];

/** A process that serves for the service. */
export interface ReplicaEndpoint {
  readonly port: number;
  /** Resolves when the test has received everything that the process did so far. */
  settled(): Promise<void>;
}

/**
 * A browser without a screen: cookies with SameSite, redirects hop by hop, the Fetch metadata of Chromium, forms of the
 * sandbox's pages, and XHR as the SPA does it.
 */
export class UserAgent {
  readonly cookies = new CookieJar();
  readonly transcript: Transcript = [];
  /** A redirect to such an address is not followed; its response is returned. */
  holdsBefore: ((url: URL) => boolean) | undefined;

  #requests = 0;

  /**
   * Each request to `origin` is sent to the next of `endpoints`, as a stateless balancer does; without endpoints to
   * `origin`.
   */
  constructor(
    readonly origin: string,
    private readonly endpoints: readonly ReplicaEndpoint[] = [],
  ) {}

  /** The endpoint that the next request to `url` is sent to, and its address there; cookies do not tell ports apart. */
  route(url: URL): { readonly address: URL; readonly endpoint: ReplicaEndpoint | undefined } {
    const endpoint = url.origin === this.origin ? this.endpoints[this.#requests++ % this.endpoints.length] : undefined;
    // A replica uses http, even where a proxy in front of it would use https.
    const address =
      endpoint === undefined ? url : new URL(url.pathname + url.search, `http://localhost:${endpoint.port}`);
    return { address, endpoint };
  }

  /** Sends the next request to the endpoint at `port`. Later ones alternate again. */
  turnTo(port: number): void {
    this.#requests = this.endpoints.findIndex((endpoint) => endpoint.port === port);
  }

  /** A top-level navigation that follows redirects; `from` is the page that it starts from. */
  async navigate(path: string, from?: string): Promise<Answer> {
    return this.#follow(new URL(path, this.origin), from === undefined ? undefined : new URL(from));
  }

  /** One hop of a navigation, not followed. */
  async hop(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send('GET', new URL(path, this.origin), { isCrossSite: false, isNavigation: true, headers });
  }

  /** As `hop`, but begun by another site, as the callback is: strict cookies are not sent. */
  async hopFromElsewhere(path: string): Promise<Answer> {
    return this.#send('GET', new URL(path, this.origin), { isCrossSite: true, isNavigation: true, headers: {} });
  }

  /** A request as the SPA sends it; `body` is JSON. */
  async xhr(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.#send(method, new URL(path, this.origin), {
      isCrossSite: false,
      isNavigation: false,
      headers: {
        'x-csrf': '1',
        ...(method === 'GET' ? {} : { origin: this.origin }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** A request that the browser itself posts to the origin, without a page and without our headers. */
  async background(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send('POST', new URL(path, this.origin), {
      isCrossSite: false,
      isNavigation: false,
      headers: { origin: this.origin, ...headers },
    });
  }

  /** Presses the button of the form whose hidden field `step` has that value, and follows the redirects. */
  async press(page: Answer, step: string, changes: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const form = formsOf(page.text).find(({ fields }) => fields['step'] === step);
    if (form === undefined) {
      throw new Error(`no form "${step}" on the page "${headingOf(page) ?? page.text.slice(0, 200)}"`);
    }
    const body = new URLSearchParams({ ...form.fields, ...changes }).toString();
    return this.#follow(new URL(form.action, page.url), page.url, body);
  }

  async #follow(start: URL, from: URL | undefined, form?: string): Promise<Answer> {
    let url = start;
    let body = form;
    let isCrossSite = from !== undefined && from.hostname !== start.hostname;
    for (let redirects = 0; redirects < mostRedirects; redirects++) {
      const answer = await this.#send(body === undefined ? 'GET' : 'POST', url, {
        isCrossSite,
        isNavigation: true,
        headers: body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' },
        ...(body === undefined ? {} : { body }),
      });
      const location = answer.headers.get('location');
      if (location === null) {
        return answer;
      }
      const next = new URL(location, url);
      if (this.holdsBefore?.(next)) {
        return answer;
      }
      // After a cross-site hop, strict cookies are not sent for the rest of the chain.
      isCrossSite ||= next.hostname !== url.hostname;
      url = next;
      body = undefined;
    }
    throw new Error('too many redirects');
  }

  async #send(
    method: string,
    url: URL,
    how: {
      readonly isCrossSite: boolean;
      readonly isNavigation: boolean;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: string;
    },
  ): Promise<Answer> {
    const isLaxAllowed = how.isNavigation && method === 'GET';
    const cookie = this.cookies.header(
      url,
      (sameSite) => !how.isCrossSite || (sameSite === 'lax' && isLaxAllowed) || sameSite === 'none',
    );
    const { address, endpoint } = this.route(url);
    const response = await send(address, {
      method,
      redirect: 'manual',
      headers: {
        accept: how.isNavigation ? 'text/html,application/xhtml+xml,*/*;q=0.8' : 'application/json',
        'sec-fetch-site': how.isCrossSite ? 'cross-site' : 'same-origin',
        'sec-fetch-mode': how.isNavigation ? 'navigate' : 'cors',
        'sec-fetch-dest': how.isNavigation ? 'document' : 'empty',
        'user-agent': 'test-browser',
        // `fetch` sends the host that it connects to, as a proxy does. A trusted proxy also sends the browser's host.
        ...(endpoint === undefined ? {} : { 'x-forwarded-host': url.host }),
        ...(cookie === '' ? {} : { cookie }),
        ...how.headers,
      },
      ...(how.body === undefined ? {} : { body: how.body }),
    });
    this.cookies.store(url, response.headers.getSetCookie());
    const answer = { url, status: response.status, headers: response.headers, text: await response.text() };
    await endpoint?.settled();
    this.transcript.push(answer);
    return answer;
  }
}

/** Opens a new connection, as browsers do, when the server has meanwhile closed a keep-alive connection. */
async function send(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    if (code !== 'UND_ERR_SOCKET' && code !== 'ECONNRESET') {
      throw error;
    }
    return fetch(url, init);
  }
}

export function jsonOf<T = Record<string, unknown>>(answer: Answer): T {
  return JSON.parse(answer.text) as T;
}

export function locationOf({ headers }: Answer): string {
  return headers.get('location') ?? '';
}

/** The service's responses to this browser. */
export async function isSignedIn(browser: UserAgent): Promise<unknown> {
  return jsonOf(await browser.xhr('GET', '/auth/session'))['authenticated'];
}

export function headingOf({ text }: Answer): string | undefined {
  const heading = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(text)?.[1];
  return heading === undefined ? undefined : decoded(heading).trim();
}

interface Form {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, attributes = '', content = '']) => ({
    action: attributeOf(attributes, 'action') ?? '',
    fields: Object.fromEntries(
      [...content.matchAll(/<input[^>]*>/g)].flatMap(([tag]) => {
        const name = attributeOf(tag, 'name');
        return name === undefined || tag.includes('type="checkbox"') ? [] : [[name, attributeOf(tag, 'value') ?? '']];
      }),
    ),
  }));
}

function attributeOf(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : decoded(value);
}

function decoded(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
