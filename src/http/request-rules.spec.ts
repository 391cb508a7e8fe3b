import type { IncomingHttpHeaders } from 'node:http';

import { brokenRequestRule } from './request-rules.js';

const origin = 'https://mail.example';

function rule(method: string, path: string, headers: IncomingHttpHeaders = {}): string | undefined {
  return brokenRequestRule({ method, path, headers }, origin);
}

const navigations = ['/auth/login', '/auth/callback', '/auth/admin-consent/callback', '/auth/interactions/a-ticket'];
const data = [
  '/api/me',
  '/api/mail/messages',
  '/api',
  '/auth/session',
  '/auth/permissions',
  '/auth/events',
  '/auth/sessions',
  '/auth/interactions',
  '/auth',
  '/auth/nothing',
  '/auth/login/x',
  '/api/auth/login',
  '/auth/interactions/a/b',
];

describe('the rules for requests', () => {
  it.each([
    '/',
    '/mail',
    '/assets/x.js',
    '/health/live',
    '/apiary',
    '/authors',
    '/mail/api/me',
    '/mail/auth/login',
    '/problems/not_found',
  ])('do not concern %s', (path) => {
    expect(rule('GET', path)).toBeUndefined();
  });

  describe('for data', () => {
    it.each(data)('ask for the header at %s, by every method', (path) => {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        expect(rule(method, path)).toBe('csrf_rejected');
        expect(rule(method, path, { 'x-csrf': '1' })).toBeUndefined();
      }
    });

    it.each(['0', '', 'true', '1, 1', ' 1', '11'])('do not take %j for the header', (value) => {
      expect(rule('GET', '/api/me', { 'x-csrf': value })).toBe('csrf_rejected');
    });

    it.each<[string, IncomingHttpHeaders]>([
      ['a foreign origin', { origin: 'https://evil.example' }],
      ['an opaque origin', { origin: 'null' }],
      ['an origin that only begins alike', { origin: `${origin}.evil.example` }],
      ['another scheme', { origin: 'http://mail.example' }],
      ['another port', { origin: `${origin}:8443` }],
      ['another site', { 'sec-fetch-site': 'cross-site' }],
      ['another origin of this site', { 'sec-fetch-site': 'same-site' }],
      ['no site', { 'sec-fetch-site': 'none' }],
      ['our origin, but another site', { origin, 'sec-fetch-site': 'cross-site' }],
      ['a foreign origin, but our site', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
    ])('refuse a change from %s', (_where, headers) => {
      expect(rule('POST', '/auth/logout', { 'x-csrf': '1', ...headers })).toBe('csrf_rejected');
      expect(rule('DELETE', '/auth/sessions/x', { 'x-csrf': '1', ...headers })).toBe('csrf_rejected');
    });

    it('let a request that changes nothing pass from anywhere that can send the header', () => {
      const elsewhere = { 'x-csrf': '1', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      expect(rule('GET', '/api/me', elsewhere)).toBeUndefined();
    });

    it.each<[string, IncomingHttpHeaders]>([
      ['tells nothing', {}],
      ['tells our origin', { origin }],
      ['tells the same origin', { 'sec-fetch-site': 'same-origin' }],
      ['tells both', { origin, 'sec-fetch-site': 'same-origin' }],
    ])('let a change pass when the browser %s', (_what, headers) => {
      expect(rule('POST', '/auth/logout', { 'x-csrf': '1', ...headers })).toBeUndefined();
    });
  });

  describe('for navigations', () => {
    it.each(navigations)('let %s pass without the header', (path) => {
      expect(rule('GET', path)).toBeUndefined();
      expect(rule('GET', path, { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' })).toBeUndefined();
    });

    it.each<[string, IncomingHttpHeaders]>([
      ['a frame', { 'sec-fetch-dest': 'iframe' }],
      ['an old frame', { 'sec-fetch-dest': 'frame' }],
      ['an image', { 'sec-fetch-dest': 'image' }],
      ['a script', { 'sec-fetch-dest': 'script' }],
      ['a fetch', { 'sec-fetch-dest': 'empty' }],
      ['a fetch with the header', { 'sec-fetch-dest': 'empty', 'x-csrf': '1' }],
      ['a prefetch', { 'sec-purpose': 'prefetch' }],
      ['a prerender', { 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch;prerender' }],
      ['an old prefetch', { purpose: 'prefetch' }],
      ['an old preview', { 'x-purpose': 'preview' }],
      ['an old prefetch of Firefox', { 'x-moz': 'prefetch' }],
    ])('refuse %s', (_what, headers) => {
      expect(navigations.map((path) => rule('GET', path, headers))).toEqual(
        navigations.map(() => 'navigation_required'),
      );
    });

    it('refuse HEAD, which would use up a transaction and is no navigation', () => {
      expect(navigations.map((path) => rule('HEAD', path))).toEqual(navigations.map(() => 'navigation_required'));
    });

    it('ask other methods for the header', () => {
      expect(rule('POST', '/auth/callback', { 'content-type': 'application/x-www-form-urlencoded' })).toBe(
        'csrf_rejected',
      );
      expect(rule('OPTIONS', '/auth/login')).toBe('csrf_rejected');
    });
  });

  it('let the front-channel sign-out pass from anywhere, by GET only', () => {
    expect(
      rule('GET', '/auth/frontchannel-logout', { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' }),
    ).toBeUndefined();
    expect(rule('POST', '/auth/frontchannel-logout')).toBe('csrf_rejected');
  });
});
