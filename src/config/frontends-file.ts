import { z } from 'zod';

import { settings } from './settings.js';
import { guid } from './setting-schemas.js';
import { parsedPart, readYaml } from './yaml-file.js';

/** The members of `FRONTENDS_FILE` (docs/frontends.md). */

function is(meaning: string) {
  return (issue: { readonly input?: unknown }) => (issue.input === undefined ? 'is missing' : `must be ${meaning}`);
}

function text(meaning: string) {
  return z.string({ error: is(meaning) });
}

/** A list that must follow the rule of its setting, whose values are separated by commas. */
function listed<Output>(schema: z.ZodType<Output, string>, meaning: string) {
  return z
    .array(text('a text').regex(/^[^,\s]+$/, 'must be one value, without commas and spaces'), { error: is(meaning) })
    .transform((values) => values.join(','))
    .pipe(schema);
}

const path = text('the path of a file').min(1, 'must not be empty');

const entrySchema = z.strictObject(
  {
    name: text('a name').regex(
      /^[a-z][a-z\d-]{0,31}$/,
      'must be small letters, digits and hyphens, at most 32, with a letter first',
    ),
    origin: text('an origin').pipe(settings.PUBLIC_URL.schema),
    tenant: text('a tenant').pipe(settings.ENTRA_TENANT.schema).optional(),
    clientId: text('a client id').regex(guid, 'must be the application (client) id, a guid').optional(),
    clientSecretFile: path.optional(),
    clientCertificateFile: path.optional(),
    federatedTokenFile: path.optional(),
    allowedTenants: listed(settings.ENTRA_ALLOWED_TENANTS.schema, 'a list of tenant ids').optional(),
    allowPersonalAccounts: z.boolean({ error: is('true or false') }).optional(),
    permissions: listed(settings.ENTRA_INITIAL_PERMISSIONS.schema, 'a list of permissions').optional(),
    authErrorPath: text('a local path').pipe(settings.AUTH_ERROR_PATH.schema).optional(),
    hstsIncludeSubdomains: z.boolean({ error: is('true or false') }).optional(),
    webRoot: text('the path of a folder').min(1, 'must not be empty').optional(),
    csp: z
      .strictObject(
        {
          connect: listed(settings.CSP_CONNECT_SRC.schema, 'a list of sources').optional(),
          script: listed(settings.CSP_SCRIPT_SRC.schema, 'a list of sources').optional(),
          img: listed(settings.CSP_IMG_SRC.schema, 'a list of sources').optional(),
          font: listed(settings.CSP_FONT_SRC.schema, 'a list of sources').optional(),
        },
        { error: is('lists of sources: connect, script, img, font') },
      )
      .optional(),
  },
  { error: is('a frontend with its name and origin') },
);

const fileSchema = z.strictObject(
  {
    frontends: z
      .array(z.unknown(), { error: is('a list of frontends') })
      .min(1, 'must name a frontend; leave FRONTENDS_FILE out where there is one only'),
  },
  { error: 'must hold the member frontends' },
);

export type FrontendEntry = z.output<typeof entrySchema>;

export const credentialMembers = ['clientSecretFile', 'clientCertificateFile', 'federatedTokenFile'] as const;

/**
 * The content of `FRONTENDS_FILE`, YAML or JSON. Every fault is added to `problems`, with its path and its fix; the
 * result is not to be used then.
 */
export function parseFrontendsFile(content: string, problems: string[]): FrontendEntry[] {
  const file = { setting: 'FRONTENDS_FILE', problems };
  const value = readYaml(file, content);
  const { frontends = [] } = (value === undefined ? undefined : parsedPart(file, fileSchema, value, '')) ?? {};
  const entries = frontends
    .map((entry, index) => parsedPart(file, entrySchema, entry, `frontends[${index}]`))
    .filter((entry) => entry !== undefined);
  checkUnique(entries, problems);
  checkSchemes(entries, problems);
  entries.forEach((entry) => {
    checkCredential(entry, problems);
  });
  return entries;
}

/**
 * Ports and the dot of the root do not separate cookies (RFC 6265 §8.5): two frontends of one host would share theirs.
 */
function checkUnique(entries: readonly FrontendEntry[], problems: string[]): void {
  const hosts = entries.map(({ origin }) => new URL(origin).hostname.replace(/\.$/, ''));
  const names = entries.map(({ name }) => name);
  problems.push(
    ...twiceIn(names).map((name) => `FRONTENDS_FILE: two frontends have the name ${name}`),
    ...twiceIn(hosts).map(
      (host) => `FRONTENDS_FILE: two frontends have the host ${host}; cookies are a host's, at all ports`,
    ),
  );
}

function twiceIn(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) < index))];
}

/** On loopback a browser may try it without TLS. In production TLS is everywhere, and so is device binding. */
function checkSchemes(entries: readonly FrontendEntry[], problems: string[]): void {
  if (new Set(entries.map(({ origin }) => new URL(origin).protocol)).size > 1) {
    problems.push('FRONTENDS_FILE: the origins must be all https, or all http (for loopback)');
  }
}

function checkCredential(entry: FrontendEntry, problems: string[]): void {
  const given = credentialMembers.filter((member) => entry[member] !== undefined);
  if (given.length > 0 && entry.clientId === undefined) {
    problems.push(`FRONTENDS_FILE: ${entry.name} has ${given.join(' and ')} without the clientId that it belongs to`);
  }
}
