import type { AnswerKind } from '../common/index.js';
import type { ContentSources, Frontend, Frontends } from '../config/index.js';

const yearSeconds = 31_536_000;

/**
 * Pictures are loaded from here only: `/api/mail/pictures` relays those of other servers. A frame may show what the
 * page itself holds (`blob:`): an attached PDF, which requires the CSRF header to download and the browser's own viewer
 * to read. The mail app creates no script from text (Trusted Types); a custom SPA (`WEB_ROOT`) may.
 */
function documentPolicy({ connect, script, img, font }: ContentSources, isOwnApp: boolean): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...script].join(' '),
    "style-src 'self' 'unsafe-inline'",
    ["img-src 'self' data: blob:", ...img].join(' '),
    ["font-src 'self' data:", ...font].join(' '),
    ["connect-src 'self'", ...connect].join(' '),
    "manifest-src 'self'",
    "frame-src 'self' blob:",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(isOwnApp ? ["require-trusted-types-for 'script'", 'trusted-types default'] : []),
  ].join('; ');
}

const dataPolicy = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

/** Entra shows the front-channel sign-out in a frame of its own page; the frame is empty. */
const framePolicy = "default-src 'none'; frame-ancestors *";

export type SecurityHeaders = Readonly<Record<AnswerKind, Readonly<Record<string, string>>>>;

type HeaderSettings = Pick<Frontend, 'origin' | 'contentSources' | 'hstsIncludesSubdomains'>;

/**
 * Headers of every response (OWASP ASVS 5.0 §3.4, §14.3.2), by its kind; a route may overwrite them. `isOwnApp`: the
 * page is the mail app.
 */
export function securityHeaders(config: HeaderSettings, isOwnApp: boolean): SecurityHeaders {
  const common = commonHeaders(config);
  const data = dataHeaders(config);
  return {
    data,
    reference: { ...common, 'content-security-policy': documentPolicy(config.contentSources, false) },
    document: { ...common, 'content-security-policy': documentPolicy(config.contentSources, isOwnApp) },
    frame: { ...data, 'content-security-policy': framePolicy },
  };
}

/** For responses before a route is known. */
export function dataHeaders(config: Omit<HeaderSettings, 'contentSources'>): SecurityHeaders['data'] {
  return { ...commonHeaders(config), 'content-security-policy': dataPolicy, 'cache-control': 'no-store' };
}

/** For responses without a known frontend: the headers that all of them share. */
export function headersOfNobody({ first, all }: Pick<Frontends, 'first' | 'all'>): SecurityHeaders['data'] {
  const hstsIncludesSubdomains = all.every((each) => each.hstsIncludesSubdomains);
  return dataHeaders({ origin: first.origin, hstsIncludesSubdomains });
}

function commonHeaders({
  origin,
  hstsIncludesSubdomains,
}: Omit<HeaderSettings, 'contentSources'>): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    ...(origin.startsWith('https:')
      ? { 'strict-transport-security': `max-age=${yearSeconds}${hstsIncludesSubdomains ? '; includeSubDomains' : ''}` }
      : {}),
  };
}
