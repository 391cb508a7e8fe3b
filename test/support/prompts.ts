import { jsonOf, locationOf, type Answer, type UserAgent } from './user-agent.js';

const draft = {
  to: [{ address: 'alice@contoso.example' }],
  subject: 'Hello',
  body: { contentType: 'text', content: 'x' },
};

/** The problem of an XHR client when the user must interact. */
export interface Prompt {
  readonly code: string;
  readonly permissions?: string[];
  readonly interactionUrl: string;
  readonly expiresAt: string;
  readonly repeated?: boolean;
}

/** Requires `mail.send`. */
export function send(browser: UserAgent): Promise<Answer> {
  return browser.xhr('POST', '/api/mail/messages', draft);
}

export async function ask(browser: UserAgent, permissions = ['mail.send'], returnTo?: string): Promise<Prompt> {
  return jsonOf<Prompt>(await browser.xhr('POST', '/auth/interactions', { permissions, returnTo }));
}

/** The parameters of the address that a response redirects the browser to. */
export function parametersOf(answer: Answer): Record<string, string> {
  return Object.fromEntries(new URL(locationOf(answer)).searchParams);
}

export function errorOf({ url }: Answer): string | null {
  return url.searchParams.get('auth_error');
}

export async function stateOf(browser: UserAgent, name = 'mail.send'): Promise<string | undefined> {
  const { permissions } = jsonOf<{ permissions: { name: string; state: string }[] }>(
    await browser.xhr('GET', '/auth/permissions'),
  );
  return permissions.find((each) => each.name === name)?.state;
}
