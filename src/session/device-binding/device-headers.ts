import { deviceCookieAttributes, deviceCookieName } from './device-cookie.js';
import type { BoundDevice } from './device-binding.js';

export const registrationPath = '/auth/device/registration';
export const refreshPath = '/auth/device/refresh';

/** Requests that never need a session: the browser must not hold them until the device is proved. */
const pathsWithoutSession = [
  '/apple-touch-icon.png',
  '/assets',
  '/favicon.svg',
  '/health',
  '/icon-192.png',
  '/icon-512.png',
  '/icon-maskable-512.png',
  '/manifest.webmanifest',
  '/problems',
  '/service-worker.js',
];

/**
 * The text of a header that the specification defines as a quoted string (RFC 9651 §3.3.3), and that Chromium 156 sends
 * raw. Undefined when it is absent, empty, or an unterminated quoted string.
 */
export function headerText(value: string | string[] | undefined): string | undefined {
  const raw = typeof value === 'string' ? value.trim() : '';
  const text = raw.startsWith('"') ? /^"([^"\\]*)"\s*(?:;.*)?$/.exec(raw)?.[1] : raw;
  return text === '' ? undefined : text;
}

/** `Secure-Session-Registration`, to be answered at `registrationPath`. */
export function registrationHeader(challenge: string): string {
  return `(ES256);path="${registrationPath}";challenge="${challenge}"`;
}

/** `Secure-Session-Challenge`: the challenge of the next proof. */
export function challengeHeader({ id, challenge }: BoundDevice): string {
  return `"${challenge.value}";id="${id}"`;
}

/** The browser's instructions for the binding (W3C Device Bound Session Credentials, JSON session instructions). */
export interface DeviceInstructions {
  readonly session_identifier: string;
  readonly refresh_url: string;
  readonly scope: {
    readonly include_site: false;
    readonly scope_specification: readonly { readonly type: 'exclude'; readonly domain: '*'; readonly path: string }[];
  };
  readonly credentials: readonly { readonly type: 'cookie'; readonly name: string; readonly attributes: string }[];
}

export function instructionsFor({ id }: BoundDevice): DeviceInstructions {
  return {
    session_identifier: id,
    refresh_url: refreshPath,
    scope: {
      include_site: false,
      scope_specification: pathsWithoutSession.map((path) => ({ type: 'exclude', domain: '*', path })),
    },
    credentials: [{ type: 'cookie', name: deviceCookieName, attributes: deviceCookieAttributes }],
  };
}
