import { userAgent } from './users.mjs';

/**
 * The headers that Chromium sends with a `fetch` of the page, about a kilobyte with the cookie. They request no compression, because
 * the limit and the peers do not compress; `compressed` is a separate row.
 */
export function asBrowser(headers, { isCompressed = false } = {}) {
  return {
    'sec-ch-ua-platform': '"Linux"',
    'user-agent': userAgent,
    accept: 'application/json, text/plain, */*',
    'sec-ch-ua': '"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"',
    'sec-ch-ua-mobile': '?0',
    'sec-fetch-site': 'same-origin',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
    referer: 'http://localhost/mail/inbox',
    ...(isCompressed ? { 'accept-encoding': 'gzip, deflate, br, zstd' } : {}),
    'accept-language': 'en-GB,en;q=0.9,de-CH;q=0.8,de;q=0.7,fr;q=0.6',
    priority: 'u=1, i',
    ...headers,
    cookie: `${headers.cookie}; theme=dark; density=compact; ajs_anonymous_id=8c1a8f3e-5f5b-4c39-9a0e-1f0d6b7c2a11`,
  };
}
