/** The options of each request to the service: the CSRF header, the cookie, no cache, and no redirect (the service never sends one). */
export const requestInit = {
  headers: { 'X-CSRF': '1' },
  credentials: 'same-origin',
  cache: 'no-store',
  redirect: 'error',
} as const satisfies RequestInit;
