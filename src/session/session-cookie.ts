import { randomId } from '../common/index.js';

/** `__Host-Http-`: set over HTTP only, this host only, whole path (cookie prefixes of RFC 6265bis). */
export const sessionCookieName = '__Host-Http-session';

export const sessionCookieOptions = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

const cookieValue = /^(?<userTag>[\w-]{22})\.(?<secret>[\w-]{43})$/;

export interface SessionCookie {
  readonly userTag: string;
  /** 256 random bits; only its fingerprint is stored. */
  readonly secret: string;
}

export function newSessionCookie(userTag: string): SessionCookie {
  return { userTag, secret: randomId() };
}

export function formatSessionCookie({ userTag, secret }: SessionCookie): string {
  return `${userTag}.${secret}`;
}

/** Undefined for any value that we did not create. */
export function parseSessionCookie(value: string | undefined): SessionCookie | undefined {
  const groups = value === undefined ? undefined : cookieValue.exec(value)?.groups;
  const { userTag, secret } = groups ?? {};
  return userTag === undefined || secret === undefined ? undefined : { userTag, secret };
}
