import type { IncomingHttpHeaders } from 'node:http';

import { brokenRequestRule } from './request-rules.js';

const origin = 'https://mail.example';
const data = { access: 'session', csrf: true } as const;
const navigation = { access: 'navigation', csrf: false } as const;
const open = { access: 'public', csrf: false } as const;

function rule(
  policy: Parameters<typeof brokenRequestRule>[0],
  method: string,
  headers: IncomingHttpHeaders = {},
): string | undefined {
  return brokenRequestRule(policy, { method, headers }, origin);
}

describe('request rules', () => {
  it('check nothing where nothing is declared', () => {
    expect(rule(open, 'POST', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' })).toBeUndefined();
  });

  describe('for data', () => {
    it.each(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])('require the header by %s', (method) => {
      expect(rule(data, method)).toBe('csrf_rejected');
      expect(rule(data, method, { 'x-csrf': '1' })).toBeUndefined();
    });

    it.each(['0', '', 'true', '1, 1', ' 1', '11'])('do not accept %j as the header', (value) => {
      expect(rule(data, 'GET', { 'x-csrf': value })).toBe('csrf_rejected');
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
      expect(rule(data, 'POST', { 'x-csrf': '1', ...headers })).toBe('csrf_rejected');
      expect(rule(data, 'DELETE', { 'x-csrf': '1', ...headers })).toBe('csrf_rejected');
    });

    it('permit a request that changes nothing from any origin that can send the header', () => {
      const elsewhere = { 'x-csrf': '1', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      expect(rule(data, 'GET', elsewhere)).toBeUndefined();
    });

    it.each<[string, IncomingHttpHeaders]>([
      ['sends nothing', {}],
      ['sends our origin', { origin }],
      ['sends the same origin', { 'sec-fetch-site': 'same-origin' }],
      ['sends both', { origin, 'sec-fetch-site': 'same-origin' }],
    ])('permit a change when the browser %s', (_what, headers) => {
      expect(rule(data, 'POST', { 'x-csrf': '1', ...headers })).toBeUndefined();
    });
  });

  describe('for navigations', () => {
    it.each<[string, IncomingHttpHeaders]>([
      ['a browser that sends nothing', {}],
      ["Node's fetch, which is in no page", { 'sec-fetch-mode': 'cors' }],
      ['a navigation of a tab', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
      [
        'a navigation that another site began',
        {
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'document',
          'sec-fetch-site': 'cross-site',
        },
      ],
      ['a navigation that a service worker passes on', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'empty' }],
    ])('permit %s without the header', (_what, headers) => {
      expect(rule(navigation, 'GET', headers)).toBeUndefined();
    });

    it.each<[string, IncomingHttpHeaders]>([
      ['a frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
      ['an old frame', { 'sec-fetch-dest': 'frame' }],
      ['an embedded object', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'object' }],
      ['an image', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
      ['a script', { 'sec-fetch-dest': 'script' }],
      ['a fetch', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
      ['a fetch within the site', { 'sec-fetch-mode': 'same-origin', 'sec-fetch-dest': 'empty' }],
      ['a fetch that sends no mode', { 'sec-fetch-dest': 'empty' }],
      ['an image that sends no destination', { 'sec-fetch-mode': 'no-cors' }],
      ['a WebSocket', { 'sec-fetch-mode': 'websocket', 'sec-fetch-dest': 'empty' }],
      ['a fetch with the header', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'x-csrf': '1' }],
      ['a document that is not a navigation', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'document' }],
      ['a prefetch', { 'sec-purpose': 'prefetch' }],
      [
        'a prerender',
        { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch;prerender' },
      ],
      ['an old prefetch', { purpose: 'prefetch' }],
      ['an old preview', { 'x-purpose': 'preview' }],
      ['an old prefetch of Firefox', { 'x-moz': 'prefetch' }],
    ])('refuse %s', (_what, headers) => {
      expect(rule(navigation, 'GET', headers)).toBe('navigation_required');
    });

    it('refuse HEAD, which would consume a transaction and is no navigation', () => {
      expect(rule(navigation, 'HEAD')).toBe('navigation_required');
    });
  });
});
