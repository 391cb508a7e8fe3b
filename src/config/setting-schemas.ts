import { isIP } from 'node:net';

import { z } from 'zod';

import { isPermission, type Permission } from './permissions.js';

/** How the text of an environment variable is parsed, and the problem when it is invalid. */

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

function isHttpsOrLoopback(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.has(url.hostname));
}

export const url = z
  .string()
  .transform((value, context) => {
    if (!URL.canParse(value)) {
      context.addIssue({
        code: 'custom',
        message: 'is not a URL; write it with its scheme, e.g. https://mail.example',
      });
      return z.NEVER;
    }
    return new URL(value);
  })
  .refine((value) => value.username === '' && value.password === '', 'holds a user name or password; remove it')
  .refine((value) => value.hash === '' && value.search === '', 'has a query or a fragment; remove it');

const secureUrl = url.refine(isHttpsOrLoopback, 'must be https (http is for loopback only)');

export const origin = originOf(secureUrl);

/**
 * Browsers treat every name below `localhost` as the machine itself (RFC 6761 §6.3), and accept secure cookies for it.
 */
export const publicOrigin = originOf(
  url.refine(
    (value) => isHttpsOrLoopback(value) || (value.protocol === 'http:' && value.hostname.endsWith('.localhost')),
    'must be https (http is for loopback only)',
  ),
);

function originOf(schema: z.ZodType<URL, string>): z.ZodType<string, string> {
  return schema
    .refine((value) => value.pathname === '/', 'must be an origin, without a path')
    .transform((value) => value.origin);
}

export const notificationUrl = secureUrl
  .refine((value) => value.pathname.endsWith('/graph/notifications'), 'must end in /graph/notifications')
  .transform((value) => value.href);

export const baseUrl = secureUrl.transform((value) => value.href.replace(/\/+$/, ''));

export const list = z
  .string()
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .refine((parts) => parts.length > 0, 'names nothing; leave it out or fill it');

export const servers = list.transform((parts, context) => {
  const parsed = parts.map((part) => /^(?<host>[\w.-]+|\[[\da-f:]+\]):(?<port>\d{1,5})$/i.exec(part)?.groups);
  return parsed.map((groups) => {
    const port = Number(groups?.['port']);
    if (groups?.['host'] === undefined || port < 1 || port > 65535) {
      context.addIssue({ code: 'custom', message: 'must be host:port, comma separated' });
      return z.NEVER;
    }
    return { host: groups['host'].replace(/^\[|\]$/g, ''), port };
  });
});

export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((value) => value <= 65535, 'must be a port number from 0 to 65535');

/** Three thousand years: the end of a session must be a date (ECMAScript ends in 275760). */
const mostSeconds = 100_000_000_000;

export const seconds = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a positive number of seconds')
  .transform(Number)
  .refine((value) => value > 0, 'must be greater than zero')
  .refine((value) => value <= mostSeconds, `must be at most ${mostSeconds}`);

export const secondsOrNever = z
  .string()
  .regex(/^\d{1,9}(\.\d+)?$/, 'must be a number of seconds, or 0')
  .transform(Number);

export const wholeSeconds = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a positive whole number of seconds')
  .transform(Number)
  .refine((value) => value > 0, 'must be greater than zero');

/** Redis names its databases by numbers; the client would treat another path as database NaN. */
export function hasHostAndNumberedDatabase(value: string): boolean {
  if (!/^rediss?:/.test(value)) {
    return true;
  }
  const server = URL.canParse(value) ? new URL(value) : undefined;
  return server !== undefined && server.hostname !== '' && /^(\/\d*)?$/.test(server.pathname);
}

export const perMinute = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a number of requests in a minute')
  .transform(Number);

const cspHost = /^(?:https|wss|http|ws):\/\/(?:\*\.)?[a-z\d.-]+(?::(?:\d{1,5}|\*))?(?:\/[^\s;,'"?#]*)?$/i;
const cspHash = /^'sha(?:256|384|512)-[\w+/-]+={0,2}'$/;
const plainScheme = /^(?:http|ws):\/\/(?!(?:localhost|127\.0\.0\.1)(?:[:/]|$))/i;

/**
 * Sources that are added to one directive of the page's Content-Security-Policy, separated by commas or spaces (CSP
 * Level 3 §2.3.1). Nothing that would disable the directive: no `*`, no `'unsafe-…'`, no host without TLS except on
 * loopback.
 */
export function cspSources(isKnown: (source: string) => boolean, others: string): z.ZodType<readonly string[], string> {
  return z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter((part) => part !== ''))
    .refine((sources) => sources.length > 0, 'names nothing; leave it out or fill it')
    .refine(
      (sources) => sources.every((source) => isKnown(source) || (cspHost.test(source) && !plainScheme.test(source))),
      `must be origins such as https://cdn.example${others}; plain http and ws are for loopback only`,
    );
}

export const scriptSources = cspSources(
  (source) => cspHash.test(source) || source === "'wasm-unsafe-eval'",
  ", hashes of scripts or 'wasm-unsafe-eval'",
);
export const connectSources = cspSources(() => false, '');
export const imageSources = cspSources((source) => source === 'https:', ' or https:');

export const onOff = z.enum(['on', 'off'], { error: 'must be on or off' }).transform((value) => value === 'on');

export const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform((value) => value === 'true');
export const text = z.string().min(1);
export const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export const permissionList = list.transform((names, context): Permission[] =>
  names.map((name) => {
    if (!isPermission(name)) {
      context.addIssue({ code: 'custom', message: 'must be names of permissions, comma separated' });
      return z.NEVER;
    }
    return name;
  }),
);

export const keyList = list.transform((entries, context) => {
  const keys = entries.map((entry) => {
    const [id = '', encoded = '', ...rest] = entry.split(':');
    const key = Buffer.from(encoded, 'base64url');
    const isKey = key.length === 32 && key.toString('base64url') === encoded.replace(/=+$/, '');
    if (!/^[\w-]{1,16}$/.test(id) || !isKey || rest.length > 0) {
      context.addIssue({
        code: 'custom',
        message:
          "must be id:key, comma separated, each key 32 bytes as base64url; make one with: node -p \"'k1:'+crypto.randomBytes(32).toString('base64url')\"",
      });
      return z.NEVER;
    }
    return { id, key };
  });
  if (new Set(keys.map(({ id }) => id)).size !== keys.length) {
    context.addIssue({ code: 'custom', message: 'uses one id for two keys' });
  }
  return keys;
});

export function isAddressOrNetwork(part: string): boolean {
  const [address = '', prefix, ...rest] = part.split('/');
  const longestPrefix = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return rest.length === 0 && (prefix === undefined ? longestPrefix > 0 : isPrefix(prefix, longestPrefix));
}

function isPrefix(text: string, longest: number): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= longest;
}

/**
 * Headers with a meaning for browsers, proxies, HTTP or this service. If they were dropped from untrusted requests,
 * checks would be off.
 */
const headersWithMeaning =
  /^(accept.*|a-im|alt-used|authorization|cache-control|connection|content-.*|cookie.*|date|device-.*|dnt|early-data|expect|forwarded|from|host|http2-settings|idempotency-key|if-.*|keep-alive|last-event-id|max-forwards|origin.*|pragma|prefer|priority|proxy-.*|purpose|range|referer|sec-.*|secure-.*|te|trace.*|trailer|transfer-encoding|upgrade.*|user-agent|via|x-csrf.*|x-forwarded-.*|x-http-method.*|x-moz|x-purpose|x-real-ip|x-request.*|baggage|b3)$/;

/** The name of a header that contains a country only. */
export const countryHeader = z
  .string()
  .regex(/^[a-z][\w-]{1,63}$/i, 'must be the name of a header')
  .transform((name) => name.toLowerCase())
  .refine(
    (name) => !headersWithMeaning.test(name),
    'must be a header that says a country and nothing else, e.g. CF-IPCountry',
  );
