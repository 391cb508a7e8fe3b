/** How each request to the service is made: the header against forged ones, the cookie, no cache, and no redirect (it never sends one). */
export const requestInit = {
  headers: { 'X-CSRF': '1' },
  credentials: 'same-origin',
  cache: 'no-store',
  redirect: 'error',
} as const satisfies RequestInit;
