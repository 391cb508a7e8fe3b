import type { Running } from './with-sandbox.js';
import type { HttpsAnswer } from './https-client.js';

export type TokenBody = Readonly<Record<string, unknown>>;

/** Calls the token endpoint without a library. */
export class TokenRequests {
  constructor(private readonly running: Running) {}

  post(
    form: Readonly<Record<string, string>>,
    tenant = 'common',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpsAnswer> {
    const { sandbox, app } = this.running;
    return app.https.post(`${sandbox.authorityHost}/${tenant}/oauth2/v2.0/token`, form, headers);
  }

  get client(): Readonly<Record<string, string>> {
    const { clientId, secrets } = this.running.sandbox.control.registration;
    return { client_id: clientId, client_secret: secrets[0]?.value ?? '' };
  }

  code(code: string, changes: Readonly<Record<string, string>> = {}, tenant = 'common'): Promise<HttpsAnswer> {
    return this.post(
      {
        ...this.client,
        grant_type: 'authorization_code',
        code,
        redirect_uri: 'http://localhost:3000/auth/callback',
        client_info: '1',
        ...changes,
      },
      tenant,
    );
  }

  refresh(
    refreshToken: string,
    changes: Readonly<Record<string, string>> = {},
    tenant = 'common',
  ): Promise<HttpsAnswer> {
    return this.post({ ...this.client, grant_type: 'refresh_token', refresh_token: refreshToken, ...changes }, tenant);
  }

  /** An authorize URL without PKCE, as a simple client would build it. */
  authorizeUrl(parameters: Readonly<Record<string, string>> = {}, tenant = 'common'): string {
    const { sandbox } = this.running;
    const query = new URLSearchParams({
      client_id: sandbox.control.registration.clientId,
      response_type: 'code',
      redirect_uri: 'http://localhost:3000/auth/callback',
      scope: 'openid profile offline_access User.Read Mail.Read',
      state: 'the-state',
      ...parameters,
    });
    return `${sandbox.pagesUrl}/${tenant}/oauth2/v2.0/authorize?${query.toString()}`;
  }
}

export function bodyOf(answer: HttpsAnswer): TokenBody {
  const body = answer.json();
  if (typeof body !== 'object' || body === null) {
    throw new Error(`No JSON object: ${answer.body}`);
  }
  return { ...body };
}

export function textOf(body: TokenBody, name: string): string {
  const value = body[name];
  if (typeof value !== 'string') {
    throw new Error(`${name} is ${String(value)}`);
  }
  return value;
}
