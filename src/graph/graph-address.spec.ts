import fc from 'fast-check';

import { GraphAddress, graphPath, withQuery } from './graph-address.js';

const address = new GraphAddress('https://graph.microsoft.com/v1.0');

describe('the Graph address', () => {
  it('puts a path below its prefix', () => {
    expect(address.resolve('/me/messages?$top=5')).toBe('/v1.0/me/messages?$top=5');
  });

  it.each([
    'me',
    '',
    '//..',
    '/../beta/me',
    '/me/..',
    '/me/./x',
    '/%2e%2E/beta',
    '/a b',
    '/a\\b',
    '/a#b',
    '/\r\nx',
    '/é',
  ])('refuses the path %j', (path) => {
    expect(() => address.resolve(path)).toThrow(RangeError);
  });

  it('keeps the part of its own links that is below the prefix', () => {
    const link = 'https://graph.microsoft.com/v1.0/me/messages?$skiptoken=a%2Fb';
    expect(address.relative(link)).toBe('/me/messages?$skiptoken=a%2Fb');
  });

  it.each([
    ['/me/messages?$search="c#"&$skiptoken=T', '/me/messages?$search=%22c%23%22&$skiptoken=T'],
    ['/me/messages/delta?$select=a#b&$deltatoken=X', '/me/messages/delta?$select=a%23b&$deltatoken=X'],
    ["/me/mailFolders('A#B')/messages?$skip=5", "/me/mailFolders('A%23B')/messages?$skip=5"],
    [String.raw`/me/mailFolders('A\B')/messages?$skip=5`, "/me/mailFolders('A%5CB')/messages?$skip=5"],
    [String.raw`/me/messages?$search="\"a\""&$skiptoken=T`, '/me/messages?$search=%22%5C%22a%5C%22%22&$skiptoken=T'],
    ['/me/messages?$skiptoken=%23%5C%252F', '/me/messages?$skiptoken=%23%5C%252F'],
  ])('keeps all of its own link %s', (written, path) => {
    expect(address.relative(`https://graph.microsoft.com/v1.0${written}`)).toBe(path);
    expect(address.resolve(path)).toBe(`/v1.0${path}`);
  });

  it.each([
    String.raw`https://graph.microsoft.com\@evil.example/v1.0/me`,
    String.raw`https:\\evil.example/v1.0/me`,
    String.raw`https://evil.example\graph.microsoft.com/v1.0/me`,
    'https://evil.example#@graph.microsoft.com/v1.0/me',
    'https://graph.microsoft.com#@evil.example/v1.0/me',
    String.raw`https://graph.microsoft.com/v1.0/..\beta/me`,
    String.raw`https://graph.microsoft.com/v1.0/me\..\..\beta`,
    'https://graph.microsoft.com/v1.0/me/%2e%2e%5Cbeta',
    'https://graph.microsoft.com.evil.example/v1.0/me',
    'https://evil.example/v1.0/me',
    'http://graph.microsoft.com/v1.0/me',
    'https://graph.microsoft.com:8443/v1.0/me',
    'https://user@graph.microsoft.com/v1.0/me',
    'https://graph.microsoft.com/beta/me',
    'https://graph.microsoft.com/v1.0evil/me',
    'https://graph.microsoft.com/v1.0/../beta/me',
    'https://graph.microsoft.com/v1.0/%2e%2e/beta/me',
    '//graph.microsoft.com/v1.0/me',
    'javascript:alert(1)',
    '/v1.0/me',
    '',
  ])('does not follow the link %j', (link) => {
    expect(address.relative(link)).toBeUndefined();
  });

  it('never lets an inserted value become another segment or a query', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (id) => {
        fc.pre(id !== '.' && id !== '..');
        const path = graphPath`/me/messages/${id}/attachments`;
        expect(path.split('/')).toHaveLength(5);
        expect(path).not.toContain('?');
        expect(address.resolve(path)).toBe(`/v1.0${path}`);
      }),
    );
  });

  it('leads back to the same path from the link that it creates', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (id, search) => {
        fc.pre(id !== '.' && id !== '..');
        const path = withQuery(graphPath`/me/messages/x${id}`, { $top: 5, $search: search, $filter: undefined });
        const url = new URL(address.origin + address.resolve(path));
        expect(url.searchParams.get('$search')).toBe(search);
        expect(url.searchParams.has('$filter')).toBe(false);
        expect(address.relative(url.href)).toBe(url.pathname.slice('/v1.0'.length) + url.search);
      }),
    );
  });
});
