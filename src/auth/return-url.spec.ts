import { readFileSync } from 'node:fs';

import fc from 'fast-check';

import { describeWithSharedData } from '../../test/support/shared-data.js';
import { localReturnUrl } from './return-url.js';

const origin = 'https://mail.example';

/** What browsers, proxies and routers may read from a URL: each reading must stay on this origin. */
function readingsOf(url: string): string[] {
  const decoded = (text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const [path = ''] = url.split('?', 1);
  return [url, path, decoded(path), path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\')];
}

function staysAtHome(url: string): boolean {
  return readingsOf(url).every((reading) => new URL(reading, origin).origin === origin);
}

describe('a return URL', () => {
  it.each([
    '/',
    '/mail',
    '/mail/inbox?x=1&y=a%20b',
    '/a-b_c~d.e',
    '/m/%C3%A9',
    '/@name/:x;p=1',
    "/it's(ok)!*,+",
    '/?q=//x',
  ])('may be the local path %j', (url) => {
    expect(localReturnUrl(url)).toBe(url);
  });

  it('may hold encoded reserved characters in its query, where no parser folds them', () => {
    expect(localReturnUrl('/mail?next=%2Finbox%5Cx')).toBe('/mail?next=%2Finbox%5Cx');
  });

  it.each([
    ['nothing', ''],
    ['a relative path', 'mail'],
    ['an absolute URL', 'https://evil.example'],
    ['an absolute URL of this origin', `${origin}/mail`],
    ['a scheme that runs script', 'javascript:alert(1)'],
    ['a network path', '//evil.example'],
    ['a network path after a slash and a backslash', '/\\evil.example'],
    ['two backslashes', '\\\\evil.example'],
    ['a backslash inside', '/mail\\..\\evil'],
    ['a backslash in the query', '/mail?a=\\'],
    ['an encoded slash', '/%2fevil.example'],
    ['an encoded slash in upper case', '/%2Fevil.example'],
    ['an encoded backslash', '/%5Cevil.example'],
    ['an encoded dot segment', '/%2e%2e/x'],
    ['two slashes inside', '/mail//evil.example'],
    ['two slashes after a dot segment', '/.//evil.example'],
    ['a tab', '/\t/evil.example'],
    ['an encoded tab', '/%09/evil.example'],
    ['a line break', '/mail\r\nset-cookie: a=b'],
    ['an encoded line break', '/%0d%0aset-cookie:a=b'],
    ['a NUL', '/\0'],
    ['an encoded DEL', '/%7f'],
    ['a space', '/a b'],
    ['a percent sign that encodes nothing', '/%zz'],
    ['a percent sign at the end', '/%'],
    ['a fragment', '/mail#x'],
    ['a quotation mark', '/"onload="'],
    ['angle brackets', '/<script>'],
    ['letters beyond ASCII', '/é'],
    ['a full-width slash', '/／evil.example'],
  ])('must not be %s', (_what, url) => {
    expect(localReturnUrl(url)).toBeUndefined();
  });

  it('may be 2048 characters long and no longer', () => {
    expect(localReturnUrl(`/${'a'.repeat(2047)}`)).toBeDefined();
    expect(localReturnUrl(`/${'a'.repeat(2048)}`)).toBeUndefined();
  });

  it('resolves to the same origin by every parser, whatever is accepted', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...String.raw`/ \ // /\ %2f %2F %5c %5C %09 %0d%0a %00 %25 . .. %2e : @ ? # ; & = https: evil.example`.split(
          ' ',
        ),
      ),
      fc.constantFrom('\t', '\n', '\r', ' ', '\0', '／', '。', 'é'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const raw = pieces.join('');
        const accepted = [localReturnUrl(raw), localReturnUrl(`/${raw}`)].filter((url) => url !== undefined);
        expect(accepted.filter((url) => !staysAtHome(url))).toEqual([]);
      }),
      { numRuns: 20_000 },
    );
  });
});

describeWithSharedData('data/open-redirect-payloads.txt', 'a publicly known payload of open redirects', (file) => {
  const payloads = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

  it('cannot leave the origin', () => {
    const escaping = payloads.filter((payload) => {
      const accepted = localReturnUrl(payload);
      return accepted !== undefined && !staysAtHome(accepted);
    });
    expect(payloads.length).toBeGreaterThan(0);
    expect(escaping).toEqual([]);
  });
});
