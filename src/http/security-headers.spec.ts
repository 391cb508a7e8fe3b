import { securityHeaders } from './security-headers.js';

const sources = { connect: [], script: [], img: [], font: [] };
const plain = {
  origin: 'https://mail.example',
  contentSources: sources,
  hstsIncludesSubdomains: false,
};

function directivesOf(policy = ''): Readonly<Record<string, string>> {
  return Object.fromEntries(
    policy.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
  ) as Record<string, string>;
}

describe('the security headers', () => {
  it('add the configured sources to the page, and to nothing else', () => {
    const contentSources = {
      connect: ['https://api.example'],
      script: ['https://cdn.example'],
      img: ['https:'],
      font: ['https://fonts.example'],
    };
    const before = securityHeaders(plain, true);
    const after = securityHeaders({ ...plain, contentSources }, true);

    expect(directivesOf(after.document['content-security-policy'])).toEqual({
      ...directivesOf(before.document['content-security-policy']),
      'connect-src': "'self' https://api.example",
      'script-src': "'self' https://cdn.example",
      'img-src': "'self' data: blob: https:",
      'font-src': "'self' data: https://fonts.example",
    });
    expect([after.data, after.frame]).toEqual([before.data, before.frame]);
  });

  it('let no text become script in the mail app, and leave another app unchanged', () => {
    expect(directivesOf(securityHeaders(plain, true).document['content-security-policy'])).toMatchObject({
      'require-trusted-types-for': "'script'",
      'trusted-types': 'default',
    });
    const other = securityHeaders(plain, false).document['content-security-policy'];
    expect(directivesOf(other)).not.toHaveProperty('require-trusted-types-for');
  });

  it('allow the page its own origin only by default', () => {
    expect(directivesOf(securityHeaders(plain, true).document['content-security-policy'])).toMatchObject({
      'default-src': "'none'",
      'connect-src': "'self'",
      'script-src': "'self'",
    });
  });

  it.each([
    ['https://mail.example', false, 'max-age=31536000'],
    ['https://mail.example', true, 'max-age=31536000; includeSubDomains'],
    // A browser ignores the header there (RFC 6797 §8.1).
    ['http://localhost:3000', true, undefined],
  ])('at %s, with subdomains %s, require https: %s', (origin, hstsIncludesSubdomains, expected) => {
    const headers = securityHeaders({ ...plain, origin, hstsIncludesSubdomains }, true);

    expect(headers.document['strict-transport-security']).toBe(expected);
    expect(headers.data['strict-transport-security']).toBe(expected);
  });
});
