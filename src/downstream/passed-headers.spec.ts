import { headersForApi, headersForReader } from './passed-headers.js';

describe('the headers of a call', () => {
  it('are those that state what is accepted and what is sent', () => {
    const sent = {
      Accept: 'application/json',
      'Accept-Encoding': 'br',
      'Accept-Language': 'fr',
      'Content-Type': 'text/csv',
      'Content-Encoding': 'gzip',
      'If-None-Match': '"a"',
      'If-Modified-Since': 'Sun, 29 Nov 2026 00:00:00 GMT',
      Range: 'bytes=0-9',
      'Idempotency-Key': 'k',
    };
    const lower = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]));

    expect(headersForApi(Object.entries(sent).flat())).toEqual(lower);
  });

  it('that are repeated are sent as one', () => {
    expect(headersForApi(['Accept', 'a/b', 'accept', 'c/d'])).toEqual({ accept: 'a/b, c/d' });
  });

  it('do not hold what the client declares to be about its connection', () => {
    const sent = ['If-Match', '"1"', 'Connection', 'keep-alive, If-Match', 'Range', 'bytes=0-1', 'connection', 'RANGE'];
    expect(headersForApi([...sent, 'Accept', 'a/b'])).toEqual({ accept: 'a/b' });
  });

  it.each([
    ...['Cookie', 'X-CSRF', 'Origin', 'Referer', 'Host', 'Authorization', 'Proxy-Authorization', 'Content-Length'],
    ...['X-Forwarded-For', 'X-Forwarded-Host', 'Forwarded', 'X-Real-IP', 'Via', 'True-Client-IP'],
    ...['Connection', 'Keep-Alive', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade', 'Expect', 'HTTP2-Settings'],
    ...['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'X-Original-URL', 'X-Rewrite-URL'],
    ...['Sec-Fetch-Site', 'User-Agent', 'Traceparent', 'Baggage', 'Access-Control-Request-Method', 'X-MS-Token'],
    ...['Secure-Session-Response', 'Service-Worker', 'Cache-Control', 'Accepted', 'Contents', 'Ranges', 'Ifx'],
  ])('never hold %s', (name) => {
    expect(headersForApi([name, 'x'])).toEqual({});
  });
});

describe('the headers of a response', () => {
  const api = { answerHeaders: ['x-total-count', 'set-cookie'] };
  const answered = (headers: Record<string, string | string[]>, status = 200): Record<string, string> =>
    headersForReader(api, { status, headers });

  it('are the usual ones and those that the configuration names', () => {
    const headers = {
      'content-type': 'text/csv',
      'content-length': '3',
      'content-range': 'bytes 0-2/9',
      'content-disposition': 'attachment',
      etag: '"a"',
      'last-modified': 'Sun, 29 Nov 2026 00:00:00 GMT',
      'accept-ranges': 'bytes',
      'retry-after': '3',
      'x-total-count': '7',
    };

    expect(answered(headers)).toEqual(headers);
  });

  it('do not hold what the API declares to be about its connection', () => {
    expect(answered({ etag: '"a"', 'x-total-count': '7', connection: 'close, X-Total-Count' })).toEqual({
      etag: '"a"',
    });
  });

  it.each([
    ...['set-cookie', 'server', 'www-authenticate', 'x-powered-by', 'date', 'location', 'content-location'],
    ...['access-control-allow-origin', 'access-control-expose-headers', 'strict-transport-security'],
    ...['content-security-policy', 'content-security-policy-report-only', 'x-frame-options', 'clear-site-data'],
    ...['transfer-encoding', 'connection', 'x-other', 'alt-svc', 'refresh', 'link'],
  ])('never hold %s', (name) => {
    expect(answered({ [name]: 'x' })).toEqual({});
  });

  it.each([
    ['public, max-age=60', 'private, max-age=60'],
    ['max-age=60, s-maxage=600', 'private, max-age=60'],
    ['no-store', 'private, no-store'],
    ['private', 'private'],
    ['Public', 'private'],
    ['private="a, b", max-age=60', 'private, max-age=60'],
    ['no-cache="a, b", max-age=60', 'private, no-cache="a, b", max-age=60'],
  ])('with "%s" state that the response is one user’s: %s', (given, expected) => {
    expect(answered({ 'cache-control': given, vary: 'Accept' })).toEqual({
      'cache-control': expected,
      vary: 'Cookie, Accept',
    });
  });
});
