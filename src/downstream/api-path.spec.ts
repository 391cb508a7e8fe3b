import fc from 'fast-check';

import { locationBelow, ownerOf, placeBelow, targetPath } from './api-path.js';

const api = { prefix: '/api/orders', origin: 'https://orders.example', basePath: '/v1' };

describe('the path of a call', () => {
  it.each([
    ['/api/orders', '/v1'],
    ['/api/orders/', '/v1/'],
    ['/api/orders/1', '/v1/1'],
    ['/api/orders/1/lines/', '/v1/1/lines/'],
    ['/api/orders/a%20b', '/v1/a%20b'],
    ['/api/orders/%C3%BC', '/v1/%C3%BC'],
    ['/api/orders/a.b/...', '/v1/a.b/...'],
    ['/api/orders/.well-known', '/v1/.well-known'],
    ['/api/orders/a;b=1/c', '/v1/a;b=1/c'],
    ['/api/orders/100%25', '/v1/100%25'],
    ['/api/orders/a%252Fb', '/v1/a%252Fb'],
    ["/api/orders/items('1')/$value", "/v1/items('1')/$value"],
    ['/api/orders?', '/v1?'],
    ['/api/orders?a=%zz&b=..%2f..&c=%5C\\//&d', '/v1?a=%zz&b=..%2f..&c=%5C\\//&d'],
    ['/api/orders/?$filter=a%20eq%20%27b%27&&=?', '/v1/?$filter=a%20eq%20%27b%27&&=?'],
  ])('%s is %s of the target', (asked, expected) => {
    const place = placeBelow(api, asked);

    expect(place && targetPath(api, place)).toBe(expected);
  });

  it.each([
    '/api/orders/..',
    '/api/orders/../x',
    '/api/orders/a/../../x',
    '/api/orders/./x',
    '/api/orders/%2e%2e/x',
    '/api/orders/%2E%2E',
    '/api/orders/.%2e/x',
    '/api/orders/%2e/x',
    '/api/orders/%252e%252e/x',
    '/api/orders/%25252e%25252e/x',
    '/api/orders/..%252fx',
    '/api/orders/..;/x',
    '/api/orders/..;a=b/x',
    '/api/orders/%2e%2e;/x',
    '/api/orders/..%20/x',
    '/api/orders/%20../x',
    '/api/orders/..%2fx',
    '/api/orders/a%2Fb',
    '/api/orders/a%5cb',
    '/api/orders/..\\x',
    '/api/orders/a\\b',
    '/api/orders//x',
    '/api/orders//',
    '/api/orders//evil.example/x',
    '/api/orders/x//y',
    '/api/orders/%',
    '/api/orders/%2',
    '/api/orders/%zz',
    '/api/orders/%ff',
    '/api/orders/%c0%ae%c0%ae/x',
    '/api/orders/%00',
    '/api/orders/a%0d%0ab',
    '/api/orders/a%7f',
    '/api/orders/a\u00e9',
    '/api/orders/a b',
    '/api/orders/a#b',
    '/api/orders#/x',
    '/api/orders?a\r\nb',
    '/api/ordersx',
    '/api/order%73/1',
    '/API/orders/1',
    '/api//orders/1',
    'https://evil.example/api/orders/1',
    '',
  ])('%j is not a path of the target', (asked) => {
    expect(placeBelow(api, asked)).toBeUndefined();
  });

  it('never leaves the target, whatever is requested', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', '%2e', '%2f', '%5c', '%25', ';', 'a', '?', '#', '@', ':', '%');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const place = placeBelow(api, `/api/orders/${pieces.join('')}`);
        if (place !== undefined) {
          const { origin, pathname } = new URL(`https://orders.example${targetPath(api, place)}`);
          expect(origin).toBe('https://orders.example');
          expect(pathname.startsWith('/v1/')).toBe(true);
          expect(decodeURIComponent(pathname).split(/[/\\]/)).not.toContain('..');
        }
      }),
    );
  });

  it('of a target without a path is a path too', () => {
    const bare = { prefix: '/api/x', basePath: '' };

    expect(
      ['/api/x', '/api/x/', '/api/x/y'].map((asked) => targetPath(bare, placeBelow(bare, asked) ?? fail())),
    ).toEqual(['/', '/', '/y']);
  });

  it('belongs to the longest prefix', () => {
    const apis = [{ prefix: '/api/a' }, { prefix: '/api/a/b' }, { prefix: '/api/a/b/c' }];

    expect(ownerOf(apis, '/api/a/b/x')?.prefix).toBe('/api/a/b');
    expect(ownerOf(apis, '/api/a/bc')?.prefix).toBe('/api/a');
    expect(ownerOf(apis, '/api/b')).toBeUndefined();
  });
});

describe('a Location of the target', () => {
  it.each([
    ['https://orders.example/v1/7', '/api/orders/7'],
    ['https://orders.example/v1', '/api/orders'],
    ['https://ORDERS.example:443/v1/7?a=b#c', '/api/orders/7?a=b#c'],
    ['/v1/7', '/api/orders/7'],
    ['//orders.example/v1/7', '/api/orders/7'],
    ['7', '/api/orders/list/7'],
    ['../7', '/api/orders/7'],
    ['?page=2', '/api/orders/list/x?page=2'],
  ])('%s becomes %s', (location, expected) => {
    expect(locationBelow(api, location, '/v1/list/x')).toBe(expected);
  });

  it.each([
    'https://evil.example/v1/7',
    'http://orders.example/v1/7',
    'https://orders.example:8443/v1/7',
    'https://orders.example/v2/7',
    'https://orders.example/v10/7',
    'https://orders.example/v1/../v2',
    'https://orders.example/v1/%2e%2e/v2',
    'https://orders.example/v1/%2f..',
    'https://u@orders.example/v1/7',
    '../../7',
    '//evil.example/v1',
    '\\\\evil.example\\v1',
    'javascript:alert(1)',
    'https://',
  ])('%s leads nowhere', (location) => {
    expect(locationBelow(api, location, '/v1/list/x')).toBeUndefined();
  });
});

function fail(): never {
  throw new Error('no place');
}
