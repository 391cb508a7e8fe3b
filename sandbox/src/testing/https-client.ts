import { request } from 'node:https';

export interface HttpsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body as JSON. */
  json(): unknown;
}

/** A client that trusts the sandbox's CA: Node reads NODE_EXTRA_CA_CERTS only when a process starts. */
export class HttpsClient {
  constructor(private readonly caPem: string) {}

  get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpsAnswer> {
    return this.#send('GET', url, headers, undefined);
  }

  post(
    url: string,
    form: Readonly<Record<string, string>> | string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpsAnswer> {
    const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
    return this.#send('POST', url, { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body);
  }

  /** Sends any request, with the body unchanged. */
  request(
    method: string,
    url: string,
    { headers = {}, body }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {},
  ): Promise<HttpsAnswer> {
    return this.#send(method, url, headers, body);
  }

  send(method: string, url: string): Promise<HttpsAnswer> {
    return this.#send(method, url, {}, undefined);
  }

  #send(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
  ): Promise<HttpsAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { method, headers, ca: this.caPem, agent: false }, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve({
            status: incoming.statusCode ?? 0,
            headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
            body: text,
            json: (): unknown => JSON.parse(text),
          });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}
