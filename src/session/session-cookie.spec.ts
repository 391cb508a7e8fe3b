import {
  formatSessionCookie,
  newSessionCookie,
  parseSessionCookie,
  sessionCookieName,
  sessionCookieOptions,
} from './session-cookie.js';

const userTag = 'a'.repeat(22);

describe('the session cookie', () => {
  it('has the documented name and attributes, and neither a domain nor an age', () => {
    expect(sessionCookieName).toBe('__Host-Http-session');
    expect(sessionCookieOptions).toEqual({ path: '/', secure: true, httpOnly: true, sameSite: 'strict' });
  });

  it('reads back what it wrote', () => {
    const cookie = newSessionCookie(userTag);
    expect(parseSessionCookie(formatSessionCookie(cookie))).toEqual(cookie);
  });

  it('holds 256 random bits, different each time', () => {
    const secrets = Array.from({ length: 100_000 }, () => newSessionCookie(userTag).secret);
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(new Set(secrets.map((secret) => Buffer.from(secret, 'base64url').length))).toEqual(new Set([32]));
  });

  it.each([
    undefined,
    '',
    'x',
    `${userTag}.`,
    `.${'b'.repeat(43)}`,
    `x${userTag}.${'b'.repeat(43)}`,
    `${userTag}.${'b'.repeat(42)}`,
    `${userTag}.${'b'.repeat(44)}`,
    `${userTag}.${'b'.repeat(43)}.x`,
    `${userTag}.${'b'.repeat(42)}=`,
    `${userTag}.${'b'.repeat(42)}\n`,
    `{x}${'a'.repeat(19)}.${'b'.repeat(43)}`,
    `${userTag}:${'b'.repeat(43)}`,
    'x'.repeat(100_000),
  ])('is ignored when it is malformed (%#)', (value) => {
    expect(parseSessionCookie(value)).toBeUndefined();
  });
});
