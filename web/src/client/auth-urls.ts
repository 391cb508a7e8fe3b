export interface LoginOptions {
  readonly returnTo: string;
  readonly loginHint?: string | undefined;
  readonly prompt?: 'login' | 'select_account' | undefined;
}

/** The address to navigate to (never fetch) for signing in. */
export function loginHref({ returnTo, loginHint, prompt }: LoginOptions): string {
  const query = new URLSearchParams({ returnTo });
  if (loginHint !== undefined) {
    query.set('loginHint', loginHint);
  }
  if (prompt !== undefined) {
    query.set('prompt', prompt);
  }
  return `/auth/login?${query.toString()}`;
}

/** The interaction URL of a problem, with the local path to return to. */
export function interactionHref(interactionUrl: string, returnTo: string): string {
  const separator = interactionUrl.includes('?') ? '&' : '?';
  return `${interactionUrl}${separator}returnTo=${encodeURIComponent(returnTo)}`;
}
