import { z } from 'zod';

import { mayBePublicHost } from '../common/index.js';
import { apiMethods } from './api-config.js';
import { isPermission } from './permissions.js';

/** The members of `APIS_FILE` (docs/apis.md). */

const mostBodyBytes = 1_073_741_824;
const longestTimeoutSeconds = 3_600;

/** First segments below `/api` that are the product's own for ever. */
const ownAreas = new Set(['mail', 'me', 'people', 'docs', 'docs-json']);

/** Hop by hop (RFC 9110 §7.6.1), or sent by this service and by nobody else. */
const withheldHeaders = new Set([
  ...['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'via', 'date', 'age', 'location'],
  ...['set-cookie', 'set-cookie2', 'server', 'www-authenticate', 'clear-site-data', 'origin-agent-cluster', 'refresh'],
  ...['strict-transport-security', 'referrer-policy', 'permissions-policy', 'feature-policy', 'expect-ct'],
  ...['x-frame-options', 'x-content-type-options', 'x-xss-protection', 'x-dns-prefetch-control', 'x-powered-by'],
  ...['report-to', 'reporting-endpoints', 'nel', 'service-worker-allowed', 'alt-svc', 'sourcemap', 'x-sourcemap'],
  ...['timing-allow-origin', 'vary', 'cache-control'],
]);
const withheldFamilies =
  /^(?:proxy-|access-control-|content-security-policy|cross-origin-|secure-session-|sec-|public-key-pins|x-permitted-)/;

/** Whether a response header is dropped, whatever the configuration says. */
export function isWithheldHeader(name: string): boolean {
  return withheldHeaders.has(name) || withheldFamilies.test(name);
}

const openIdScopes = new Set(['openid', 'profile', 'email', 'offline_access']);

function is(meaning: string) {
  return (issue: { readonly input?: unknown }) => (issue.input === undefined ? 'is missing' : `must be ${meaning}`);
}

function text(meaning: string) {
  return z.string({ error: is(meaning) });
}

const names = z
  .array(text('the name of a permission').refine(isPermission, 'must be the name of a permission, e.g. orders.read'), {
    error: is('a list of permissions'),
  })
  .min(1, 'must name a permission');

const scope = text('a scope')
  .regex(/^[!#-[\]-~]{1,255}$/, 'must be one scope, without spaces and quotes')
  .refine((value) => !openIdScopes.has(value.toLowerCase()), 'is asked for at every sign-in; leave it out')
  .refine((value) => !value.endsWith('/'), 'must end in the name of the scope');

export const permissionEntry = z.strictObject(
  {
    scopes: z.array(scope, { error: is('a list of scopes') }).min(1, 'must name a scope'),
    title: text('a text').min(1, 'must not be empty').max(200, 'must be at most 200 characters').optional(),
  },
  { error: is('a permission with its scopes') },
);

const prefix = text('a path below /api')
  .regex(
    /^\/api(?:\/[\w~-][\w.~-]*)+$/,
    'must be a path below /api without a slash at its end, of letters, digits and . _ ~ -',
  )
  .refine(
    (value) => !ownAreas.has(value.split('/')[2]?.toLowerCase() ?? ''),
    'is kept for the product: /api/mail, /api/me, /api/people and /api/docs are its own',
  );

const target = text('a URL').transform((value, context) => {
  const problem = targetProblem(value);
  if (problem !== undefined) {
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  }
  return new URL(value);
});

function targetProblem(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return 'must be an https URL, e.g. https://orders.contoso.example/v1';
  }
  if (url.username !== '' || url.password !== '') {
    return 'holds a user name or password; remove it';
  }
  return /[?#]/.test(value) ? 'has a query or a fragment; remove it' : undefined;
}

const header = text('the name of a header')
  .regex(/^[!#$%&'*+.^`|~\w-]{1,64}$/, 'must be the name of a header')
  .transform((value) => value.toLowerCase())
  .refine((value) => !isWithheldHeader(value), 'is a header that never leaves the API');

export const apiEntry = z
  .strictObject(
    {
      name: text('a name').regex(
        /^[a-z][a-z\d-]{0,31}$/,
        'must be small letters, digits and hyphens, at most 32, with a letter first',
      ),
      prefix,
      target,
      internal: z.boolean({ error: is('true or false') }).default(false),
      methods: z
        .array(z.enum(apiMethods, { error: `must be one of ${apiMethods.join(', ')}` }), {
          error: is(`a list of ${apiMethods.join(', ')}`),
        })
        .min(1, 'must name a method'),
      permissions: names,
      writePermissions: names.optional(),
      timeoutSeconds: z
        .number({ error: is('a number of seconds') })
        .min(0, 'must not be negative')
        .max(longestTimeoutSeconds, `must be at most ${longestTimeoutSeconds}; 0 is no limit`)
        .default(30),
      bodyLimitBytes: z
        .int({ error: is('a whole number of bytes') })
        .min(1, 'must be positive')
        .max(mostBodyBytes, `must be at most ${mostBodyBytes}`)
        .default(10_000_000),
      answerHeaders: z.array(header, { error: is('a list of headers') }).default([]),
    },
    { error: is('an API with its name, prefix, target, methods and permissions') },
  )
  .superRefine((api, context) => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', path: ['target'], message });
    };
    if (!api.internal && !mayBePublicHost(api.target.hostname)) {
      refuse('is an address that is not of the public internet; say internal: true if that is meant');
    } else if (!api.internal && api.target.protocol !== 'https:') {
      refuse('must be https (http is for internal: true only)');
    }
  });

export const fileSchema = z.strictObject(
  {
    permissions: z.record(z.string(), z.unknown(), { error: is('permissions by their names') }).default({}),
    apis: z.array(z.unknown(), { error: is('a list of APIs') }).default([]),
  },
  { error: 'must hold the members permissions and apis' },
);
